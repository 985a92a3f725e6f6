import {type CardImage, personaFrom} from '../../emulator/index.ts';
import {type ReadRecord, realClock} from '../../protocol/index.ts';
import type {CardBench} from '../../scenarios/bench/card-bench.ts';
import {openInProcessBench} from '../../scenarios/bench/in-process-bench.ts';
import {openPcscBench} from '../../scenarios/bench/pcsc-bench.ts';
import {type DialogueOfRecord, dialogueOf} from '../../scenarios/replay/dialogue-of-record.ts';
import {
  type CredentialValue,
  credentialsOfImage,
  credentialsOfPersona,
} from '../../scenarios/replay/known-credentials.ts';
import {replayTerminal} from '../../scenarios/replay/recorded-terminal.ts';
import {createTestWorld} from '../../scenarios/world/test-world.ts';
import {openKoffiPort, type PcscPort} from '../../terminal/index.ts';
import {cardRemark, chooseCard} from '../card-options.ts';
import {exitStatus} from '../exit-status.ts';
import {interruptedStatus, takeInterruptions} from '../interruption.ts';
import type {Language} from '../language.ts';
import {print} from '../output.ts';
import {readerBeginning} from '../reader-beginning.ts';
import {chooseTiming} from '../timing/timing-option.ts';
import {UsageError} from '../usage-error.ts';
import type {ReplayOptions} from './replay-options.ts';
import {terminalReport, terminalReportText} from './terminal-report.ts';

/** How long to wait for a card in a reader that somebody else serves. */
const cardWithinMs = 5_000;

/** Sends the recorded commands to a card, and tells what it answered otherwise than recorded. */
export const replayAsTerminal = async (
  record: ReadRecord,
  options: ReplayOptions,
  language: Language,
): Promise<void> => {
  const dialogue = dialogueOf(record, 'terminal', options.recorded, options.file);
  const interruptions = takeInterruptions();
  try {
    const opposite = await openOpposite(options, language);
    try {
      const speaking = speak(dialogue, opposite, options, language);
      const ended = await Promise.race([interruptions.first, speaking]);
      process.exitCode = typeof ended === 'string' ? interruptedStatus(ended) : ended;
    } finally {
      await opposite.close();
    }
  } finally {
    interruptions.end();
  }
};

/** Says the dialogue, prints the report, and answers the exit status. */
const speak = async (
  dialogue: DialogueOfRecord,
  opposite: Opposite,
  options: ReplayOptions,
  language: Language,
): Promise<number> => {
  const {name} = await opposite.port.waitForCard(opposite.reader, cardWithinMs);
  const connection = await opposite.port.connect(name, {share: 'exclusive'});
  const exchanges = await replayTerminal(dialogue, {
    clock: realClock(),
    transmit: (command) => connection.transmit(command),
    power: (state) => connection.reconnect(state === 'off' ? 'unpower' : 'reset'),
    credential: opposite.credential,
    sameCard: opposite.image?.id === dialogue.card,
  });
  await connection.disconnect('unpower');
  const report = terminalReport({record: options.file, dialogue, reader: name, exchanges});
  print(options.json ? JSON.stringify(report) : terminalReportText(report, language));
  // Where nothing could be compared, nothing was shown to be the same.
  const comparedNothing = report.counts.same + report.counts.different === 0;
  return report.differences.length > 0 || comparedNothing ? exitStatus.failed : exitStatus.ok;
};

/** The card that the recorded terminal meets. */
interface Opposite {
  readonly port: PcscPort;
  readonly reader: string | undefined;
  readonly image: CardImage | undefined;
  readonly credential: CredentialValue;
  close(): Promise<void>;
}

const openOpposite = async (options: ReplayOptions, language: Language): Promise<Opposite> => {
  const {reader: beginning, persona, card, link} = options;
  if (beginning !== undefined) {
    if (card !== undefined) {
      throw new UsageError({
        en: '--card names a card of ours, but --reader chooses the card in a reader; leave one of them out',
        ja: '--card はkazasuのカードの指定ですが、--reader がリーダーのカードを選んでいます。どちらかを外してください',
      });
    }
    const known = persona === undefined ? undefined : personaFrom(persona, realClock().wall());
    const port = await openKoffiPort();
    const reader = await readerBeginning(port, beginning);
    // Whose card it is, only the user knows; without a persona no secret is sent.
    const credential = known ? credentialsOfPersona(known) : () => undefined;
    return {port, reader, image: undefined, credential, close: () => port.close()};
  }
  const clock = realClock();
  const chosen = await chooseCard(
    createTestWorld({clock, remark: cardRemark(language)}),
    {persona, card, 'card-profile': options['card-profile']},
    language,
  );
  const what = {
    image: chosen.image,
    clock,
    ...chooseTiming(options),
    ...(chosen.file === undefined ? {} : {cardFile: chosen.file}),
  };
  const bench: CardBench = await (link === 'pcsc' ? openPcscBench : openInProcessBench)(what);
  const image = await bench.snapshot();
  return {
    port: await bench.port(),
    reader: bench.describe.reader,
    image,
    credential: credentialsOfImage(image),
    close: () => bench.close(),
  };
};
