import {budgetsFor} from '../../budgets/catalogue.ts';
import type {Invariant, Precondition, Recovery, Scenario} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {defineScenario} from '../../parameters/define-scenario.ts';
import type {ParameterValues} from '../../parameters/parameter.ts';
import {withValues} from '../../parameters/parameter-values.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {registeredCard} from './arrived-card.ts';
import {contentOf, installer, preInstall} from './install-applications.ts';
import {type InstallStage, installParameters} from './install-parameters.ts';
import {municipalTerminal, town} from './municipal-terminal.ts';
import {touch} from './operator-seconds.ts';
import {installPhases, issuancePhases} from './phases.ts';
import {placesOfPreInstall as changes} from './pre-install-places.ts';
import {type InstallVariant, installVariants, linkedInstallVariants} from './pre-install-variants.ts';
import {unknownWaits} from './setting.ts';
import {stateInvariants} from './three-states.ts';

const {lookUpUser, ...phasesWithoutLink} = installPhases;
const phases = {
  off: Object.values(phasesWithoutLink),
  linked: Object.values(installPhases),
};

const standsAlike: Invariant = {
  id: 'card-as-registered',
  title: {
    en: 'card and registry hold the same applications, stopped, or an operation is open',
    ja: 'カードと記録のアプリが一致して停止中であるか、処理中の操作がある',
  },
  async broken(stage) {
    const terminal = await municipalTerminal(stage);
    const cardId = await terminal.access.cardId();
    const {cards} = terminal.desk.management;
    const {applications, openOperation} = cards.get(await terminal.desk.as(town, installer), cardId);
    const content = await contentOf(terminal);
    const there = content.filter(({object}) => object === 'instance');
    const alike =
      there.length === applications.length &&
      applications.every(({aid}) => there.some((one) => one.aid === aid && one.state === 'locked'));
    return alike || openOperation !== undefined
      ? undefined
      : {
          en: `the registry holds ${applications.length}, the card ${there.map(({state}) => state).join(', ')}`,
          ja: `記録 ${applications.length} 件、カード ${there.map(({state}) => state).join('、')}`,
        };
  },
};

const recovery: Recovery = {
  phases: [issuancePhases.askChip, issuancePhases.settle],
  invariants: [...stateInvariants, standsAlike],
  async recover(stage) {
    await settleInstallation(stage);
    const {duplicates} = (stage as InstallStage).parameters;
    return preInstall(stage as InstallStage, {duplicates: duplicates === 'replace' ? duplicates : 'skip'});
  },
};

/** What a cut left open is taken back or found whole. */
const settleInstallation = async (stage: Stage): Promise<void> => {
  const {access, desk, counter} = await municipalTerminal(stage);
  const token = await desk.token(town, installer);
  const open = await stage.step(
    issuancePhases.settle,
    async () =>
      desk.management.cards.get(await desk.as(town, installer), await access.cardId()).openOperation,
  );
  if (open !== undefined) {
    await stage.step(issuancePhases.askChip, () => counter.reconcile(token, open));
  }
};

const prepared = registeredCard('prepared', ['prepare']);

/** The register that is linked knows the holder. */
const linked: Precondition = {
  id: 'register-linked',
  title: {en: 'the resident register is linked and knows the holder', ja: '住民情報が連携されている'},
  async establish(stage) {
    const {desk, access} = await municipalTerminal(stage);
    const {linkage, userId} = (stage as InstallStage).parameters;
    desk.management.settings.change({linkage});
    if (linkage !== 'off') {
      desk.management.linkage.put(linkage, await access.cardId(), userId);
    }
  },
};

const scenarioOf = ({
  values = {},
  ...parts
}: Pick<Scenario, 'id' | 'title' | 'budgets' | 'phases' | 'preconditions'> & {
  /** Of parameters, where they are otherwise than without a link. */
  readonly values?: ParameterValues;
  readonly variants: readonly InstallVariant[];
}): Scenario =>
  withValues(
    defineScenario({
      ...parts,
      source: 'S8',
      lifeCycle: 'prepared',
      personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
      parameters: installParameters,
      changes,
      recovery,
      variants: [
        ...parts.variants,
        ...failureVariants({
          id: parts.id,
          usual: 'installed',
          budgetsOfSlowChip: Object.fromEntries(parts.budgets.map(({id}) => [id, 'met'])),
          run: preInstall,
          phases: parts.phases,
          recovery,
          changes,
          undisturbed: [installPhases.deleteFormer.id, installPhases.takeBack.id],
        }),
      ],
      run(stage) {
        stage.note(unknownWaits);
        return preInstall(stage);
      },
    }),
    values,
  );

/** 事前搭載, standalone: the operator types the holder's data. [S8] */
export const preInstallAlone = scenarioOf({
  id: 'issuance/pre-install',
  title: {en: 'Pre-install of card applications', ja: 'カードアプリの事前搭載'},
  budgets: budgetsFor('issuance/pre-install'),
  phases: phases.off,
  preconditions: [prepared],
  variants: installVariants,
});

/** The same with 既存住基 or 住基CS linked: the operator confirms what is looked up. [S8] */
export const preInstallLinked = scenarioOf({
  id: 'issuance/pre-install-linked',
  title: {en: 'Pre-install with the resident register linked', ja: 'カードアプリの事前搭載(住基連携)'},
  budgets: budgetsFor('issuance/pre-install-linked'),
  phases: phases.linked,
  preconditions: [prepared, linked],
  values: {
    placeSeconds: touch('preInstallLinked', 0).default,
    goOnSeconds: touch('preInstallLinked', 1).default,
    confirmSeconds: touch('preInstallLinked', 2).default,
    returnSeconds: touch('preInstallLinked', 3).default,
    linkage: 'existing-register',
  },
  variants: linkedInstallVariants,
});
