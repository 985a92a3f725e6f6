import {createHash, type KeyObject, privateEncrypt, sign} from 'node:crypto';
import {berTlv, type Tlv, tlv} from '../../../protocol/index.ts';
import {cvPublicKey} from '../../card-verifiable/cv-certificate.ts';
import type {Personalisation} from '../../images/personalisation.ts';
import type {Holder} from '../../personas/persona.ts';
import type {CardPictures} from '../../pictures/card-pictures.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const encoded = (objects: readonly Tlv[]): Uint8Array => joined(...objects.map(berTlv.encode));
const compactDate = (date: string): Uint8Array => ascii(date.replaceAll('-', ''));

/** JIS X 0303. */
const sexDigits: Readonly<Record<Holder['sex'], string>> = {male: '1', female: '2', other: '9'};

const municipalityKey = ({cvHierarchies}: Personalisation): KeyObject =>
  cvHierarchies.cardSurface.municipality.keys.privateKey;

/** A datum, the card's public key, and the municipality's signature over both objects as written. Bench-defined, D42. */
const signedDatum = (
  made: Personalisation,
  template: number,
  [tag, value]: [number, Uint8Array],
): Uint8Array => {
  const objects = [tlv(tag, value), tlv(tag + 1, cvPublicKey(made.cardKeys.cardSurface.publicKey))];
  const signature = Uint8Array.from(sign('sha256', encoded(objects), municipalityKey(made)));
  return berTlv.encode(tlv(template, [...objects, tlv(tag + 2, signature)]));
};

/** EF 0001: FF10 {DF11 birth date YYYYMMDD, DF12 card public key, DF13 signature}. [S3] */
export const ageRecord = (made: Personalisation): Uint8Array =>
  signedDatum(made, 0xff10, [0xdf11, compactDate(made.persona.holder.birthDate)]);

/** EF 0005: FF40 {DF41 picture of the 個人番号, DF42 card public key, DF43 signature}. [S3] */
export const myNumberRecord = (made: Personalisation, pictures: CardPictures): Uint8Array =>
  signedDatum(made, 0xff40, [0xdf41, pictures.myNumber]);

/** DigestInfo that names SHA-256 and carries three of its hashes: 96 bytes where one would be 32. [S3] */
const tripleDigestInfo = (parts: readonly (readonly Tlv[])[]): Uint8Array =>
  joined(
    Uint8Array.from(Buffer.from('3071300D06096086480165030402010500', 'hex')),
    Uint8Array.of(0x04, 0x60),
    ...parts.map((objects) => Uint8Array.from(createHash('sha256').update(encoded(objects)).digest())),
  );

/** RSASSA-PKCS1-v1_5 over the triple DigestInfo. Each hash covers whole objects, tag and length too. Bench-defined, D42. */
const faceSignature = (municipality: KeyObject, parts: readonly (readonly Tlv[])[]): Uint8Array =>
  Uint8Array.from(privateEncrypt(municipality, tripleDigestInfo(parts)));

/** `DF 21 12` before nine offsets of two bytes. */
const tableHeaderBytes = 3;

/** FF20 with a table before the objects: where the tag of each stands from the start of the file, two bytes each. */
const withOffsetTable = (objects: readonly Tlv[]): Uint8Array => {
  const lengths = objects.map((object) => berTlv.encode(object).length);
  const tableBytes = tableHeaderBytes + 2 * objects.length;
  const valueBytes = lengths.reduce((sum, length) => sum + length, tableBytes);
  const headerBytes = berTlv.encode({tag: 0xff20, value: new Uint8Array(valueBytes)}).length - valueBytes;
  const table = Buffer.alloc(2 * objects.length);
  let at = headerBytes + tableBytes;
  for (const [i, length] of lengths.entries()) {
    table.writeUInt16BE(at, 2 * i);
    at += length;
  }
  return berTlv.encode(tlv(0xff20, [tlv(0xdf21, Uint8Array.from(table)), ...objects]));
};

/** Values of the card face's data objects, by what they are. */
export interface FaceValues {
  readonly birthDate: Uint8Array;
  readonly sex: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly name: Uint8Array;
  readonly address: Uint8Array;
  readonly photo: Uint8Array;
  readonly expiresOn: Uint8Array;
  readonly securityCode: Uint8Array;
}

/** Their tags; DF28 is the signature. */
export const faceTags: Readonly<Record<keyof FaceValues, number>> = {
  birthDate: 0xdf22,
  sex: 0xdf23,
  publicKey: 0xdf24,
  name: 0xdf25,
  address: 0xdf26,
  photo: 0xdf27,
  expiresOn: 0xdf29,
  securityCode: 0xdf2a,
};

/**
 * EF 0002: FF20 {DF21 offset table, DF22 birth date, DF23 sex, DF24 card public key, DF25 name, DF26 address, DF27
 * photo, DF28 signature, DF29 last day, DF2A security code}. DF29 and DF2A are not signed. [S3]
 */
export const faceFile = (values: FaceValues, municipality: KeyObject): Uint8Array => {
  const objects = (...names: readonly (keyof FaceValues)[]): Tlv[] =>
    names.map((name) => tlv(faceTags[name], values[name]));
  const person = objects('birthDate', 'sex', 'publicKey');
  const text = objects('name', 'address');
  const photo = objects('photo');
  return withOffsetTable([
    ...person,
    ...text,
    ...photo,
    tlv(0xdf28, faceSignature(municipality, [person, text, photo])),
    ...objects('expiresOn', 'securityCode'),
  ]);
};

/** The face of a new card. */
export const cardFace = (made: Personalisation, pictures: CardPictures): Uint8Array => {
  const {birthDate, sex} = made.persona.holder;
  return faceFile(
    {
      birthDate: compactDate(birthDate),
      sex: ascii(sexDigits[sex]),
      publicKey: cvPublicKey(made.cardKeys.cardSurface.publicKey),
      name: pictures.name,
      address: pictures.address,
      photo: pictures.photo,
      expiresOn: compactDate(made.identity.expiresOn),
      securityCode: pictures.securityCode,
    },
    municipalityKey(made),
  );
};

/**
 * EF 0003: FF30 {DF31 specification 06 with 03 0E 01, DF32 key identifier, DF33 version, DF34 municipality, DF35 key
 * reference and 256 bytes nobody has explained}. [S3] The values of DF32, DF33 and DF35 are ours. Bench-defined, D44.
 */
export const basicInformation = ({cvHierarchies, persona}: Personalisation): Uint8Array => {
  const {root, municipality} = cvHierarchies.cardSurface;
  return berTlv.encode(
    tlv(0xff30, [
      tlv(0xdf31, Uint8Array.of(0x06, 0x03, 0x0e, 0x01)),
      tlv(0xdf32, root.keyId),
      tlv(0xdf33, ascii('01')),
      tlv(0xdf34, ascii(persona.holder.municipalityCode)),
      tlv(0xdf35, joined(municipality.keyId, new Uint8Array(256).fill(0xff))),
    ]),
  );
};
