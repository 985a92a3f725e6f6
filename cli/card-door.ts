import type {CardImage} from '../emulator/index.ts';
import {realClock} from '../protocol/index.ts';
import {openInProcessBench} from '../scenarios/bench/in-process-bench.ts';
import {createTestWorld} from '../scenarios/world/test-world.ts';
import {openKoffiPort, type PcscPort} from '../terminal/index.ts';
import {type AppletChoice, chosenApplets} from './applet-option.ts';
import {type CardChoice, cardRemark, chooseCard} from './card-options.ts';
import type {Language} from './language.ts';
import {readerBeginning} from './reader-beginning.ts';
import {chooseTiming} from './timing/timing-option.ts';
import {UsageError} from './usage-error.ts';

export type DoorChoice = CardChoice &
  AppletChoice & {
    readonly reader?: string | undefined;
    readonly timing: string;
    readonly 'timing-seed': string;
  };

/** A way to a card: one of ours in the embedded reader, or whatever is in a PC/SC reader. */
export interface CardDoor {
  readonly port: PcscPort;
  readonly reader: string | undefined;
  /** The card of ours; absent for a PC/SC reader. */
  readonly image?: CardImage;
  close(): Promise<void>;
}

/** Opens the door that the options choose; PCSCLITE_CSOCK_NAME chooses a PC/SC reader too. */
export const openCardDoor = async (options: DoorChoice, language: Language): Promise<CardDoor> => {
  if (options.reader !== undefined || process.env['PCSCLITE_CSOCK_NAME']) {
    if (options.card !== undefined || options['card-profile'] !== undefined || options.applet) {
      throw new UsageError({
        en: '--card, --card-profile and --applet are about an embedded card, but --reader or PCSCLITE_CSOCK_NAME chooses a reader; leave one of them out',
        ja: '--card、--card-profile、--applet は内蔵カードの指定ですが、--reader または PCSCLITE_CSOCK_NAME がリーダーを選んでいます。どちらかを外してください',
      });
    }
    const port = await openKoffiPort();
    const reader = options.reader === undefined ? undefined : await readerBeginning(port, options.reader);
    return {port, reader, close: () => port.close()};
  }
  const clock = realClock();
  const {image, file} = await chooseCard(
    createTestWorld({clock, remark: cardRemark(language)}),
    options,
    language,
  );
  const bench = await openInProcessBench({
    image,
    clock,
    ...chooseTiming(options),
    ...chosenApplets(options),
    ...(file === undefined ? {} : {cardFile: file}),
  });
  return {port: await bench.port(), reader: bench.describe.reader, image, close: () => bench.close()};
};
