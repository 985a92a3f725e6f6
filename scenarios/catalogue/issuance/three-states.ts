import type {LifeCycle, Sentence} from '../../../protocol/index.ts';
import {type Invariant, Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {issuerSession, municipalTerminal, town} from './municipal-terminal.ts';
import {terminalRecord} from './terminal-record.ts';

/** What chip, terminal and system each hold a card to be. */
export interface ThreeStates {
  readonly chip: string;
  readonly terminal: string;
  readonly system: string;
  /** A change of state that the system waits for. */
  readonly open: boolean;
}

/** Seen by the bench: nobody asks anybody anything. */
export const threeStates = async ({world, snapshot}: Stage): Promise<ThreeStates> => {
  const {issuer} = await snapshot();
  const local = terminalRecord(world);
  const cardId = local.cardId ?? '';
  const kept = world.state();
  return {
    chip: issuer.lifeCycle,
    terminal: local.known(cardId),
    system: kept.get(`cards/${cardId}/state`) ?? 'unknown',
    open: [...kept].some(
      ([place, said]) =>
        place.startsWith(`transitions/${town}/`) && place.includes(cardId) && said.endsWith(': begun'),
    ),
  };
};

/** All three hold it to be so: a terminal believes a chip, the bench looks. Else `states-differ`. */
export const expectAgreement = async (stage: Stage, state: LifeCycle): Promise<void> => {
  const states = await threeStates(stage);
  if (states.chip !== state || states.system !== state || states.terminal !== state || states.open) {
    throw new Refused(
      rowOf({en: `all were expected to be ${state}`, ja: `すべて ${state} のはず`}, states),
      'states-differ',
    );
  }
};

/** One row of the matrix that a cut and its recovery are told by. */
export const rowOf = (when: Sentence, {chip, terminal, system, open}: ThreeStates): Sentence => ({
  en: `${when.en}: chip ${chip}, terminal ${terminal}, system ${system}${open ? ' (begun)' : ''}`,
  ja: `${when.ja}: チップ ${chip}、端末 ${terminal}、システム ${system}${open ? '(開始済み)' : ''}`,
});

/** The incident of 2016: a chip that is valid while the system does not know, and has nothing begun. [S190] */
const neverAhead: Invariant = {
  id: 'chip-never-ahead',
  title: {
    en: 'chip and system agree, or the system waits for the change',
    ja: 'チップとシステムが一致するか、システムに処理中の変更がある',
  },
  async broken(stage) {
    const states = await threeStates(stage);
    return states.chip === states.system || states.open
      ? undefined
      : rowOf({en: 'they differ', ja: '不一致'}, states);
  },
};

const cardLives: Invariant = {
  id: 'card-lives',
  title: {en: 'the card still answers its issuer', ja: 'カードが発行者に応答する'},
  async broken(stage) {
    try {
      const issuer = await issuerSession(stage, await municipalTerminal(stage));
      await issuer.lifeCycle();
      return undefined;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return {en: `it answered: ${why}`, ja: `応答: ${why}`};
    }
  },
};

const fullTries: Invariant = {
  id: 'tries-whole',
  title: {en: 'no secret has lost a try', ja: '照合回数が減った暗証番号がない'},
  async broken({image, snapshot}) {
    const {applications} = await snapshot();
    const lost = Object.entries(applications).flatMap(([name, {credentials}]) =>
      Object.entries(credentials).flatMap(([file, {triesLeft, value}]) => {
        const before = image.applications[name]?.credentials[file]?.triesLeft ?? 0;
        return value !== '' && triesLeft < before ? [`${name}/${file}`] : [];
      }),
    );
    return lost.length === 0 ? undefined : {en: lost.join(', '), ja: lost.join('、')};
  },
};

/** What holds of a card and its state, whatever was cut. */
export const stateInvariants: readonly Invariant[] = [neverAhead, cardLives, fullTries];
