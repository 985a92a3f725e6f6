import type {CommandModule} from 'yargs';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, languageOption} from '../../language.ts';
import {print} from '../../output.ts';
import {objectInFile, objectsInFile} from '../../pki/pem-objects.ts';
import {secretFrom} from '../../pki/secret-input.ts';
import {recognised} from '../../pki/show/recognised.ts';
import {type Shown, shownJson, shownText} from '../../pki/show/shown.ts';
import {readBytes} from '../../read-bytes.ts';

interface Options {
  file: string;
  'show-personal': boolean;
  'password-file': string | undefined;
  json: boolean;
  lang: string | undefined;
}

/** `kazasu pki show FILE`: what is in a file, in words. */
export const show: CommandModule<object, Options> = {
  command: 'show <file>',
  describe: 'What a certificate, CRL, OCSP response, signed document or PKCS#12 says, in words',
  builder: (yargs) =>
    yargs
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'File, PEM (also several objects) or DER',
      })
      .option('show-personal', {
        type: 'boolean',
        default: false,
        describe: 'Show name, sex, birth date and address of the holder',
      })
      .option('password-file', {
        type: 'string',
        describe: 'Pass phrase of a PKCS#12: first line of this file',
      })
      .option('json', {type: 'boolean', default: false, describe: 'Print JSON'})
      .options(languageOption)
      .example('$0 pki show order.pdf.p7s', 'Who signed, when they say, with what')
      .epilogue(exitStatusHelp),
  async handler({file, 'show-personal': personal, 'password-file': passwordFile, json, lang}) {
    const language = languageOf(lang);
    const bytes = readBytes(file);
    objectInFile(bytes, file);
    const passPhrase =
      passwordFile === undefined
        ? undefined
        : await secretFrom(passwordFile, {en: 'pass phrase', ja: 'パスフレーズ'}, language);
    const shown: Shown[] = [];
    for (const object of objectsInFile(bytes)) {
      shown.push(await recognised(object, passPhrase, file));
    }
    print(
      json
        ? JSON.stringify({file, objects: shown.map((one) => shownJson(one, personal))}, null, 2)
        : shown.map((one) => shownText(one, personal, language)).join('\n\n'),
    );
  },
};
