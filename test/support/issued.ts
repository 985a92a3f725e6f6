import {generateKeyPairSync, type KeyObject, sign} from 'node:crypto';
import {bits, boolean, der, integer, name, namedBits, oid, sequence, time} from './der-builder.ts';

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const pairs = new Map<string, Pair>();

/** A P-256 key pair for each label: fast to make and to sign with. */
export const keyOf = (label: string): Pair => {
  const pair = pairs.get(label) ?? generateKeyPairSync('ec', {namedCurve: 'P-256'});
  pairs.set(label, pair);
  return pair;
};

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));

export interface Wanted {
  /** Common names with `/` between; also the label of the key, unless `key` is given. */
  readonly subject: string;
  readonly issuer: string;
  readonly key?: string;
  readonly signer?: string;
  readonly serial?: Buffer;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly extensions?: readonly Buffer[];
  readonly version?: number;
  readonly subjectName?: Buffer;
  readonly issuerName?: Buffer;
  readonly innerAlgorithm?: Buffer;
}

let serials = 1;

/** A certificate that is as sound as what is wanted. */
export const issued = (wanted: Wanted): Buffer => {
  const {subject, issuer, key = subject, signer = issuer, extensions = [], version = 3} = wanted;
  serials += 1;
  const tbs = sequence(
    ...(version === 1 ? [] : [der(0xa0, integer(version - 1))]),
    wanted.serial ?? integer(serials),
    wanted.innerAlgorithm ?? ecdsaWithSha256,
    wanted.issuerName ?? name(issuer),
    sequence(
      time(wanted.notBefore ?? '2020-01-01T00:00:00Z'),
      time(wanted.notAfter ?? '2030-01-01T00:00:00Z'),
    ),
    wanted.subjectName ?? name(subject),
    keyOf(key).publicKey.export({type: 'spki', format: 'der'}),
    ...(extensions.length > 0 ? [der(0xa3, sequence(...extensions))] : []),
  );
  return signedBy(signer, tbs);
};

export interface WantedList {
  readonly issuer: string;
  readonly signer?: string;
  readonly entries?: readonly Buffer[];
  readonly extensions?: readonly Buffer[];
  readonly thisUpdate?: string;
  /** `none` leaves it out. */
  readonly nextUpdate?: string;
}

/** A CRL that is as sound as what is wanted. */
export const revocationList = (wanted: WantedList): Buffer => {
  const {
    issuer,
    signer = issuer,
    entries = [],
    extensions = [],
    nextUpdate = '2030-01-01T00:00:00Z',
  } = wanted;
  const tbs = sequence(
    integer(1),
    ecdsaWithSha256,
    name(issuer),
    time(wanted.thisUpdate ?? '2024-01-01T00:00:00Z'),
    ...(nextUpdate === 'none' ? [] : [time(nextUpdate)]),
    ...(entries.length > 0 ? [sequence(...entries)] : []),
    ...(extensions.length > 0 ? [der(0xa0, sequence(...extensions))] : []),
  );
  return signedBy(signer, tbs);
};

export const entry = (serial: Buffer, ...extensions: Buffer[]): Buffer =>
  sequence(serial, time('2023-01-01T00:00:00Z'), ...(extensions.length > 0 ? [sequence(...extensions)] : []));

export const extension = (type: string, value: Buffer, critical = false): Buffer =>
  sequence(oid(type), ...(critical ? [boolean(true)] : []), der(4, value));

export const basicConstraints = (pathLength?: number, ca = true): Buffer =>
  extension(
    '2.5.29.19',
    sequence(...(ca ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])),
    true,
  );

export const keyUsage = (...set: number[]): Buffer => extension('2.5.29.15', namedBits(...set), true);

export const policies = (...list: string[]): Buffer =>
  extension('2.5.29.32', sequence(...list.map((policy) => sequence(oid(policy)))), true);

export const mappings = (...list: (readonly [string, string])[]): Buffer =>
  extension('2.5.29.33', sequence(...list.map(([from, to]) => sequence(oid(from), oid(to)))), true);

/** requireExplicitPolicy and inhibitPolicyMapping. */
export const policyConstraints = (explicit?: number, inhibit?: number): Buffer => {
  const count = (tag: number, value: number | undefined): Buffer[] =>
    value === undefined ? [] : [der(tag, Buffer.from([value]))];
  return extension('2.5.29.36', sequence(...count(0x80, explicit), ...count(0x81, inhibit)), true);
};

export const inhibitAnyPolicy = (skip: number): Buffer => extension('2.5.29.54', integer(skip), true);

export const alternativeNames = (...names: Buffer[]): Buffer => extension('2.5.29.17', sequence(...names));

export const nameConstraints = (permitted: readonly Buffer[], excluded: readonly Buffer[]): Buffer => {
  const subtrees = (tag: number, bases: readonly Buffer[]): Buffer[] =>
    bases.length > 0 ? [der(tag, ...bases.map((base) => sequence(base)))] : [];
  return extension('2.5.29.30', sequence(...subtrees(0xa0, permitted), ...subtrees(0xa1, excluded)), true);
};

export const general = {
  email: (value: string): Buffer => der(0x81, Buffer.from(value)),
  dns: (value: string): Buffer => der(0x82, Buffer.from(value)),
  directory: (commonName: string): Buffer => der(0xa4, name(commonName)),
  uri: (value: string): Buffer => der(0x86, Buffer.from(value)),
  ip: (...bytes: number[]): Buffer => der(0x87, Buffer.from(bytes)),
  other: (): Buffer => der(0xa0, oid('1.2.3.4'), der(0xa0, der(12, Buffer.from('x')))),
} as const;

/** Distribution points: a directory name, reasons, CRL issuer. */
export const distributionPoint = (at?: string, reasons?: readonly number[], crlIssuer?: string): Buffer =>
  extension(
    '2.5.29.31',
    sequence(
      sequence(
        ...(at === undefined ? [] : [der(0xa0, der(0xa0, general.directory(at)))]),
        ...(reasons ? [Buffer.concat([Buffer.from([0x81]), namedBits(...reasons).subarray(1)])] : []),
        ...(crlIssuer === undefined ? [] : [der(0xa2, general.directory(crlIssuer))]),
      ),
    ),
  );

export interface Scope {
  readonly at?: string;
  readonly only?: 'user' | 'ca' | 'attribute';
  readonly reasons?: readonly number[];
  readonly indirect?: boolean;
}

export const issuingDistributionPoint = ({at, only, reasons, indirect}: Scope): Buffer => {
  const yes = Buffer.from([0xff]);
  return extension(
    '2.5.29.28',
    sequence(
      ...(at === undefined ? [] : [der(0xa0, der(0xa0, general.directory(at)))]),
      ...(only === 'user' ? [der(0x81, yes)] : []),
      ...(only === 'ca' ? [der(0x82, yes)] : []),
      ...(reasons ? [Buffer.concat([Buffer.from([0x83]), namedBits(...reasons).subarray(1)])] : []),
      ...(indirect ? [der(0x84, yes)] : []),
      ...(only === 'attribute' ? [der(0x85, yes)] : []),
    ),
    true,
  );
};

/** What is signed, with the algorithm and the signature of a key. */
export const signedBy = (signer: string, tbs: Buffer): Buffer =>
  sequence(tbs, ecdsaWithSha256, bits(sign('sha256', tbs, keyOf(signer).privateKey)));
