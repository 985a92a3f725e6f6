import type {KeyObject} from 'node:crypto';
import {berTlv, findTlv, KazasuError} from '../../protocol/index.ts';
import {cardSurfaceFiles} from '../applications/card-surface/application.ts';
import {type FaceValues, faceFile, faceTags} from '../applications/card-surface/contents.ts';
import {attributesFile, integrityFile} from '../applications/text-assistance/contents.ts';
import {textFiles} from '../applications/text-assistance/files.ts';
import {fileIdText} from '../os/file.ts';
import type {Holder} from '../personas/persona.ts';
import {facePicture} from '../pictures/card-pictures.ts';
import type {CardImage} from './card-image.ts';
import {profileOfImage} from './profile-in-image.ts';
import {withTrailingBytes} from './trailing-bytes.ts';

/** The private keys by which a municipality signs what lies on its cards. */
export interface RecordSigners {
  readonly cardSurface: KeyObject;
  readonly textAssistance: KeyObject;
}

/** Whole files, as the issuer writes them (UPDATE BINARY). */
export interface ChangedRecord {
  /** 券面事項入力補助AP EF 0002 and 0003. */
  readonly attributes: Uint8Array;
  readonly integrity: Uint8Array;
  /** 券面事項確認AP EF 0002: name and address drawn anew, the rest as it was. */
  readonly face: Uint8Array;
  /** Characters that stand as boxes in the pictures. */
  readonly missing: readonly string[];
}

/**
 * What is written onto a card whose holder's record has changed (券面更新). The card's certificates of the signers
 * stay, so the same keys sign. Bench-defined, D266.
 * @throws KazasuError `KZS-CARD-IMAGE` where the card has no face to be changed.
 */
export const changedRecord = async (
  image: CardImage,
  holder: Holder,
  signers: RecordSigners,
): Promise<ChangedRecord> => {
  const {behaviour} = profileOfImage(image);
  const file = (content: Uint8Array): Uint8Array => withTrailingBytes(behaviour, content);
  const [name, address] = await Promise.all([
    facePicture('name', holder.name),
    facePicture('address', holder.address),
  ]);
  const face = {...faceOf(image), name: name.png, address: address.png};
  const myNumber = contentOf(image, 'text-assistance', textFiles.myNumber);
  return {
    attributes: file(attributesFile(holder)),
    integrity: file(integrityFile(myNumber, holder, signers.textAssistance)),
    face: file(faceFile(face, signers.cardSurface)),
    missing: [...name.missing, ...address.missing],
  };
};

/** The values of the face as it is on the card. */
const faceOf = (image: CardImage): FaceValues => {
  const content = contentOf(image, 'card-surface', cardSurfaceFiles.face);
  const {children} = berTlv.decode(content.subarray(0, objectHeaderBytes + content.readUInt16BE(lengthAt)));
  const value = (name: keyof FaceValues): Uint8Array =>
    findTlv(children, faceTags[name])?.value ?? faceless(image.id);
  return {
    birthDate: value('birthDate'),
    sex: value('sex'),
    publicKey: value('publicKey'),
    name: value('name'),
    address: value('address'),
    photo: value('photo'),
    expiresOn: value('expiresOn'),
    securityCode: value('securityCode'),
  };
};

/** `FF 20 82 hi lo` before the objects; some makes of card have bytes behind them. */
const objectHeaderBytes = 5;
const lengthAt = 3;

const contentOf = ({applications, id}: CardImage, application: string, file: number): Buffer => {
  const held = applications[application]?.contents[fileIdText(file)];
  return held === undefined ? faceless(id) : Buffer.from(held, 'base64');
};

const faceless = (id: string): never => {
  throw new KazasuError('KZS-CARD-IMAGE', {
    en: `a card with a face and attributes was expected, but ${id} lacks them`,
    ja: `券面事項をもつカードが必要ですが、${id} にはありません`,
  });
};
