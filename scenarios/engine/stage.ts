import type {CardImage} from '../../emulator/index.ts';
import {
  type Clock,
  KazasuError,
  type RecordEvent,
  type Recorder,
  type Sentence,
} from '../../protocol/index.ts';
import type {CardConnection, PcscCapabilities} from '../../terminal/index.ts';
import type {ParameterValues} from '../parameters/parameter.ts';
import type {TestWorld} from '../world/test-world.ts';
import type {PeoplesTime} from './attribution.ts';
import type {Phase} from './scenario.ts';

/** A step as it was done. */
export interface DoneStep extends Phase {
  readonly at: number;
  readonly end: number;
  /** What people took, nanoseconds: reckoned, since nobody was there. */
  readonly peopleNs: number;
  /** The clock went on by what people took; a real clock does not wait for people who are not there. */
  readonly lived: boolean;
}

/** What a scenario plays on: a card in a reader, the world behind it, and steps that are timed. */
export interface Stage {
  readonly clock: Clock;
  readonly record: Recorder;
  /** To the card as it lies in the reader now; after `reinsert` another one. */
  readonly connection: CardConnection;
  readonly capabilities: PcscCapabilities;
  /** Names the card in the record. */
  readonly cardId: string;
  readonly world: TestWorld;
  /** What the issuer made the card with; the terminal sees of it what the card tells. */
  readonly image: CardImage;
  /** What was recorded since the scenario began. The card's own side may come later. */
  seen(): readonly RecordEvent[];
  /** What a holder would type: the PIN or password of the persona, or the one given instead. */
  readonly secrets: {readonly userAuthenticationPin: string; readonly digitalSignaturePassword: string};
  /** The values of the scenario's parameters; `defineScenario` gives each its own type. */
  readonly parameters: ParameterValues;
  /**
   * Does one step and notes when it began and ended, also when it fails. Errors: `KZS-SCENARIO-STEP-OVERLAP` while
   * another step runs, `KZS-SCENARIO-USUAL-MS` where `usualMs` is no time; the run ends as an error then.
   */
  step<T>(step: Phase, work: () => Promise<T> | T): Promise<T>;
  /** Takes the card out of the reader and puts it in again: it loses its power, and `connection` is a new one. */
  reinsert(): Promise<void>;
  /** Tells the reader of the result something besides verdict and reason. Nothing secret or personal. */
  note(said: Sentence): void;
  /**
   * Puts another card into a reader beside this one, and resolves with the stage of that card; it is left without
   * power when the scenario ends. Error: `KZS-SCENARIO-ONE-READER`.
   */
  insertAnother(image: CardImage): Promise<Stage>;
  /** Another program's connection to the same card, beside `connection`; whoever asks for it ends it. */
  connectBeside(): Promise<CardConnection>;
  /** The card's memory as it is now, seen by the bench: for invariants and evidence, no terminal sees so much. */
  snapshot(): Promise<CardImage>;
}

export interface ClockworkParts {
  readonly scenario: string;
  readonly clock: Clock;
  readonly record: Recorder;
  /** The centre's calendar goes on by what people take, where the clock does not. */
  moveCalendarMs(ms: number): void;
  /** What may disturb a step. */
  disturbed<T>(step: Phase, work: () => Promise<T> | T): Promise<T>;
}

/** The part of a stage that keeps time. `done` grows as steps end. */
export const stageClockwork = ({
  scenario,
  clock,
  record,
  moveCalendarMs,
  disturbed,
}: ClockworkParts): Pick<Stage, 'step'> & {
  readonly done: DoneStep[];
  /** The first step that was refused, though the scenario may have caught it. */
  refusal(): KazasuError | undefined;
} => {
  const done: DoneStep[] = [];
  const lived = clock.kind === 'virtual';
  let [running, refusal]: [Phase?, KazasuError?] = [];
  return {
    done,
    refusal: () => refusal,
    async step(step, work) {
      const wrong = running ? overlap(scenario, step, running) : noTime(scenario, step);
      if (wrong) {
        refusal ??= wrong;
        throw wrong;
      }
      running = step;
      const {usualMs = 0} = step;
      const peopleNs = usualMs * 1e6;
      const at = clock.now();
      try {
        if (usualMs > 0) {
          await (lived ? clock.sleep(peopleNs) : moveCalendarMs(usualMs));
        }
        return await disturbed(step, work);
      } finally {
        running = undefined;
        const end = clock.now();
        done.push({...step, at, end, peopleNs, lived});
        record({
          type: 'step',
          scenario,
          step: step.id,
          actor: step.actor,
          at,
          end,
          ...(usualMs > 0 ? {peopleNs, lived} : {}),
        });
      }
    },
  };
};

/** Of two steps at once nobody could say whose a nanosecond is. */
const overlap = (scenario: string, step: Phase, running: Phase): KazasuError =>
  new KazasuError('KZS-SCENARIO-STEP-OVERLAP', {
    en: `${scenario}: the step "${step.id}" was expected to begin when "${running.id}" is over, but "${running.id}" still runs`,
    ja: `${scenario}: ステップ「${step.id}」は「${running.id}」の終了後に始める必要がありますが、「${running.id}」がまだ実行中です`,
  });

const noTime = (scenario: string, {id, usualMs = 0}: Phase): KazasuError | undefined =>
  Number.isFinite(usualMs) && usualMs >= 0
    ? undefined
    : new KazasuError('KZS-SCENARIO-USUAL-MS', {
        en: `${scenario}: usualMs of the step "${id}" is a number of milliseconds from 0 on, but ${usualMs} came`,
        ja: `${scenario}: ステップ「${id}」の usualMs は0以上の数値(ミリ秒)ですが、${usualMs} が指定されました`,
      });

/** What people took in these steps, for the attribution of an interval that holds them. */
export const peoplesTimeOf = (steps: readonly DoneStep[]): PeoplesTime => ({
  peopleNs: steps.reduce((sum, {peopleNs}) => sum + peopleNs, 0),
  livedNs: steps.reduce((sum, {peopleNs, lived}) => sum + (lived ? peopleNs : 0), 0),
});
