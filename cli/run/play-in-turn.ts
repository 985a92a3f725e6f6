import type {Clock, RecordEvent, Sentence} from '../../protocol/index.ts';
import type {ScenarioOutcome} from '../../scenarios/engine/outcome.ts';
import type {Scenario} from '../../scenarios/engine/scenario.ts';
import type {Interruptions} from '../interruption.ts';
import type {RunReport} from '../run-report.ts';
import {type Circumstances, playOne} from './play-one.ts';
import {scenarioClocks} from './scenario-clocks.ts';

/** What a run of several scenarios is played with. */
export interface RunParts {
  readonly circumstances: Circumstances;
  readonly clock: Clock;
  readonly interruptions: Pick<Interruptions, 'came' | 'first'>;
  /** Hears the events of the whole run where a record is kept, in the order of the scenarios. */
  readonly write?: (event: RecordEvent) => void;
  remark(said: Sentence): void;
  readonly begin: RunReport['begin'];
}

/** Plays one scenario after the other on this thread, until a signal comes. */
export async function* playInTurn(
  chosen: readonly Scenario[],
  {circumstances, clock: ofRun, interruptions, write, remark, begin}: RunParts,
): AsyncGenerator<ScenarioOutcome> {
  const nextClock = scenarioClocks(ofRun);
  for (const scenario of chosen) {
    if (interruptions.came) {
      return;
    }
    const {clock, inRun} = nextClock();
    const {outcome, wrongPinOnFile} = await playOne(scenario, circumstances, {
      clock,
      record: (event) => write?.(inRun(event)),
      remark,
      begin,
      givenUp: interruptions.first,
    });
    if (outcome) {
      yield outcome;
    }
    if (wrongPinOnFile) {
      remark(stoppedAfterWrongPin);
      return;
    }
  }
}

/** Every scenario types the same PIN, and a card file remembers each failure. */
const stoppedAfterWrongPin: Sentence = {
  en: 'the run stops here: the card refused the PIN or password, and repeated, it would be blocked',
  ja: 'カードが暗証番号を拒否したため実行を中止しました(繰り返すとロックされます)',
};
