import {createHash, type KeyObject, sign} from 'node:crypto';
import {berTlv, type Tlv, tlv} from '../../../protocol/index.ts';
import {cvPublicKey} from '../../card-verifiable/cv-certificate.ts';
import type {Holder} from '../../personas/persona.ts';
import type {BehaviourValue} from '../../profiles/behaviour.ts';

const sha256 = (data: Uint8Array): Uint8Array => Uint8Array.from(createHash('sha256').update(data).digest());
const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value, 'utf8'));
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** Objects as written, and RSASSA-PKCS1-v1_5 with SHA-256 over them. [S3] */
const signedBy = (key: KeyObject, objects: readonly Tlv[]): Uint8Array =>
  Uint8Array.from(sign('sha256', joined(...objects.map(berTlv.encode)), key));

/** EF 0001: FF10, whose tag says constructed and whose value is the 個人番号; then two bytes FF. 17 bytes. [S3] */
export const myNumberFile = (myNumber: string): Uint8Array =>
  joined(berTlv.encode({tag: 0xff10, value: text(myNumber)}), Uint8Array.of(0xff, 0xff));

/** JIS X 0303: '1' male, '2' female, '9' neither. [S3] */
const sexDigits: Readonly<Record<Holder['sex'], string>> = {male: '1', female: '2', other: '9'};

/** Bytes of the offset table: DF21 08 and four offsets. */
const tableBytes = 11;

/** The objects of the attributes behind the offset table: name, address, birth date, sex. */
const attributeObjects = ({name, address, birthDate, sex}: Holder): readonly Tlv[] => [
  tlv(0xdf22, text(name)),
  tlv(0xdf23, text(address)),
  tlv(0xdf24, text(birthDate.replaceAll('-', ''))),
  tlv(0xdf25, text(sexDigits[sex])),
];

/**
 * EF 0002: FF20 with the offset table DF21 and the attributes. The table holds where each attribute's tag stands,
 * two bytes each, counted from the start of the file. Shortest lengths, nothing behind the object. [S3]
 */
export const attributesFile = (holder: Holder): Uint8Array => {
  const objects = attributeObjects(holder);
  const lengths = objects.map((object) => berTlv.encode(object).length);
  const valueBytes = lengths.reduce((sum, length) => sum + length, tableBytes);
  const header = berTlv.encode({tag: 0xff20, value: new Uint8Array(valueBytes)}).length - valueBytes;
  const table = Buffer.alloc(2 * objects.length);
  let at = header + tableBytes;
  for (const [i, length] of lengths.entries()) {
    table.writeUInt16BE(at, 2 * i);
    at += length;
  }
  return berTlv.encode(tlv(0xff20, [tlv(0xdf21, Uint8Array.from(table)), ...objects]));
};

/**
 * EF 0003: FF30 with the hash of EF 0001 as stored (DF31), that of the attributes without their table (DF32), and
 * the municipality's signature over these two objects as written (DF33). 336 bytes. [S3]
 */
export const integrityFile = (myNumber: Uint8Array, holder: Holder, municipality: KeyObject): Uint8Array => {
  const attributes = joined(...attributeObjects(holder).map(berTlv.encode));
  const hashes = [tlv(0xdf31, sha256(myNumber)), tlv(0xdf32, sha256(attributes))];
  return berTlv.encode(tlv(0xff30, [...hashes, tlv(0xdf33, signedBy(municipality, hashes))]));
};

/** Version 01, extended lengths 03, vendor 0E, 01. [S3] */
const identification = Uint8Array.of(0x01, 0x03, 0x0e, 0x01);

/** The last of seven digits of a key identifier. */
const lastDigit = 6;

/**
 * EF 0005: FF40 with the application's identification (DF41), a key identifier one above the root's (DF42: …034
 * beside …033), and 32 bytes of unknown meaning in 128 (DF43): here a hash of the other two. [S3], D31. With lengths of three bytes it begins FF40 82 00 9F. [S1], D116
 */
export const basicInformationFile = (
  rootKeyId: Uint8Array,
  lengths: BehaviourValue<'basicInformationLengths'>,
): Uint8Array => {
  const keyId = Uint8Array.from(rootKeyId);
  keyId[lastDigit] = (keyId[lastDigit] ?? 0) + 1;
  const opaque = new Uint8Array(128).fill(0xff);
  opaque.set(sha256(joined(identification, keyId)));
  const short = [tlv(0xdf41, identification), tlv(0xdf42, keyId)];
  if (lengths === 'shortest') {
    return berTlv.encode(tlv(0xff40, [...short, tlv(0xdf43, opaque)]));
  }
  return inThreeBytes(0xff40, joined(...short.map(berTlv.encode), inThreeBytes(0xdf43, opaque)));
};

/** An object whose length takes 82 and two bytes, though one or two would do. */
const inThreeBytes = (tag: number, value: Uint8Array): Uint8Array =>
  joined(Uint8Array.of(tag >> 8, tag & 0xff, 0x82, value.length >> 8, value.length & 0xff), value);

/** EF 0006: A1 with the key under which a terminal delivers a session key. [S3] */
export const sessionKeyPublicKeyFile = (key: KeyObject): Uint8Array =>
  berTlv.encode(tlv(0xa1, cvPublicKey(key)));

/** EF 0007: FF50 with the public half of the internal signing key (DF51) and the signature over it (DF52). [S3] */
export const signedPublicKeyFile = (key: KeyObject, municipality: KeyObject): Uint8Array => {
  const signed = [tlv(0xdf51, cvPublicKey(key))];
  return berTlv.encode(tlv(0xff50, [...signed, tlv(0xdf52, signedBy(municipality, signed))]));
};
