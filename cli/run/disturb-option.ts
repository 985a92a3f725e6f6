import {type Sentence, virtualClock} from '../../protocol/index.ts';
import {
  chosenCommands,
  type DisturbanceWord,
  readDisturbanceWord,
} from '../../scenarios/catalogue/disturbance-word.ts';
import {disturbedBy} from '../../scenarios/catalogue/disturbed.ts';
import {disturbances} from '../../scenarios/engine/disturbance.ts';
import type {ScenarioOutcome} from '../../scenarios/engine/outcome.ts';
import type {Scenario} from '../../scenarios/engine/scenario.ts';
import type {Interruptions} from '../interruption.ts';
import {chooseTiming} from '../timing/timing-option.ts';
import {type Circumstances, playOne} from './play-one.ts';

/** By which `run` is told what goes wrong, and at which command. */
export const disturbOption = {
  disturb: {
    type: 'string',
    requiresArg: true,
    coerce: (given: string | readonly string[]): readonly string[] => [given].flat(),
    describe:
      'WHAT@PHASE:COMMAND, such as card-removed@write-ordinance:50 (:1-20, :last; :every plays once for each command); phases are in --list --json; the option again for more',
  },
} as const;

/** What that option leaves. */
export interface DisturbChoice {
  readonly disturb?: readonly string[] | undefined;
}

/** The runs that one word makes of one scenario. */
export interface DisturbedRuns {
  readonly scenario: string;
  readonly word: DisturbanceWord;
  readonly runs: readonly Scenario[];
}

/** A scenario and what goes wrong in it. */
export interface ToDisturb {
  readonly scenario: Scenario;
  readonly word: DisturbanceWord;
}

/**
 * What these words disturb of the chosen scenarios: those that have the phase.
 * @throws KazasuError `KZS-SCENARIO-DISTURB`.
 */
export const toDisturb = (words: readonly string[], chosen: readonly Scenario[]): readonly ToDisturb[] =>
  words
    .map((word) => readDisturbanceWord(word, chosen))
    .flatMap((word) => chosen.filter((one) => hasPhase(one, word)).map((scenario) => ({scenario, word})));

const hasPhase = ({phases}: Scenario, {what, phase}: DisturbanceWord): boolean =>
  phases.some(({id, actor}) => id === phase && actor === disturbances[what].actor);

/**
 * The runs of each. Where the last command or every one is asked for, the scenario is played undisturbed before, in
 * the embedded reader and on a virtual clock, and its commands are counted.
 */
export const disturbedRuns = async (
  asked: readonly ToDisturb[],
  circumstances: Circumstances,
  interruptions: Pick<Interruptions, 'first'>,
): Promise<readonly DisturbedRuns[]> => {
  const counts = new Map<string, ReadonlyMap<string, number>>();
  const all: DisturbedRuns[] = [];
  for (const {scenario, word} of asked) {
    const {what, phase, commands} = word;
    if (typeof commands === 'string' && !counts.has(scenario.id)) {
      counts.set(scenario.id, await commandsOf(scenario, circumstances, interruptions));
    }
    const count = counts.get(scenario.id)?.get(phase) ?? 0;
    all.push({
      scenario: scenario.id,
      word,
      runs: chosenCommands(commands, count).map((command) =>
        disturbedBy(scenario, {what, phase, ...(command === undefined ? {} : {command})}),
      ),
    });
  }
  return all;
};

/** How many commands each phase has where it comes for the first time, played undisturbed. */
const commandsOf = async (
  scenario: Scenario,
  {options, language}: Circumstances,
  {first}: Pick<Interruptions, 'first'>,
): Promise<ReadonlyMap<string, number>> => {
  const {outcome} = await playOne(
    scenario,
    {
      options: {...options, link: 'in-process', clock: 'virtual'},
      // Time has to pass, or nobody could say in which phase a command was.
      timing: chooseTiming({timing: 'contactless-106', 'timing-seed': 'none'}),
      language,
    },
    {
      clock: virtualClock(new Date()),
      record: () => undefined,
      remark: () => undefined,
      begin: async () => undefined,
      givenUp: first,
    },
  );
  const phases = outcome?.phases ?? [];
  return new Map([...phases].reverse().map(({id, apdus}) => [id, apdus]));
};

/** What came of the runs of one word, in a line; undefined where it was one run, or nothing is documented. */
export const disturbedSummary = (
  {scenario, word: {what, phase}, runs}: DisturbedRuns,
  outcomes: readonly ScenarioOutcome[],
): Sentence | undefined => {
  const [first] = runs;
  if (runs.length < 2 || !first?.expected) {
    return undefined;
  }
  const {verdict, reasonId} = first.expected;
  const ids = new Map(runs.map(({id, setting}) => [id, setting?.disturbance?.command]));
  const otherwise = outcomes.filter((one) => ids.has(one.id) && one.verdict !== 'pass');
  const played = outcomes.filter((one) => ids.has(one.id)).length;
  const [en, ja] =
    reasonId === 'recovered'
      ? ['recovered', '復旧しました']
      : [
          `ended ${verdict} (${reasonId}) as documented`,
          `文書どおり ${verdict} (${reasonId}) で終わりました`,
        ];
  const at = otherwise.map(({id}) => ids.get(id)).join(', ');
  return {
    en: `${scenario}, ${what}@${phase}: ${played - otherwise.length} of ${runs.length} ${en}${at === '' ? '' : `; otherwise at command ${at}`}`,
    ja: `${scenario}、${what}@${phase}: ${runs.length} 回中 ${played - otherwise.length} 回、${ja}${at === '' ? '' : `(それ以外のコマンド: ${at})`}`,
  };
};
