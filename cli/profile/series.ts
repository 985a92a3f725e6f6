import {exchangeCost, secretsOf, type TimingProfile} from '../../emulator/index.ts';
import type {RecordEvent} from '../../protocol/index.ts';
import type {KazasuProfile} from '../../reports/index.ts';
import type {CardBench} from '../../scenarios/bench/card-bench.ts';
import type {Budget} from '../../scenarios/budgets/budget.ts';
import type {Ending} from '../../scenarios/engine/scenario.ts';
import {type Profile, profileBuilder} from '../../scenarios/profile/profile.ts';
import {profileProgram} from '../../scenarios/profile/profile-program.ts';
import {profileScenario} from '../../scenarios/profile/profile-scenario.ts';
import type {TestWorld} from '../../scenarios/world/test-world.ts';
import type {ChosenCard} from '../card-options.ts';
import type {Interruptions} from '../interruption.ts';
import type {Language} from '../language.ts';
import {runProgram} from '../run-program.ts';
import type {Subject} from './subject.ts';

/** What a series of runs needs around it. */
export interface Surroundings {
  readonly options: {
    readonly runs: number;
    readonly pin: string | undefined;
    readonly 'expect-status': number;
  };
  readonly timing: TimingProfile;
  readonly bench: CardBench;
  readonly world: TestWorld;
  readonly card: ChosenCard;
  readonly events: RecordEvent[];
  readonly record: (event: RecordEvent) => void;
  readonly budgets: readonly Budget[];
  readonly interruptions: Interruptions;
  readonly language: Language;
}

/** Runs the subject as often as asked, and makes its profile. A person at a terminal sees it count. */
export const series = (
  subject: Subject,
  {options, timing, bench, world, card, events, record, budgets, interruptions, language}: Surroundings,
): Promise<{readonly profile: Profile; readonly linkFloor?: KazasuProfile['linkFloor']}> => {
  const modelled = timing.name !== 'instant';
  const builder = profileBuilder({
    budgets,
    judgeable: modelled && reachesItsEnd(subject),
    virtual: bench.clock.kind === 'virtual',
    ...(modelled ? {cost: exchangeCost(timing)} : {}),
  });
  const after = (number: number): boolean => {
    progress(number, options.runs);
    return interruptions.came === undefined;
  };
  if (subject.kind === 'scenario') {
    const secrets = secretsOf(card.image);
    return profileScenario(subject.scenario, builder, {
      runs: options.runs,
      bench,
      world,
      image: card.image,
      secrets: {...secrets, userAuthenticationPin: options.pin ?? secrets.userAuthenticationPin},
      events,
      record,
      after,
    });
  }
  return profileProgram(builder, {
    runs: options.runs,
    bench,
    events,
    record,
    card: card.image.id,
    what: subject.id,
    after,
    async start() {
      let said = '';
      const status = await runProgram(subject.words, {
        bench,
        interruptions,
        language,
        stdio: ['ignore', 'ignore', 'pipe'],
        onStderr: (text) => {
          said = (said + text).slice(-2000);
        },
      });
      return endingOf(subject.id, status, said, options['expect-status']);
    },
  });
};

/** Of a dialogue that is to be refused, a budget says nothing. */
const reachesItsEnd = (subject: Subject): boolean =>
  subject.kind === 'program' || (subject.scenario.expected?.verdict ?? 'pass') === 'pass';

/** A counter that a person watches; a log would only be filled by it. */
const progress = (number: number, runs: number): void => {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r${number}/${runs}${number === runs ? '\r\u001B[K' : ''}`);
  }
};

const endingOf = (program: string, status: number, said: string, expected: number): Ending => {
  const last = said.trim().split('\n').at(-1)?.trim() ?? '';
  const words = last === '' ? '' : `: ${last}`;
  return status === expected
    ? {
        verdict: 'pass',
        reason: {
          en: `${program} ended with exit status ${status}, as expected`,
          ja: `${program} は予期どおり終了コード ${status} で終わりました`,
        },
      }
    : {
        verdict: 'fail',
        reason: {
          en: `${program} ended with exit status ${status}${words}`,
          ja: `${program} は終了コード ${status} で終わりました${words}`,
        },
      };
};
