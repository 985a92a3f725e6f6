import {type RecordEvent, type Recorder, realClock} from '../protocol/index.ts';
import type {CardBench} from '../scenarios/bench/card-bench.ts';
import {openPcscBench} from '../scenarios/bench/pcsc-bench.ts';
import {createTestWorld} from '../scenarios/world/test-world.ts';
import {type AppletChoice, chosenApplets} from './applet-option.ts';
import {cardRemark, chooseCard} from './card-options.ts';
import {type Interruptions, takeInterruptions} from './interruption.ts';
import type {Language} from './language.ts';
import {chooseTiming} from './timing/timing-option.ts';
import {openTrace} from './trace-option.ts';

/** What the commands that serve a card over PC/SC are told alike. */
export interface ServedCardOptions extends AppletChoice {
  readonly persona: string | undefined;
  readonly card: string | undefined;
  readonly 'card-profile': string | undefined;
  readonly timing: string;
  readonly 'timing-seed': string;
  readonly trace: string | undefined;
  /** Name of the reader; pcscd appends a number. */
  readonly reader?: string | undefined;
}

/** A card in its reader, and what to do with signals and events meanwhile. */
export interface ServedCard {
  readonly bench: CardBench;
  readonly interruptions: Interruptions;
  /** Where events go; absent where no record is kept. */
  readonly record: Recorder | undefined;
}

/**
 * Brings the chosen card up in a reader, has it used, and takes everything down again, whatever came in between.
 * Signals end nothing meanwhile: `use` hears of them.
 */
export const withServedCard = async (
  options: ServedCardOptions,
  language: Language,
  use: (served: ServedCard) => Promise<void>,
): Promise<void> => {
  const interruptions = takeInterruptions();
  const clock = realClock();
  const trace = openTrace(options, clock, language);
  try {
    const world = createTestWorld({clock, remark: cardRemark(language)});
    const {image, file} = await chooseCard(world, options, language);
    const record = trace && ((event: RecordEvent): void => trace.write(event));
    const bench = await openPcscBench({
      image,
      clock,
      ...chooseTiming(options),
      ...chosenApplets(options),
      ...(file === undefined ? {} : {cardFile: file}),
      ...(options.reader === undefined ? {} : {readerName: options.reader}),
      ...(record ? {record} : {}),
    });
    try {
      await use({bench, interruptions, record});
    } finally {
      await bench.close();
    }
  } finally {
    trace?.close();
    interruptions.end();
  }
};
