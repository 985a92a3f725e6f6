import {CardGone} from '../../centre/index.ts';
import {KazasuError, type Sentence} from '../../protocol/index.ts';
import type {CardBench} from '../bench/card-bench.ts';
import type {Phase, Title} from './scenario.ts';

/**
 * What can go wrong, by name: with card and reader in a step at the card, with the line in a question to the centre.
 * What cuts ends the dialogue there; otherwise it goes on.
 */
export const disturbances = {
  'card-removed': {
    actor: 'card',
    cuts: true,
    title: {en: 'the card is taken out before a command reaches it', ja: 'コマンド到達前にカードが抜かれる'},
  },
  'reader-unplugged': {
    actor: 'card',
    cuts: true,
    title: {
      en: 'the reader is unplugged before a command reaches the card',
      ja: 'コマンド到達前にリーダーが取り外される',
    },
  },
  'answer-lost': {
    actor: 'card',
    cuts: true,
    title: {
      en: 'the card loses power when it has done a command, before its answer is out',
      ja: 'コマンド実行後、応答前にカードの電源が切れる',
    },
  },
  'question-lost': {
    actor: 'centre',
    cuts: true,
    title: {
      en: 'the line is cut before the question reaches the centre',
      ja: '要求がセンターに届く前に回線が切れる',
    },
  },
  'reply-lost': {
    actor: 'centre',
    cuts: true,
    title: {
      en: 'the line is cut before the centre’s answer comes',
      ja: 'センターの処理後、応答前に回線が切れる',
    },
  },
  // Bench-defined, D300
  'question-twice': {
    actor: 'centre',
    cuts: false,
    title: {
      en: 'the question reaches the centre twice, and the second answer counts',
      ja: '要求がセンターに二重に届き、2回目の応答を用いる',
    },
  },
} as const satisfies Readonly<
  Record<string, {readonly actor: Phase['actor']; readonly cuts: boolean; readonly title: Title}>
>;

export type DisturbanceName = keyof typeof disturbances;

export const disturbanceNames = Object.keys(disturbances) as DisturbanceName[];

/** What goes wrong, and where. */
export interface Disturbance {
  readonly what: DisturbanceName;
  /** Id of the phase in which it happens, when the scenario comes to it for the first time. */
  readonly phase: string;
  /** At which command within the phase, from 1. Default: the first. */
  readonly command?: number;
}

/** The line between the counter and the centre is down. */
export class LineCut extends KazasuError {
  constructor(phase: Title) {
    super('KZS-SCENARIO-LINE-CUT', {
      en: `the line to the centre was cut in “${phase.en}”`,
      ja: `「${phase.ja}」でセンターとの回線が切れました`,
    });
    this.name = 'LineCut';
  }
}

/** Does what a disturbance asks for, once, when its phase comes. */
export interface ArmedDisturbance {
  /** Whether it came to pass. */
  readonly struck: boolean;
  /** The work of a step, disturbed where this is the step. */
  disturbed<T>(step: Phase, work: () => Promise<T> | T): Promise<T>;
}

export const armedDisturbance = (
  {fault, plug}: Pick<CardBench, 'fault' | 'plug'>,
  disturbance: Disturbance | undefined,
): ArmedDisturbance => {
  let [armed, struck] = [disturbance, false];
  return {
    get struck() {
      return struck;
    },
    async disturbed(step, work) {
      if (armed?.phase !== step.id) {
        return work();
      }
      const {what, command = 1} = armed;
      armed = undefined;
      if (disturbances[what].actor === 'centre') {
        struck = true;
        if (what !== 'question-lost') {
          await answerLost(work);
        }
        if (what === 'question-twice') {
          return work();
        }
        throw new LineCut(step.title);
      }
      await (what === 'reader-unplugged'
        ? plug?.unplugAt(command)
        : fault({kind: 'pull', occurrence: command, answerLost: what === 'answer-lost'}));
      try {
        return await work();
      } catch (error) {
        struck ||= cutReason(error) !== undefined;
        throw error;
      } finally {
        // A phase with fewer commands than that is not disturbed, and neither is what follows it.
        await fault(undefined);
        await plug?.unplugAt(undefined);
      }
    },
  };
};

/** Does the work, and nobody hears what came of it: neither an answer nor a refusal. */
const answerLost = async (work: () => unknown): Promise<void> => {
  try {
    await work();
  } catch {
    // It was refused, and that went the same way.
  }
};

/** Why a run stopped where it was cut, as the id of its reason. */
export type CutReason = 'card-removed' | 'reader-unplugged' | 'line-cut';

/** Whether an error says that card, reader or line went away, and the id of that reason. */
export const cutReason = (error: unknown): CutReason | undefined => {
  if (error instanceof LineCut) {
    return 'line-cut';
  }
  const chain = causes(error);
  const byId = chain
    .map((one) => (one instanceof KazasuError ? goneIds.get(one.id) : undefined))
    .find((reason) => reason !== undefined);
  return byId ?? (chain.some((one) => one instanceof CardGone) ? 'card-removed' : undefined);
};

const goneIds: ReadonlyMap<string, CutReason> = new Map([
  ['KZS-PCSC-CARD-REMOVED', 'card-removed'],
  ['KZS-PCSC-CARD-RESET', 'card-removed'],
  ['KZS-PCSC-NO-CARD', 'card-removed'],
  ['KZS-PCSC-READER-GONE', 'reader-unplugged'],
]);

const causes = (error: unknown): readonly unknown[] =>
  error instanceof Error && error.cause !== undefined ? [error, ...causes(error.cause)] : [error];

/** What was cut, in which phase and at which command: the reason of a run that ended there. */
export const cutSentence = ({what, command = 1}: Disturbance, phase: Title): Sentence => {
  const {en, ja} = cutSentences[what];
  const at = disturbances[what].actor === 'card';
  return {
    en: `${en[0]} ${at ? `at command ${command} of` : 'in'} “${phase.en}”, ${en[1]}`,
    ja: `「${phase.ja}」${at ? `の${command}番目のコマンドで` : 'で'}、${ja}`,
  };
};

const cutSentences: Readonly<
  Record<DisturbanceName, {readonly en: readonly [what: string, when: string]; readonly ja: string}>
> = {
  'card-removed': {
    en: ['the card was taken out', 'before the card had it'],
    ja: 'カードに届く前にカードが抜かれました',
  },
  'reader-unplugged': {
    en: ['the reader was unplugged', 'before the card had it'],
    ja: 'カードに届く前にリーダーが取り外されました',
  },
  'answer-lost': {
    en: ['the card lost its power', 'which it had done, before its answer was out'],
    ja: 'カードの実行後、応答前にカードの電源が切れました',
  },
  'question-lost': {
    en: ['the line to the centre was cut', 'before the question reached it'],
    ja: '要求がセンターに届く前に回線が切れました',
  },
  'reply-lost': {
    en: ['the line to the centre was cut', 'before its answer came'],
    ja: 'センターの処理後、応答前に回線が切れました',
  },
  'question-twice': {
    en: ['the question reached the centre twice', 'and the second answer counted'],
    ja: '要求がセンターに二重に届きました',
  },
};

/** What a disturbance that nobody met is told as. */
export const notDisturbed = ({what, phase, command = 1}: Disturbance): Sentence => ({
  en: `the run never came to command ${command} of “${phase}”, so nothing was disturbed (${what})`,
  ja: `「${phase}」の${command}番目のコマンドに至らず、障害(${what})は起こりませんでした`,
});
