import type {CommandModule} from 'yargs';
import {apduLine, commandApdu, maskedCommand, realClock, toHex} from '../../protocol/index.ts';
import {apduChannel} from '../../terminal/index.ts';
import {type AppletChoice, appletOption} from '../applet-option.ts';
import {openCardDoor} from '../card-door.ts';
import {cardOptions} from '../card-options.ts';
import {exitStatus, exitStatusHelp} from '../exit-status.ts';
import {languageOf, languageOption, say} from '../language.ts';
import {print, remark} from '../output.ts';

interface Options extends AppletChoice {
  line: string[];
  persona: string | undefined;
  'card-profile': string | undefined;
  card: string | undefined;
  timing: string;
  'timing-seed': string;
  reader: string | undefined;
  json: boolean;
  lang: string | undefined;
}

/** How long to wait for a card in a reader that somebody else serves. */
const cardWithinMs = 5_000;

/** `kazasu apdu LINE…`: commands by hand, to a card of ours or to one in a PC/SC reader. */
export const apdu: CommandModule<object, Options> = {
  command: 'apdu <line..>',
  describe: 'Send commands by hand: [CLA]INS[P1P2][:DATA][/LE][=SW], or whole APDUs in hex',
  builder: (yargs) =>
    yargs
      .positional('line', {type: 'string', array: true, demandOption: true, describe: 'Commands, in order'})
      .options(cardOptions)
      .options(appletOption)
      .options(languageOption)
      .option('reader', {
        type: 'string',
        describe: 'Use the card in this PC/SC reader (any beginning of its name) instead of an embedded one',
      })
      .option('json', {type: 'boolean', default: false, describe: 'Print one JSON object per exchange'})
      .example(
        '$0 apdu A4040C:D392F000260100000001=9000 00B08600/32',
        'Select the JPKI application and read the token label',
      )
      .epilogue(
        `Inside kazasu exec, or with PCSCLITE_CSOCK_NAME set, the card is the one in that reader. With =SW the status word is compared. ${exitStatusHelp}`,
      ),
  async handler(options) {
    const language = languageOf(options.lang);
    const lines = options.line.map((line) => apduLine.decode(line));
    const door = await openCardDoor(options, language);
    try {
      const reader = await door.port.waitForCard(door.reader, cardWithinMs);
      const connection = await door.port.connect(reader.name);
      const channel = apduChannel(connection, {clock: realClock()});
      for (const {command, expectedSw} of lines) {
        const {data, sw} = await channel.send(command);
        const met = expectedSw === undefined || expectedSw === sw.value;
        const sent = maskedCommand(commandApdu.encode(command));
        if (options.json) {
          print(
            JSON.stringify({
              command: sent,
              data: toHex(data),
              sw: sw.toString().slice(0, 4),
              meaning: sw.meaning,
              met,
            }),
          );
        } else {
          print(`> ${sent}\n< ${data.length > 0 ? `${toHex(data)} ` : ''}${sw}`);
        }
        if (!met) {
          const wanted = expectedSw.toString(16).toUpperCase().padStart(4, '0');
          remark(say({en: `${wanted} was expected`, ja: `${wanted} が必要でした`}, language));
          process.exitCode = exitStatus.failed;
          break;
        }
      }
      await connection.disconnect('leave');
    } finally {
      await door.close();
    }
  },
};
