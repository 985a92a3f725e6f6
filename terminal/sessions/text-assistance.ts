import {berTlv, findTlv, KazasuError, type Random, type Sentence, type Tlv} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {keyDelivery, textSecureMessaging} from '../apdu/text-secure-messaging.ts';
import {type ApplicationSought, interindustryCommands, openApplication} from './interindustry-commands.ts';
import {expectOk} from './status-error.ts';

const textAssistance: ApplicationSought = {
  application: 'text-assistance',
  errorId: 'KZS-TEXT-APPLICATION-NOT-FOUND',
  name: {en: 'text assistance', ja: '券面事項入力補助AP'},
};

/** What opens the application: the PIN, or a number made from what is printed on the card. */
export type TextCredential = 'pin' | 'A' | 'B';

/** The four attributes. `birthDate` is `YYYYMMDD`, `sex` a digit of JIS X 0303 ('1' male, '2' female). */
export interface Attributes {
  readonly name: string;
  readonly address: string;
  readonly birthDate: string;
  readonly sex: string;
}

/** EF identifiers a terminal uses. [S1] [S3] */
const files = {myNumber: 0x0001, attributes: 0x0002, sessionKeyPublicKey: 0x0006} as const;

const credentials: Readonly<Record<TextCredential, {file: number; name: Sentence}>> = {
  pin: {file: 0x0011, name: {en: 'text assistance PIN', ja: '券面事項入力補助用暗証番号'}},
  A: {file: 0x0014, name: {en: 'reference number A', ja: '照合番号A'}},
  B: {file: 0x0015, name: {en: 'reference number B', ja: '照合番号B'}},
};

const tags = {
  myNumber: 0xff10,
  attributes: 0xff20,
  name: 0xdf22,
  address: 0xdf23,
  birthDate: 0xdf24,
  sex: 0xdf25,
};

/** Bytes in which the tag and the length of any file here stand. */
const headerBytes = 7;

/** What a terminal can do with 券面事項入力補助AP of a card. Commands as the public clients send them. */
export class TextAssistanceSession {
  readonly #channel: ApduChannel;
  readonly #card;

  private constructor(channel: ApduChannel, card = interindustryCommands(channel)) {
    this.#channel = channel;
    this.#card = card;
  }

  /** Selects the application. Throws `KZS-TEXT-APPLICATION-NOT-FOUND` when the card does not carry it. */
  static async open(channel: ApduChannel): Promise<TextAssistanceSession> {
    return new TextAssistanceSession(channel, await openApplication(channel, textAssistance));
  }

  /** The tries left of a credential; asking costs none. Not under secure messaging. */
  async triesLeft(credential: TextCredential): Promise<number> {
    const {file, name} = credentials[credential];
    await this.#card.selectFile(file);
    return this.#card.triesLeft(name);
  }

  /**
   * Verifies a credential, once: the PIN (4 digits), 照合番号A (the 個人番号) or B (14 digits).
   * @throws WrongPin with the tries left, PinBlocked when there are none.
   */
  async verify(credential: TextCredential, secret: string): Promise<void> {
    const {file, name} = credentials[credential];
    await this.#card.selectFile(file);
    await this.#card.verify(name, Uint8Array.from(Buffer.from(secret, 'latin1')));
  }

  /** Sets a new PIN; the old one must be verified. Not under secure messaging. */
  async changePin(newPin: string): Promise<void> {
    await this.#card.selectFile(credentials.pin.file);
    await this.#card.changeReferenceData(Uint8Array.from(Buffer.from(newPin, 'latin1')));
  }

  /** The 個人番号, 12 digits. The PIN or 照合番号A must be verified. */
  async readMyNumber(): Promise<string> {
    const object = await this.#readObject(files.myNumber);
    // The tag says constructed and the value is digits: a strict reader would look for objects inside.
    const digits = Buffer.from(object.subarray(3)).toString('latin1');
    if (
      object[0] !== tags.myNumber >> 8 ||
      object[1] !== (tags.myNumber & 0xff) ||
      !/^\d{12}$/.test(digits)
    ) {
      return unlike('FF10 with twelve digits', '12桁の数字を持つFF10');
    }
    return digits;
  }

  /** Name, address, birth date and sex. The PIN or 照合番号B must be verified. */
  async readAttributes(): Promise<Attributes> {
    const {tag, children} = berTlv.decode(await this.#readObject(files.attributes));
    if (tag !== tags.attributes) {
      return unlike('FF20', 'FF20');
    }
    return {
      name: textOf(children, tags.name),
      address: textOf(children, tags.address),
      birthDate: textOf(children, tags.birthDate),
      sex: textOf(children, tags.sex),
    };
  }

  /**
   * Delivers a fresh session key; the PIN must be verified, 照合番号A and B do not open this. What the session that
   * comes back does travels encrypted, until an application is selected or the power goes.
   */
  async openSecureMessaging(random: Random): Promise<TextAssistanceSession> {
    const publicKey = await this.#readObject(files.sessionKeyPublicKey);
    const seed = random.bytes(32);
    try {
      expectOk('SET SESSION KEY', await this.#channel.send(keyDelivery(publicKey, seed)));
      return new TextAssistanceSession(textSecureMessaging(this.#channel, seed));
    } finally {
      seed.fill(0);
    }
  }

  /** The data object at the beginning of an EF; what follows it is not read. */
  async #readObject(id: number): Promise<Uint8Array> {
    await this.#card.selectFile(id);
    const header = await this.#card.readBinary(0, headerBytes);
    const rest = Math.max(0, objectLength(header) - header.length);
    return Uint8Array.from(Buffer.concat([header, await this.#card.readPieces(header.length, rest)]));
  }
}

/** Bytes of the data object that begins so, header included. */
const objectLength = (header: Uint8Array): number => {
  const tagBytes = ((header[0] ?? 0) & 0x1f) === 0x1f ? 2 : 1;
  const first = header[tagBytes] ?? 0;
  const size = first < 0x80 ? 0 : first & 0x7f;
  const lengthBytes = size === 0 ? Uint8Array.of(first) : header.subarray(tagBytes + 1, tagBytes + 1 + size);
  return tagBytes + 1 + size + lengthBytes.reduce((sum, byte) => sum * 256 + byte, 0);
};

const textOf = (objects: readonly Tlv[] | undefined, tag: number): string => {
  const object = findTlv(objects, tag);
  const name = tag.toString(16).toUpperCase();
  return object
    ? Buffer.from(object.value).toString('utf8')
    : unlike(`FF20 with ${name}`, `${name} を持つFF20`);
};

/** Says what was expected and not what came: it may be somebody's number. */
const unlike = (en: string, ja: string): never => {
  throw new KazasuError('KZS-TEXT-FILE', {
    en: `the text assistance application was expected to hold ${en}, but something else was read`,
    ja: `券面事項入力補助APには${ja}が必要ですが、別の内容が読み出されました`,
  });
};
