import {cardProfileNamed} from '../../emulator/index.ts';
import {type ApduEvent, type ReadRecord, type RecordEvent, realClock, toHex} from '../../protocol/index.ts';
import {openRecordedCardBench} from '../../scenarios/bench/pcsc-bench.ts';
import {dialogueOf} from '../../scenarios/replay/dialogue-of-record.ts';
import {differencesToRecord} from '../../scenarios/replay/differences.ts';
import {exitStatus} from '../exit-status.ts';
import {interruptedStatus, takeInterruptions} from '../interruption.ts';
import type {Language} from '../language.ts';
import {print} from '../output.ts';
import {runProgram} from '../run-program.ts';
import {cardReport, cardReportText} from './card-report.ts';
import type {ReplayOptions} from './replay-options.ts';

/** The recorded card answers the program behind `--`; what it said otherwise than recorded is told at its end. */
export const replayAsCard = async (
  record: ReadRecord,
  options: ReplayOptions,
  language: Language,
): Promise<void> => {
  const {card, side, atr, exchanges} = dialogueOf(record, 'card', options.recorded, options.file);
  const [program = '', ...args] = options['--'] ?? [];
  const interruptions = takeInterruptions();
  const came: ApduEvent[] = [];
  try {
    const bench = await openRecordedCardBench({
      replay: {
        id: card,
        atr: atr ?? toHex(cardProfileNamed('my-number-card').atr),
        exchanges: exchanges.map(({event: {command, response, at, end}}) => ({command, response, at, end})),
        pace: options.instant ? 'instant' : 'recorded',
      },
      clock: realClock(),
      record: (event: RecordEvent) => {
        if (event.type === 'apdu') {
          came.push(event);
        }
      },
    });
    let status: number;
    try {
      status = interruptions.came
        ? interruptedStatus(interruptions.came)
        : await runProgram([program, ...args], {
            bench,
            interruptions,
            language,
            // The report alone goes to standard output.
            stdio: ['inherit', options.json ? 2 : 'inherit', 'inherit'],
          });
      // Its answer comes behind every event that the card's process has told.
      await bench.fault(undefined);
    } finally {
      await bench.close();
    }
    const report = cardReport({
      record: options.file,
      card,
      side,
      recorded: exchanges.length,
      came,
      differences: differencesToRecord(exchanges, came),
    });
    print(options.json ? JSON.stringify(report) : cardReportText(report, language));
    process.exitCode = report.differences.length > 0 ? exitStatus.failed : status;
  } finally {
    interruptions.end();
  }
};
