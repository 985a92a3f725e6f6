import {parentPort, workerData} from 'node:worker_threads';
import {KazasuError, type RecordEvent, type Sentence, virtualClock} from '../../protocol/index.ts';
import {scenarios} from '../../scenarios/catalogue/catalogue.ts';
import {disturbedNamed} from '../../scenarios/catalogue/disturbed.ts';
import {variantsOf} from '../../scenarios/catalogue/variants.ts';
import type {Scenario} from '../../scenarios/engine/scenario.ts';
import {withValues} from '../../scenarios/parameters/parameter-values.ts';
import {playOne} from './play-one.ts';
import type {Answer, FromThread, Order, ThreadStart, Told} from './thread-messages.ts';

/** A thread of a run: plays one scenario after the other as it is told to. */
const {circumstances, wall, recorded} = workerData as ThreadStart;

const tell = (message: FromThread): void => parentPort?.postMessage(message);

const known: ReadonlyMap<string, Scenario> = new Map(
  scenarios.flatMap((scenario) => [scenario, ...variantsOf(scenario)].map((one) => [one.id, one] as const)),
);

const played = async ({index, id, values}: Order): Promise<Answer> => {
  const remarks: Sentence[] = [];
  const events: RecordEvent[] = [];
  const clock = virtualClock(wall);
  const answer = (came: Pick<Answer, 'outcome' | 'error'>): Answer => ({
    kind: 'played',
    index,
    ...came,
    remarks,
    events,
    endNs: clock.now(),
  });
  try {
    const scenario = known.get(id) ?? disturbedNamed(id, scenarios);
    if (!scenario) {
      throw new Error(`a thread of a run was told to play "${id}", which is not built in`);
    }
    const {outcome} = await playOne(withValues(scenario, values), circumstances, {
      clock,
      record: recorded ? (event) => void events.push(event) : () => undefined,
      remark: (said) => void remarks.push(said),
      async begin(bench, settings) {
        if (index === 0) {
          tell({kind: 'begun', bench, settings});
        }
      },
    });
    return answer(outcome ? {outcome} : {});
  } catch (error) {
    return answer({error: told(error)});
  }
};

const told = (error: unknown): Told => {
  if (error instanceof KazasuError) {
    return {id: error.id, sentence: error.sentence};
  }
  return {defect: error instanceof Error ? (error.stack ?? error.message) : String(error)};
};

parentPort?.on('message', (order: Order) => void played(order).then(tell));
