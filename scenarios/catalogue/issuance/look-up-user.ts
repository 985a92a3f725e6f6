import {applicationKinds} from '../../../centre/index.ts';
import {KazasuError} from '../../../protocol/index.ts';
import {type InstallStage, installParameters} from './install-parameters.ts';
import {askSystem, type MunicipalTerminal, peoplesStep} from './municipal-terminal.ts';
import {installPhases} from './phases.ts';

/** Whether a linked register knows the holder, and the operator's seconds that follow from it. */
export interface LookedUp {
  readonly found: boolean;
  readonly touches: Readonly<Record<keyof typeof touchesWithoutLink, number>>;
}

/** A register that is linked is asked; where it knows nobody, or does not answer, the operator types after all. */
export const lookUpUser = async (
  stage: InstallStage,
  terminal: MunicipalTerminal,
  cardId: string,
  link: 'up' | 'down' = 'up',
): Promise<LookedUp> => {
  const {parameters} = stage;
  if (parameters.linkage === 'off') {
    return {found: false, touches: parameters};
  }
  const found =
    link === 'down' ? await noAnswer(stage, terminal) : await knownToRegister(stage, terminal, cardId);
  return {found, touches: found ? parameters : await typeAfterAll(stage)};
};

/** The line is given up, and the system works on as without a link. Bench-defined, T67 */
const noAnswer = (stage: InstallStage, {desk}: MunicipalTerminal): Promise<false> =>
  stage.step({...installPhases.lookUpUser, usualMs: stage.parameters.linkWaitSeconds * 1000}, (): false => {
    desk.management.settings.change({linkage: 'off'});
    return false;
  });

const knownToRegister = (stage: InstallStage, {desk}: MunicipalTerminal, cardId: string): Promise<boolean> =>
  askSystem(stage, installPhases.lookUpUser, 'card-management/look-up', () => {
    try {
      const {from} = desk.management.linkage.userId(cardId, undefined, applicationKinds.common.idBytes);
      return from === 'looked-up';
    } catch (error) {
      if (error instanceof KazasuError && error.id === 'KZS-MANAGEMENT-LINKAGE') {
        return false;
      }
      throw error;
    }
  });

const touchesWithoutLink = {
  placeSeconds: installParameters.placeSeconds.default,
  goOnSeconds: installParameters.goOnSeconds.default,
  confirmSeconds: installParameters.confirmSeconds.default,
  returnSeconds: installParameters.returnSeconds.default,
};

/** The link does not help: the operator types, and works on as without one. */
const typeAfterAll = async (stage: InstallStage): Promise<typeof touchesWithoutLink> => {
  const left = Math.max(0, touchesWithoutLink.placeSeconds - stage.parameters.placeSeconds);
  await peoplesStep(stage, installPhases.placeCard, left, () => undefined);
  return touchesWithoutLink;
};
