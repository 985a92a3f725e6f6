import {KazasuError, type Sentence} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {
  type ApplicationSought,
  type InterindustryCommands,
  openApplication,
} from './interindustry-commands.ts';
import type {CardFile} from './issuer.ts';
import {expectOk, PinBlocked} from './status-error.ts';

const jpki: ApplicationSought = {
  application: 'jpki',
  errorId: 'KZS-JPKI-APPLICATION-NOT-FOUND',
  name: {en: 'JPKI', ja: '公的個人認証AP'},
};

/** The two key pairs of the application. */
export type KeyKind = 'user-authentication' | 'digital-signature';
export type CertificateKind = KeyKind | 'user-authentication-ca' | 'digital-signature-ca';

/** EF identifiers a terminal uses, by purpose. [S1] [S2] */
const certificateFiles: Readonly<Record<CertificateKind, number>> = {
  'user-authentication': 0x000a,
  'user-authentication-ca': 0x000b,
  'digital-signature': 0x0001,
  'digital-signature-ca': 0x0002,
};

const keyFiles: Readonly<Record<KeyKind, {key: number; credential: number; name: Sentence}>> = {
  'user-authentication': {
    key: 0x0017,
    credential: 0x0018,
    name: {en: 'user authentication PIN', ja: '利用者証明用暗証番号'},
  },
  'digital-signature': {
    key: 0x001a,
    credential: 0x001b,
    name: {en: 'digital signature password', ja: '署名用パスワード'},
  },
};

/** The EFs of a key pair, as an issuer's session names them. */
export const jpkiKeyFiles = (
  kind: KeyKind,
): Record<'key' | 'credential' | 'certificate' | 'authority', CardFile> => ({
  key: {application: 'jpki', file: keyFiles[kind].key},
  credential: {application: 'jpki', file: keyFiles[kind].credential},
  certificate: {application: 'jpki', file: certificateFiles[kind]},
  /** The certificate of the authority that issued it. */
  authority: {application: 'jpki', file: certificateFiles[`${kind}-ca`]},
});

const availabilityFile = 0x0008;
const tokenFile = 0x0006;
const tokenLabelBytes = 32;
/** SEQUENCE with a length of two bytes: `30 82 hi lo`. */
const derHeaderBytes = 4;

/** What a terminal can do with the JPKI application of a card. Commands as the public clients send them. */
export class JpkiSession {
  readonly #card: InterindustryCommands;

  private constructor(card: InterindustryCommands) {
    this.#card = card;
  }

  /** Selects the application. Throws `KZS-JPKI-APPLICATION-NOT-FOUND` when the card does not carry it. */
  static async open(channel: ApduChannel): Promise<JpkiSession> {
    return new JpkiSession(await openApplication(channel, jpki));
  }

  /** The token label, without its padding: `JPKIAPICCTOKEN2` on a My Number Card. */
  async tokenLabel(): Promise<string> {
    await this.#card.selectFile(tokenFile);
    return Buffer.from(await this.#card.readBinary(0, tokenLabelBytes))
      .toString('latin1')
      .trimEnd();
  }

  /**
   * A certificate, DER: the header first, for the length, then pieces of `chunk` bytes (up to 256 for a short
   * command). The signature certificate needs its password verified.
   */
  async readCertificate(kind: CertificateKind, {chunk = 256}: {chunk?: number} = {}): Promise<Uint8Array> {
    await this.#card.selectFile(certificateFiles[kind]);
    const header = await this.#card.readBinary(0, derHeaderBytes);
    const [tag, form, high = 0, low = 0] = header;
    if (tag !== 0x30 || form !== 0x82) {
      throw new KazasuError('KZS-JPKI-CERTIFICATE', {
        en: `the ${kind} certificate was expected to begin 30 82, but the card gave ${Buffer.from(header).toString('hex')}`,
        ja: `${kind} の証明書は 30 82 で始まるはずですが、カードは ${Buffer.from(header).toString('hex')} を返しました`,
      });
    }
    const rest = await this.#card.readPieces(derHeaderBytes, (high << 8) | low, chunk);
    return Uint8Array.from(Buffer.concat([header, rest]));
  }

  /** Which certificates the card has, by EF 0008: 8F where there is one. [S3] */
  async availability(): Promise<Readonly<Record<KeyKind, boolean>>> {
    await this.#card.selectFile(availabilityFile);
    const [signature = 0, authentication = 0] = await this.#card.readBinary(0, 3);
    return {'digital-signature': signature !== 0, 'user-authentication': authentication !== 0};
  }

  /** The tries left of a PIN or password; asking costs none. */
  async triesLeft(kind: KeyKind): Promise<number> {
    await this.#card.selectFile(keyFiles[kind].credential);
    return this.#card.triesLeft(keyFiles[kind].name);
  }

  /**
   * Verifies a PIN or password, once. The signature password is sent in upper case, as issuers store it.
   * @throws WrongPin with the tries left, PinBlocked when there are none.
   */
  async verify(kind: KeyKind, secret: string): Promise<void> {
    await this.#card.selectFile(keyFiles[kind].credential);
    await this.#card.verify(keyFiles[kind].name, secretBytes(kind, secret));
  }

  /**
   * Asks the tries left and verifies only where there are any; the credential is selected once for both.
   * @throws WrongPin with the tries left; PinBlocked, and then no VERIFY was sent.
   */
  async verifyUnlessBlocked(kind: KeyKind, secret: string): Promise<void> {
    if ((await this.triesLeft(kind)) === 0) {
      throw new PinBlocked(keyFiles[kind].name);
    }
    await this.#card.verify(keyFiles[kind].name, secretBytes(kind, secret));
  }

  /** RSASSA-PKCS1-v1_5 over a finished DigestInfo (up to 245 bytes); 256 bytes. The credential must be verified. */
  async computeDigitalSignature(kind: KeyKind, digestInfo: Uint8Array): Promise<Uint8Array> {
    const [signature = new Uint8Array(0)] = await this.computeDigitalSignatures(kind, [digestInfo]);
    return signature;
  }

  /** The same over several, in their order; the key is selected once for all. */
  async computeDigitalSignatures(
    kind: KeyKind,
    digestInfos: readonly Uint8Array[],
  ): Promise<readonly Uint8Array[]> {
    await this.#card.selectFile(keyFiles[kind].key);
    const signatures: Uint8Array[] = [];
    for (const data of digestInfos) {
      const response = await this.#card.send({cla: 0x80, ins: 0x2a, p1: 0, p2: 0x80, data, ne: 256});
      expectOk('COMPUTE DIGITAL SIGNATURE', response);
      signatures.push(response.data);
    }
    return signatures;
  }

  /** Sets a new PIN or password; the old one must be verified. */
  async changeReferenceData(kind: KeyKind, newSecret: string): Promise<void> {
    await this.#card.selectFile(keyFiles[kind].credential);
    await this.#card.changeReferenceData(secretBytes(kind, newSecret));
  }
}

const secretBytes = (kind: KeyKind, secret: string): Uint8Array =>
  Uint8Array.from(Buffer.from(kind === 'digital-signature' ? secret.toUpperCase() : secret, 'latin1'));
