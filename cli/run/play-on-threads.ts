import {Worker} from 'node:worker_threads';
import {KazasuError} from '../../protocol/index.ts';
import type {ScenarioOutcome} from '../../scenarios/engine/outcome.ts';
import type {Scenario} from '../../scenarios/engine/scenario.ts';
import {chosenValues} from '../../scenarios/parameters/parameter-values.ts';
import type {RunParts} from './play-in-turn.ts';
import {runEvents} from './scenario-clocks.ts';
import type {Answer, FromThread, Order, ThreadStart, Told} from './thread-messages.ts';

/**
 * Plays built-in scenarios on a virtual clock, on so many threads at once; outcomes, remarks and events come in the
 * order of the scenarios, as if one had been played after the other. A signal gives up those that are being played.
 * @throws KazasuError what a scenario's circumstances are refused with; `KZS-RUN-THREAD`, a thread ended.
 */
export async function* playOnThreads(
  chosen: readonly Scenario[],
  {circumstances, clock, interruptions, write, remark, begin}: RunParts,
  jobs: number,
  program: URL = new URL('./scenario-thread.js', import.meta.url),
): AsyncGenerator<ScenarioOutcome> {
  const start: ThreadStart = {circumstances, wall: clock.wall(), recorded: write !== undefined};
  const inRun = runEvents();
  const pool = threadPool(chosen, {start, jobs, program}, begin);
  try {
    for (const [index, {id}] of chosen.entries()) {
      const answer = await Promise.race([interruptions.first.then(() => undefined), pool.answer(index)]);
      if (!answer || interruptions.came) {
        return;
      }
      answer.remarks.forEach(remark);
      for (const event of inRun(answer.events, answer.endNs)) {
        write?.(event);
      }
      if (answer.error) {
        throw errorOf(answer.error);
      }
      if (!answer.outcome) {
        throw new Error(`nothing came of ${id}`);
      }
      yield answer.outcome;
    }
  } finally {
    await pool.close();
  }
}

/** Threads that are each given a scenario when they are done with the one before. */
const threadPool = (
  chosen: readonly Scenario[],
  {start, jobs, program}: {readonly start: ThreadStart; readonly jobs: number; readonly program: URL},
  begin: RunParts['begin'],
) => {
  const answers = new Map<number, Answer>();
  let [next, closing, ended]: [number, boolean, KazasuError?] = [0, false];
  let waiting:
    | {readonly index: number; resolve(answer: Answer): void; reject(error: Error): void}
    | undefined;
  let begun: Promise<void> = Promise.resolve();

  const serve = (): void => {
    const answer = waiting && answers.get(waiting.index);
    if (ended) {
      waiting?.reject(ended);
    } else if (answer) {
      answers.delete(answer.index);
      waiting?.resolve(answer);
    }
  };
  const thread = (): Worker => {
    const worker = new Worker(program, {
      workerData: start,
      argv: [],
    });
    let playing = '';
    const deal = (): void => {
      const scenario = chosen[next];
      playing = scenario?.id ?? '';
      if (scenario) {
        worker.postMessage({index: next, id: scenario.id, values: chosenValues(scenario)} satisfies Order);
        next += 1;
      }
    };
    const end = (why: string): void => {
      if (!closing) {
        ended ??= threadEnded(playing, why);
        serve();
      }
    };
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'begun') {
        begun = begin(message.bench, message.settings);
        return;
      }
      answers.set(message.index, message);
      deal();
      serve();
    });
    worker.on('error', (error: Error) => end(error.message));
    worker.on('exit', (status) => end(`exit status ${status}`));
    deal();
    return worker;
  };
  const threads = Array.from({length: Math.min(jobs, chosen.length)}, thread);
  return {
    /** What came of the scenario at this place, once it is there; one is waited for at a time. */
    async answer(index: number): Promise<Answer> {
      const answer = await new Promise<Answer>((resolve, reject) => {
        waiting = {index, resolve, reject};
        serve();
      });
      await begun;
      return answer;
    },
    async close(): Promise<void> {
      closing = true;
      await Promise.all(threads.map((worker) => worker.terminate()));
    },
  };
};

const threadEnded = (playing: string, why: string): KazasuError => {
  const [en, ja] = playing === '' ? ['nothing', 'なし'] : [playing, playing];
  return new KazasuError('KZS-RUN-THREAD', {
    en: `a thread was expected to play its scenarios to the end (at last: ${en}), but it ended: ${why}; --jobs 1 plays all of them on one thread`,
    ja: `スレッドがシナリオ(最後: ${ja})の途中で終了しました: ${why}。--jobs 1 なら1つのスレッドで実行します`,
  });
};

const errorOf = (told: Told): Error => {
  if ('id' in told) {
    return new KazasuError(told.id, told.sentence);
  }
  const error = new Error(told.defect.split('\n')[0]);
  error.stack = told.defect;
  return error;
};
