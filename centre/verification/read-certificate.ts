import {X509Certificate} from 'node:crypto';
import * as asn1js from 'asn1js';
import {extensionOids} from '../asn1/extension.ts';

/** What verification looks at in a certificate. Names are their DER in hex, so that `===` compares them. */
export interface ReadCertificate {
  readonly x509: X509Certificate;
  readonly issuer: string;
  readonly subject: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly signatureAlgorithm: string;
  readonly policies: readonly string[];
  /** First byte of the KeyUsage bits; 0 without the extension. */
  readonly keyUsage: number;
  readonly criticalExtensions: readonly string[];
}

/** A certificate of the card has at most 3808 bytes; the tree of one has fewer than 200 nodes, 12 deep. */
const limits = {bytes: 16_384, maxDepth: 32, maxNodes: 2_000} as const;

/**
 * A certificate from bytes of any origin; undefined when they are not exactly one version 3 certificate in DER
 * whose parts can be read. Never throws, and bounds what it reads.
 */
export const readCertificate = (bytes: Uint8Array): ReadCertificate | undefined => {
  if (bytes.length > limits.bytes) {
    return undefined;
  }
  try {
    return read(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
};

const read = (bytes: Uint8Array): ReadCertificate | undefined => {
  const whole = parse(bytes);
  const x509 = new X509Certificate(bytes);
  // node:crypto also takes PEM and ignores what follows a certificate.
  if (!x509.raw.equals(bytes)) {
    return undefined;
  }
  const [toBeSigned, algorithm] = children(whole);
  const [version, , , issuer, validity, subject, , ...optional] = children(toBeSigned);
  const [notBefore, notAfter] = children(validity);
  const [v3] = children(version);
  if (integerOf(v3) !== 2) {
    return undefined;
  }
  const extensions = readExtensions(optional);
  return {
    x509,
    issuer: hex(issuer),
    subject: hex(subject),
    notBefore: dateOf(notBefore),
    notAfter: dateOf(notAfter),
    signatureAlgorithm: oidOf(children(algorithm)[0]),
    policies: policiesOf(extensions.get(extensionOids.certificatePolicies)),
    keyUsage: keyUsageOf(extensions.get(extensionOids.keyUsage)),
    criticalExtensions: [...extensions].filter(([, {critical}]) => critical).map(([oid]) => oid),
  };
};

interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

type Node = asn1js.AsnType;

class Unreadable extends Error {}

const unreadable = (expected: string): never => {
  throw new Unreadable(expected);
};

const parse = (bytes: Uint8Array): Node => {
  const {offset, result} = asn1js.fromBER(bytes, {
    maxDepth: limits.maxDepth,
    maxNodes: limits.maxNodes,
    maxContentLength: limits.bytes,
    parseEmbedded: false,
  });
  return offset === bytes.length ? result : unreadable('one whole object');
};

const children = (node: Node | undefined): Node[] =>
  node instanceof asn1js.Constructed ? node.valueBlock.value : unreadable('a constructed type');

const hex = (node: Node | undefined): string =>
  node ? Buffer.from(node.toBER()).toString('hex') : unreadable('a name');

const oidOf = (node: Node | undefined): string =>
  node instanceof asn1js.ObjectIdentifier ? node.getValue() : unreadable('an object identifier');

const integerOf = (node: Node | undefined): number =>
  node instanceof asn1js.Integer ? node.valueBlock.valueDec : unreadable('an integer');

const dateOf = (node: Node | undefined): Date => {
  const date = node instanceof asn1js.UTCTime ? node.toDate() : unreadable('a time');
  return Number.isNaN(date.getTime()) ? unreadable('a time that exists') : date;
};

const octetsOf = (node: Node | undefined): Uint8Array =>
  node instanceof asn1js.OctetString ? node.valueBlock.valueHexView : unreadable('an octet string');

/** Extensions by type. RFC 5280 clause 4.2 allows each type once. */
const readExtensions = (optional: readonly Node[]): Map<string, Extension> => {
  const found = new Map<string, Extension>();
  const holder = optional.find(({idBlock}) => idBlock.tagClass === 3 && idBlock.tagNumber === 3);
  for (const entry of holder ? children(children(holder)[0]) : []) {
    const [type, second, third] = children(entry);
    const oid = oidOf(type);
    if (found.has(oid)) {
      unreadable('each extension once');
    }
    const critical = second instanceof asn1js.Boolean && second.getValue();
    found.set(oid, {critical, value: octetsOf(third ?? second)});
  }
  return found;
};

const policiesOf = (extension: Extension | undefined): string[] =>
  extension ? children(parse(extension.value)).map((policy) => oidOf(children(policy)[0])) : [];

const keyUsageOf = (extension: Extension | undefined): number => {
  if (!extension) {
    return 0;
  }
  const bits = parse(extension.value);
  return bits instanceof asn1js.BitString
    ? (bits.valueBlock.valueHexView[0] ?? 0)
    : unreadable('a bit string');
};
