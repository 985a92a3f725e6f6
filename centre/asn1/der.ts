import * as asn1js from 'asn1js';

/** A node of an ASN.1 tree that will be encoded as DER, ITU-T X.690. */
export type Der = asn1js.AsnType;

export const sequence = (...value: Der[]): Der => new asn1js.Sequence({value});

export const setOf = (only: Der): Der => new asn1js.Set({value: [only]});

export const oid = (value: string): Der => new asn1js.ObjectIdentifier({value});

export const integer = (value: number): Der => new asn1js.Integer({value});

/** A non-negative INTEGER from its magnitude; a sign byte is added where the top bit is set. */
export const unsignedInteger = (magnitude: Uint8Array): Der =>
  asn1js.Integer.fromBigInt(BigInt(`0x${Buffer.from(magnitude).toString('hex')}`));

export const truth = (): Der => new asn1js.Boolean({value: true});

export const nothing = (): Der => new asn1js.Null();

export const utf8String = (value: string): Der => new asn1js.Utf8String({value});

export const printableString = (value: string): Der => new asn1js.PrintableString({value});

export const ia5String = (value: string): Der => new asn1js.IA5String({value});

export const octetString = (valueHex: Uint8Array): Der => new asn1js.OctetString({valueHex});

export const bitString = (valueHex: Uint8Array, unusedBits = 0): Der =>
  new asn1js.BitString({valueHex, unusedBits});

/** `[n]` around other nodes: EXPLICIT tagging, or an IMPLICIT constructed type. */
export const context = (tagNumber: number, ...value: Der[]): Der =>
  new asn1js.Constructed({idBlock: {tagClass: 3, tagNumber}, value});

/** `[n] IMPLICIT` of a primitive type, from its content bytes. */
export const contextPrimitive = (tagNumber: number, valueHex: Uint8Array): Der =>
  new asn1js.Primitive({idBlock: {tagClass: 3, tagNumber}, valueHex});

/** Bytes that are DER already (a SubjectPublicKeyInfo from node:crypto), as a node. */
export const fromEncoded = (bytes: Uint8Array): Der => asn1js.fromBER(Uint8Array.from(bytes)).result;

/** The bytes of a tree. */
export const encode = (node: Der): Uint8Array => new Uint8Array(node.toBER());
