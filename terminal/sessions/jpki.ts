import {
  aids,
  type CommandApdu,
  command,
  KazasuError,
  type ResponseApdu,
  type Sentence,
  sw,
} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import type {CardFile} from './issuer.ts';
import {expectOk, expectVerified, PinBlocked, UnexpectedStatus} from './status-error.ts';

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
export const jpkiKeyFiles = (kind: KeyKind): Record<'key' | 'credential' | 'certificate', CardFile> => ({
  key: {application: 'jpki', file: keyFiles[kind].key},
  credential: {application: 'jpki', file: keyFiles[kind].credential},
  certificate: {application: 'jpki', file: certificateFiles[kind]},
});

const availabilityFile = 0x0008;
const tokenFile = 0x0006;
const tokenLabelBytes = 32;
/** SEQUENCE with a length of two bytes: `30 82 hi lo`. */
const derHeaderBytes = 4;

/** What a terminal can do with the JPKI application of a card. Commands as the public clients send them. */
export class JpkiSession {
  readonly #channel: ApduChannel;

  private constructor(channel: ApduChannel) {
    this.#channel = channel;
  }

  /** Selects the application. Throws `KZS-JPKI-APPLICATION-NOT-FOUND` when the card does not carry it. */
  static async open(channel: ApduChannel): Promise<JpkiSession> {
    const response = await channel.send(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: aids.jpki}));
    if (response.sw === sw.fileNotFound) {
      throw new KazasuError('KZS-JPKI-APPLICATION-NOT-FOUND', {
        en: `a card with the JPKI application was expected, but the card answered ${response.sw}`,
        ja: `公的個人認証APを持つカードが必要ですが、カードは ${response.sw} を返しました`,
      });
    }
    expectOk('SELECT of the JPKI application', response);
    return new JpkiSession(channel);
  }

  /** The token label, without its padding: `JPKIAPICCTOKEN2` on a My Number Card. */
  async tokenLabel(): Promise<string> {
    await this.#selectFile(tokenFile);
    return Buffer.from(await this.#readBinary(0, tokenLabelBytes))
      .toString('latin1')
      .trimEnd();
  }

  /**
   * A certificate, DER: the header first, for the length, then pieces of `chunk` bytes (up to 256 for a short
   * command). The signature certificate needs its password verified.
   */
  async readCertificate(kind: CertificateKind, {chunk = 256}: {chunk?: number} = {}): Promise<Uint8Array> {
    await this.#selectFile(certificateFiles[kind]);
    const header = await this.#readBinary(0, derHeaderBytes);
    const [tag, form, high = 0, low = 0] = header;
    if (tag !== 0x30 || form !== 0x82) {
      throw new KazasuError('KZS-JPKI-CERTIFICATE', {
        en: `the ${kind} certificate was expected to begin 30 82, but the card gave ${Buffer.from(header).toString('hex')}`,
        ja: `${kind} の証明書は 30 82 で始まるはずですが、カードは ${Buffer.from(header).toString('hex')} を返しました`,
      });
    }
    const length = derHeaderBytes + ((high << 8) | low);
    const parts: Uint8Array[] = [header];
    for (let offset = derHeaderBytes; offset < length; ) {
      const part = await this.#readBinary(offset, Math.min(chunk, length - offset));
      if (part.length === 0) {
        throw new UnexpectedStatus(`READ BINARY at ${offset} of ${length} bytes`, sw.offsetOutsideFile);
      }
      parts.push(part);
      offset += part.length;
    }
    return Uint8Array.from(Buffer.concat(parts));
  }

  /** Which certificates the card has, by EF 0008: 8F where there is one. [S3] */
  async availability(): Promise<Readonly<Record<KeyKind, boolean>>> {
    await this.#selectFile(availabilityFile);
    const [signature = 0, authentication = 0] = await this.#readBinary(0, 3);
    return {'digital-signature': signature !== 0, 'user-authentication': authentication !== 0};
  }

  /** The tries left of a PIN or password; asking costs none. */
  async triesLeft(kind: KeyKind): Promise<number> {
    await this.#selectFile(keyFiles[kind].credential);
    return this.#askTriesLeft(kind);
  }

  /**
   * Verifies a PIN or password, once. The signature password is sent in upper case, as issuers store it.
   * @throws WrongPin with the tries left, PinBlocked when there are none.
   */
  async verify(kind: KeyKind, secret: string): Promise<void> {
    await this.#selectFile(keyFiles[kind].credential);
    await this.#verifySelected(kind, secret);
  }

  /**
   * Asks the tries left and verifies only where there are any; the credential is selected once for both.
   * @throws WrongPin with the tries left; PinBlocked, and then no VERIFY was sent.
   */
  async verifyUnlessBlocked(kind: KeyKind, secret: string): Promise<void> {
    if ((await this.triesLeft(kind)) === 0) {
      throw new PinBlocked(keyFiles[kind].name);
    }
    await this.#verifySelected(kind, secret);
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
    await this.#selectFile(keyFiles[kind].key);
    const signatures: Uint8Array[] = [];
    for (const data of digestInfos) {
      const response = await this.#send({cla: 0x80, ins: 0x2a, p1: 0, p2: 0x80, data, ne: 256});
      expectOk('COMPUTE DIGITAL SIGNATURE', response);
      signatures.push(response.data);
    }
    return signatures;
  }

  /** Sets a new PIN or password; the old one must be verified. */
  async changeReferenceData(kind: KeyKind, newSecret: string): Promise<void> {
    await this.#selectFile(keyFiles[kind].credential);
    const data = secretBytes(kind, newSecret);
    try {
      expectOk('CHANGE REFERENCE DATA', await this.#send({cla: 0, ins: 0x24, p1: 1, p2: 0x80, data}));
    } finally {
      data.fill(0);
    }
  }

  async #askTriesLeft(kind: KeyKind): Promise<number> {
    const response = await this.#send({cla: 0, ins: 0x20, p1: 0, p2: 0x80});
    const {triesLeft} = response.sw;
    if (triesLeft === undefined) {
      throw new UnexpectedStatus(`VERIFY without data of the ${keyFiles[kind].name.en}`, response.sw);
    }
    return triesLeft;
  }

  async #verifySelected(kind: KeyKind, secret: string): Promise<void> {
    const data = secretBytes(kind, secret);
    try {
      expectVerified(keyFiles[kind].name, await this.#send({cla: 0, ins: 0x20, p1: 0, p2: 0x80, data}));
    } finally {
      data.fill(0);
    }
  }

  async #selectFile(id: number): Promise<void> {
    const data = Uint8Array.of(id >> 8, id & 0xff);
    expectOk(
      `SELECT of EF ${id.toString(16).toUpperCase().padStart(4, '0')}`,
      await this.#send({cla: 0, ins: 0xa4, p1: 2, p2: 0x0c, data}),
    );
  }

  async #readBinary(offset: number, ne: number): Promise<Uint8Array> {
    const response = await this.#send({cla: 0, ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, ne});
    expectOk(`READ BINARY at ${offset}`, response);
    return response.data;
  }

  #send(
    fields: Pick<CommandApdu, 'cla' | 'ins' | 'p1' | 'p2'> & Partial<CommandApdu>,
  ): Promise<ResponseApdu> {
    return this.#channel.send(command(fields));
  }
}

const secretBytes = (kind: KeyKind, secret: string): Uint8Array =>
  Uint8Array.from(Buffer.from(kind === 'digital-signature' ? secret.toUpperCase() : secret, 'latin1'));
