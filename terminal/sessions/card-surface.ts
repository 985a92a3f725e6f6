import {berTlv, digestInfo, findTlv, KazasuError, type Sentence} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {
  type ApplicationSought,
  type InterindustryCommands,
  openApplication,
} from './interindustry-commands.ts';
import {expectOk} from './status-error.ts';

const cardSurface: ApplicationSought = {
  application: 'card-surface',
  errorId: 'KZS-SURFACE-APPLICATION-NOT-FOUND',
  name: {en: 'card-surface', ja: '券面事項確認AP'},
};

/** The three numbers that open the application, all of them printed on the card. */
export type SurfaceCredential = 'verification-number-a' | 'verification-number-b' | 'birth-date';

const credentialFiles: Readonly<Record<SurfaceCredential, {id: number; name: Sentence}>> = {
  'verification-number-a': {id: 0x0013, name: {en: 'verification number A', ja: '照合番号A'}},
  'verification-number-b': {id: 0x0012, name: {en: 'verification number B', ja: '照合番号B'}},
  'birth-date': {id: 0x0011, name: {en: 'birth date', ja: '生年月日'}},
};

/** What the application keeps, by EF. [S3] */
export type SurfaceFile = 'age' | 'face' | 'basic' | 'certificate' | 'my-number';

const dataFiles: Readonly<Record<SurfaceFile, number>> = {
  age: 0x0001,
  face: 0x0002,
  basic: 0x0003,
  certificate: 0x0004,
  'my-number': 0x0005,
};

/** Parts of the card face in the order of the offset table. [S3] */
const faceParts = [
  {part: 'birthDate', tag: 0xdf22},
  {part: 'sex', tag: 0xdf23},
  {part: 'publicKey', tag: 0xdf24},
  {part: 'name', tag: 0xdf25},
  {part: 'address', tag: 0xdf26},
  {part: 'photo', tag: 0xdf27},
  {part: 'signature', tag: 0xdf28},
  {part: 'expiresOn', tag: 0xdf29},
  {part: 'securityCode', tag: 0xdf2a},
] as const;

export type FacePart = (typeof faceParts)[number]['part'];

const faceTag = 0xff20;
const tableTag = 0xdf21;
/** Tag and length of the file's one object, and the offset table behind it: enough to find any part. */
const headBytes = 32;
/** A tag of two bytes and a length of at most three. */
const objectHeaderBytes = 5;

/** What a terminal can do with the card-surface application (券面事項確認AP). */
export class CardSurfaceSession {
  readonly #card: InterindustryCommands;

  private constructor(card: InterindustryCommands) {
    this.#card = card;
  }

  /** Selects the application. Throws `KZS-SURFACE-APPLICATION-NOT-FOUND` when the card does not carry it. */
  static async open(channel: ApduChannel): Promise<CardSurfaceSession> {
    return new CardSurfaceSession(await openApplication(channel, cardSurface));
  }

  /** The tries left of a credential; asking costs none. */
  async triesLeft(credential: SurfaceCredential): Promise<number> {
    const {id, name} = credentialFiles[credential];
    await this.#card.selectFile(id);
    return this.#card.triesLeft(name);
  }

  /**
   * Verifies a number, once: 12 digits for A, 14 for B, six of the Japanese calendar for the birth date.
   * @throws WrongPin with the tries left, PinBlocked when there are none.
   */
  async verify(credential: SurfaceCredential, digits: string): Promise<void> {
    const {id, name} = credentialFiles[credential];
    await this.#card.selectFile(id);
    await this.#card.verify(name, Uint8Array.from(Buffer.from(digits, 'latin1')));
  }

  /** A whole file, one data object: its header first, for the length, then pieces of `chunk` bytes. */
  async readFile(file: SurfaceFile, {chunk = 256}: {chunk?: number} = {}): Promise<Uint8Array> {
    await this.#card.selectFile(dataFiles[file]);
    const header = await this.#card.readBinary(0, objectHeaderBytes);
    const length = objectBytes(header);
    const rest = length - header.length;
    return joined(header, await this.#card.readPieces(header.length, rest, chunk));
  }

  /**
   * Parts of the card face, found by the offset table and read alone, so that one who needs the name need not wait
   * for the photo. 照合番号A or B must be verified.
   * @throws KazasuError `KZS-SURFACE-FACE` when the table does not lead to the part.
   */
  async readFace<P extends FacePart>(
    parts: readonly P[],
    {chunk = 256}: {chunk?: number} = {},
  ): Promise<Record<P, Uint8Array>> {
    await this.#card.selectFile(dataFiles.face);
    const offsets = offsetTable(await this.#card.readBinary(0, headBytes));
    const found: [P, Uint8Array][] = [];
    for (const part of parts) {
      const {tag, offset} = offsets.get(part) ?? misplaced(part);
      const header = await this.#card.readBinary(offset, objectHeaderBytes);
      // Before the length is believed: behind another tag may be anything, such as bytes of a key.
      if (((header[0] ?? 0) << 8) + (header[1] ?? 0) !== tag) {
        misplaced(part);
      }
      const length = objectBytes(header);
      const whole = joined(
        header.subarray(0, length),
        await this.#card.readPieces(offset + header.length, length - header.length, chunk),
      );
      found.push([part, berTlv.decode(whole).value]);
    }
    return Object.fromEntries(found) as Record<P, Uint8Array>;
  }

  /** Internal authentication: the card signs a challenge with its own key, no credential. RSA, SHA-256; 256 bytes. */
  async internalAuthenticate(challenge: Uint8Array): Promise<Uint8Array> {
    const data = digestInfo('sha256', challenge);
    const response = await this.#card.send({cla: 0x80, ins: 0x2a, p1: 0, p2: 0, data, ne: 256});
    expectOk('COMPUTE DIGITAL SIGNATURE', response);
    return response.data;
  }
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

const malformed = (en: string, ja: string): never => {
  throw new KazasuError('KZS-SURFACE-FACE', {
    en: `a data object of the card-surface application was expected, but ${en}`,
    ja: `券面事項確認APのデータオブジェクトが必要ですが、${ja}`,
  });
};

const misplaced = (part: FacePart): never =>
  malformed(`the offset table does not lead to ${part}`, `オフセット表が ${part} を指していません`);

/** Bytes of an object, header included, whose tag has two bytes. */
const objectBytes = (header: Uint8Array): number => {
  const [, , first = 0, second = 0, third = 0] = header;
  if (first < 0x80) {
    return 3 + first;
  }
  if (first === 0x81) {
    return 4 + second;
  }
  return first === 0x82
    ? 5 + ((second << 8) | third)
    : malformed('its length has another form', '長さの形が異なります');
};

/** Where each part stands, from the first bytes of the file. */
const offsetTable = (head: Uint8Array): Map<FacePart, {tag: number; offset: number}> => {
  if (((head[0] ?? 0) << 8) + (head[1] ?? 0) !== faceTag || head[2] !== 0x82) {
    malformed('it begins with another tag or length', '先頭のタグか長さが異なります');
  }
  const at = objectHeaderBytes;
  const tableBytes = 3 + (head[at + 2] ?? 0);
  const table = findTlv(berTlv.decodeAll(head.subarray(at, at + tableBytes)), tableTag)?.value;
  if (table?.length !== 2 * faceParts.length) {
    return malformed('it has no table of nine offsets', '9個のオフセットの表がありません');
  }
  const offsets = Buffer.from(table);
  return new Map(faceParts.map(({part, tag}, i) => [part, {tag, offset: offsets.readUInt16BE(2 * i)}]));
};
