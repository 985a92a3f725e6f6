import type {CardImage} from '../../emulator/index.ts';
import type {Clock, RecordEvent, Recorder} from '../../protocol/index.ts';
import type {CardConnection, PcscCapabilities} from '../../terminal/index.ts';
import type {ParameterValues} from '../parameters/parameter.ts';
import type {TestWorld} from '../world/test-world.ts';
import type {Phase} from './scenario.ts';

/** A step as it was done. */
export interface DoneStep extends Phase {
  readonly at: number;
  readonly end: number;
}

/** What a scenario plays on: a card in a reader, the world behind it, and steps that are timed. */
export interface Stage {
  readonly clock: Clock;
  readonly record: Recorder;
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
  /** Does one step and notes when it began and ended, also when it fails. */
  step<T>(step: Phase, work: () => Promise<T> | T): Promise<T>;
}

/** The part of a stage that keeps time. `done` grows as steps end. */
export const stageClockwork = (
  scenario: string,
  clock: Clock,
  record: Recorder,
): Pick<Stage, 'step'> & {readonly done: readonly DoneStep[]} => {
  const done: DoneStep[] = [];
  return {
    done,
    async step(step, work) {
      const at = clock.now();
      try {
        return await work();
      } finally {
        const end = clock.now();
        done.push({...step, at, end});
        record({type: 'step', scenario, step: step.id, actor: step.actor, at, end});
      }
    },
  };
};
