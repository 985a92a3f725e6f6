import {createHash} from 'node:crypto';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import type {CommandModule} from 'yargs';
import type {Authority} from '../../../centre/authorities/authority.ts';
import {pemText} from '../../../centre/export/pem-text.ts';
import {certificateOf} from '../../../centre/x509/certificate.ts';
import {realClock} from '../../../protocol/index.ts';
import {createTestWorld} from '../../../scenarios/world/test-world.ts';
import {columnsText} from '../../columns.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, languageOption, say} from '../../language.ts';
import {print} from '../../output.ts';
import {allAuthorities} from '../../pki/all-authorities.ts';
import {checkFree, writeNewFile} from '../../pki/new-file.ts';
import {serialText} from '../../pki/show/shown.ts';
import {UsageError} from '../../usage-error.ts';

interface Options {
  out: string | undefined;
  force: boolean;
  json: boolean;
  lang: string | undefined;
}

const heads = [
  {en: 'authority', ja: '認証局'},
  {en: 'generation', ja: '世代'},
  {en: 'from', ja: '開始'},
  {en: 'to', ja: '終了'},
  {en: 'serial number', ja: 'シリアル番号'},
  {en: 'SHA-256 of the certificate', ja: '証明書のSHA-256'},
];

/** `kazasu pki authorities`: the test authorities of all generations, and their certificates as files. */
export const authorityList: CommandModule<object, Options> = {
  command: 'authorities',
  describe: 'List the test authorities, and write their certificates as trust anchors',
  builder: (yargs) =>
    yargs
      .option('out', {
        type: 'string',
        describe: 'Folder for one .pem and one .der of each, and anchors.pem with all of them',
      })
      .option('force', {type: 'boolean', default: false, describe: 'Write over files that are there'})
      .option('json', {type: 'boolean', default: false, describe: 'Print the list as JSON'})
      .options(languageOption)
      .example('$0 pki authorities --out anchors', 'Files for openssl, a browser or kazasu verify --trust')
      .epilogue(exitStatusHelp),
  async handler({out, force, json, lang}) {
    const clock = realClock();
    const authorities = await allAuthorities(createTestWorld({clock}), clock.wall());
    const language = languageOf(lang);
    if (out !== undefined) {
      writeAnchors(out, authorities, force);
    }
    const listed = authorities.map((authority) => described(authority, out));
    print(
      json
        ? JSON.stringify({authorities: listed}, null, 2)
        : columnsText([
            heads.map((head) => say(head, language)),
            ...listed.map(({kind, generation, notBefore, notAfter, serialNumber, sha256}) => [
              kind,
              String(generation),
              notBefore,
              notAfter,
              serialNumber,
              sha256,
            ]),
          ]),
    );
  },
};

const described = (
  {kind, generation, notBefore, notAfter, certificate}: Authority,
  out: string | undefined,
) => {
  const {subject, serialNumber} = certificateOf(certificate);
  return {
    kind,
    generation,
    name: subject.text,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    serialNumber: serialText(serialNumber),
    sha256: createHash('sha256').update(certificate).digest('hex'),
    ...(out === undefined ? {} : {file: join(out, `${kind}-${generation}.pem`)}),
  };
};

const writeAnchors = (folder: string, authorities: readonly Authority[], force: boolean): void => {
  const pemOf = ({certificate}: Authority): string => pemText('CERTIFICATE', certificate);
  const files = new Map<string, Uint8Array>(
    authorities.flatMap((authority) => {
      const name = `${authority.kind}-${authority.generation}`;
      return [
        [`${name}.pem`, Buffer.from(pemOf(authority))],
        [`${name}.der`, authority.certificate],
      ];
    }),
  );
  files.set('anchors.pem', Buffer.from(authorities.map(pemOf).join('')));
  makeFolder(folder);
  for (const name of files.keys()) {
    checkFree(join(folder, name), force);
  }
  for (const [name, bytes] of files) {
    writeNewFile(join(folder, name), bytes, {force});
  }
};

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, {recursive: true});
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError({
      en: `a folder was expected at ${folder}, but it cannot be made: ${why}`,
      ja: `フォルダー ${folder} を作成できません: ${why}`,
    });
  }
};
