import {createHash} from 'node:crypto';
import type {CommandModule} from 'yargs';
import type {CertificateKind} from '../../../centre/authorities/certificate-kind.ts';
import {signedData} from '../../../centre/cms/signed-data.ts';
import {certificateOf} from '../../../centre/x509/certificate.ts';
import {secretsOf} from '../../../emulator/index.ts';
import {realClock} from '../../../protocol/index.ts';
import {apduChannel, inTransaction, JpkiSession} from '../../../terminal/index.ts';
import {type CardDoor, openCardDoor} from '../../card-door.ts';
import {cardOptions} from '../../card-options.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {type Language, languageOf} from '../../language.ts';
import {atOption, kindOption} from '../../pki/kind-option.ts';
import {checkOut, deliver, type OutChoice, outOptions} from '../../pki/out-options.ts';
import {passwordFileOption, secretFrom} from '../../pki/secret-input.ts';
import {readBytes} from '../../read-bytes.ts';
import {instantOf} from '../../verify/instant.ts';

interface Options extends OutChoice {
  file: string;
  detached: boolean;
  chain: boolean;
  kind: CertificateKind;
  persona: string | undefined;
  'card-profile': string | undefined;
  card: string | undefined;
  timing: string;
  'timing-seed': string;
  reader: string | undefined;
  'password-file': string | undefined;
  at: string | undefined;
}

/** How long to wait for a card in a reader that somebody else serves. */
const cardWithinMs = 5_000;

/** `kazasu pki sign FILE`: a document signed by a card, as CMS. */
export const sign: CommandModule<object, Options> = {
  command: 'sign <file>',
  describe: 'Sign a file with a card: CMS SignedData, with the file in it or detached',
  builder: (yargs) =>
    yargs
      .positional('file', {type: 'string', demandOption: true, describe: 'What to sign'})
      .option('detached', {type: 'boolean', default: false, describe: 'Leave the file out of the signature'})
      .option('chain', {
        type: 'boolean',
        default: false,
        describe: 'Put the authority’s certificate beside the signer’s',
      })
      .options(kindOption)
      .options(cardOptions)
      .option('reader', {
        type: 'string',
        describe: 'Use the card in this PC/SC reader (any beginning of its name) instead of an embedded one',
      })
      .options(
        passwordFileOption('PIN or password for a card in a reader, or another one than the card was given'),
      )
      .options({
        at: {...atOption.at, describe: 'Signing time to write, in ISO 8601 with its zone; default: now'},
      })
      .options({...outOptions, out: {...outOptions.out, describe: 'File to write; default: FILE.p7s'}})
      .example('$0 pki sign order.pdf --detached --chain', 'order.pdf.p7s, signed by the persona "adult"')
      .epilogue(
        `kazasu verify FILE.p7s --trust anchors.pem judges it, and so does openssl cms -verify. ${exitStatusHelp}`,
      ),
  async handler(options) {
    const language = languageOf(options.lang);
    const target = {...options, out: options.out ?? `${options.file}.p7s`};
    checkOut(target);
    const content = readBytes(options.file);
    const signingTime = options.at === undefined ? realClock().wall() : new Date(instantOf(options.at));
    const door = await openCardDoor(options, language);
    try {
      const {der, certificate} = await signedByCard(door, content, signingTime, options, language);
      const {serialNumber} = certificateOf(certificate);
      const facts = {
        kind: options.kind,
        detached: options.detached,
        serialNumber: serialNumber.toUpperCase(),
        signingTime: signingTime.toISOString(),
      };
      deliver({label: 'CMS', der}, target, facts, language);
    } finally {
      await door.close();
    }
  },
};

interface SignedByCard {
  readonly der: Uint8Array;
  readonly certificate: Uint8Array;
}

const signedByCard = async (
  door: CardDoor,
  content: Uint8Array,
  signingTime: Date,
  options: Options,
  language: Language,
): Promise<SignedByCard> => {
  const {kind, detached, chain} = options;
  const secret = await secretOf(door, options, language);
  const {name} = await door.port.waitForCard(door.reader, cardWithinMs);
  const connection = await door.port.connect(name);
  try {
    return await inTransaction(connection, door.port.capabilities, async () => {
      const session = await JpkiSession.open(apduChannel(connection, {clock: realClock()}));
      await session.verifyUnlessBlocked(kind, secret);
      const certificate = await session.readCertificate(kind);
      const above = chain ? [await session.readCertificate(`${kind}-ca`)] : [];
      const toSign = detached ? {digest: createHash('sha256').update(content).digest()} : {content};
      const der = await signedData({
        ...toSign,
        certificate,
        chain: above,
        signingTime,
        sign: (digestInfo) => session.computeDigitalSignature(kind, digestInfo),
      });
      return {der, certificate};
    });
  } finally {
    await connection.disconnect('leave').catch(() => undefined);
  }
};

/** Of a card of ours the secret is known, unless another one is to be tried. */
const secretOf = async ({image}: CardDoor, options: Options, language: Language): Promise<string> => {
  const file = options['password-file'];
  if (image && file === undefined) {
    const secrets = secretsOf(image);
    return options.kind === 'digital-signature'
      ? secrets.digitalSignaturePassword
      : secrets.userAuthenticationPin;
  }
  const what =
    options.kind === 'digital-signature'
      ? {en: 'digital signature password', ja: '署名用パスワード'}
      : {en: 'user authentication PIN', ja: '利用者証明用暗証番号'};
  return secretFrom(file, what, language);
};
