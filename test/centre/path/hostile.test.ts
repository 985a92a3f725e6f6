import test from 'ava';
import {
  type Certificate,
  certificateOf,
  DerError,
  judgePath,
  type PathJudgement,
  pathMaterial,
  revocationListOf,
} from '../../../centre/index.ts';
import {der, header, integer, oid, sequence} from '../../support/der-builder.ts';
import {type Dice, dice} from '../../support/dice.ts';
import {
  alternativeNames,
  entry,
  extension,
  general,
  issued,
  mappings,
  nameConstraints,
  policies,
  revocationList,
} from '../../support/issued.ts';
import {at, authority, endEntity, root} from './path-case.ts';

const anchor = certificateOf(root);
const below = authority('A', {extensions: [policies('1.2.3.1')]});
const serial = integer(0x4711);
const revoked = endEntity('A', {serial, extensions: [alternativeNames(general.dns('a.test'))]});
const good = endEntity('A', {extensions: [policies('1.2.3.1')]});
const rootList = revocationList({issuer: 'Root'});
const listOfA = revocationList({issuer: 'A', entries: [entry(serial)]});

const read = <T>(bytes: Uint8Array, of: (bytes: Uint8Array) => T): T[] => {
  try {
    return [of(bytes)];
  } catch (error) {
    if (error instanceof DerError) {
      return [];
    }
    throw error;
  }
};

interface Given {
  readonly target: Uint8Array;
  readonly between: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

const judged = ({target, between, crls}: Given): PathJudgement | undefined => {
  const [certificate] = read(target, certificateOf);
  const material = pathMaterial(
    [anchor],
    between.flatMap((one) => read(one, certificateOf)),
    crls.flatMap((one) => read(one, revocationListOf)),
  );
  return certificate && judgePath(certificate, material, {at});
};

/** One change: bits, a byte, a length, a cut, an insertion, or a piece moved. */
const mutated = (bytes: Uint8Array, random: Dice): Uint8Array => {
  const changed = Uint8Array.from(bytes);
  const where = random.below(bytes.length);
  switch (random.below(6)) {
    case 0:
      changed[where] = (changed[where] ?? 0) ^ (1 << random.below(8));
      return changed;
    case 1:
      changed[where] = random.pick([0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff, (changed[where] ?? 0) + 1]);
      return changed;
    case 2:
      return changed.subarray(0, where);
    case 3:
      return Buffer.concat([
        changed.subarray(0, where),
        random.bytes(1 + random.below(4)),
        changed.subarray(where),
      ]);
    case 4:
      return Buffer.concat([changed.subarray(0, where), changed.subarray(where + 1 + random.below(4))]);
    default:
      changed.copyWithin(where, random.below(bytes.length), random.below(bytes.length));
      return changed;
  }
};

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

test('the certificates and CRLs that are changed below are sound: one is valid, one revoked', (t) => {
  const crls = [rootList, listOfA];
  t.is(judged({target: good, between: [below], crls})?.reason, 'valid');
  t.is(judged({target: revoked, between: [below], crls})?.reason, 'revoked');
});

test('no change of a certificate or CRL makes the validator throw or accept', (t) => {
  const random = dice(20_260_401);
  const verdicts = new Set<string>();
  for (let i = 0; i < 3_000; i += 1) {
    const which = i % 3;
    const target = which === 0 ? mutated(good, random) : which === 1 ? good : revoked;
    const between = which === 1 ? mutated(below, random) : below;
    const list = which === 2 ? mutated(listOfA, random) : listOfA;
    const unchanged = same(target, good) && same(between, below);
    const found = judged({target, between: [between], crls: [rootList, list]});
    verdicts.add(found?.reason ?? 'unparsable');
    t.false(found?.valid === true && !unchanged, `change ${i}`);
  }
  // A campaign that ends at the first check would prove little.
  for (const reason of ['unparsable', 'signature', 'issuer-unknown', 'crl-missing']) {
    t.true(verdicts.has(reason), `${reason} was never seen`);
  }
});

const deep = (levels: number): Buffer => {
  const headers: Buffer[] = [];
  let length = 2;
  for (let i = 0; i < levels; i += 1) {
    const next = header(0x30, length);
    headers.push(next);
    length += next.length;
  }
  return Buffer.concat([...headers.reverse(), Buffer.from([5, 0])]);
};

const repeated = (bytes: Uint8Array, times: number): Buffer => Buffer.alloc(bytes.length * times, bytes);

const enormous: readonly (readonly [what: string, bytes: () => Uint8Array])[] = [
  ['SEQUENCEs 10,000 deep', () => deep(10_000)],
  ['an extension 10,000 deep', () => endEntity('Root', {extensions: [extension('2.5.29.32', deep(10_000))]})],
  [
    'a certificate of 10 MB',
    () => endEntity('Root', {extensions: [extension('1.2.3', Buffer.alloc(10 << 20))]}),
  ],
  [
    '100,000 extensions',
    () => endEntity('Root', {extensions: [repeated(extension('1.2.3', Buffer.alloc(1)), 100_000)]}),
  ],
  [
    'a name of 100,000 parts',
    () =>
      endEntity('Root', {
        subjectName: sequence(repeated(der(0x31, sequence(oid('2.5.4.3'), der(12))), 100_000)),
      }),
  ],
];

for (const [what, bytes] of enormous) {
  test(`not read, not an exception: ${what}`, (t) => {
    t.deepEqual(read(bytes(), certificateOf), []);
  });
}

const reasonAmong = (target: Buffer, between: readonly Certificate[]): string =>
  judgePath(certificateOf(target), pathMaterial([anchor], between), {at}).reason;

test('authorities that issue each other in a circle end in a verdict', (t) => {
  const circle = ['A', 'B', 'C', 'D'].flatMap((subject, i, all) =>
    all.filter((_, k) => k !== i).map((issuer) => certificateOf(authority(subject, {issuer}))),
  );
  t.is(reasonAmong(endEntity('A'), circle), 'issuer-unknown');
  t.is(reasonAmong(endEntity('A'), [...circle, certificateOf(authority('C'))]), 'valid');
});

test('10,000 certificates of one name and of other keys end in a verdict, and hide nobody whose key is named', (t) => {
  const keyId = (id: number): Buffer => extension('2.5.29.14', der(4, Buffer.from([id])));
  const decoy = authority('A', {key: 'decoy', extensions: [keyId(1)]});
  const decoys = Array.from({length: 10_000}, () => certificateOf(Buffer.from(decoy)));
  t.is(reasonAmong(endEntity('A'), decoys), 'path-search-limit');
  const real = certificateOf(authority('A', {extensions: [keyId(2)]}));
  const named = endEntity('A', {extensions: [extension('2.5.29.35', sequence(der(0x80, Buffer.from([2]))))]});
  t.is(reasonAmong(named, [...decoys, real]), 'valid');
});

test('a mesh in which every authority issues every other does not blow up', (t) => {
  const names = Array.from({length: 12}, (_, i) => `M${i}`);
  const mesh = names.flatMap((subject) =>
    names
      .filter((issuer) => issuer !== subject)
      .map((issuer) =>
        certificateOf(
          authority(subject, {issuer, extensions: [nameConstraints([], [general.directory('Holder')])]}),
        ),
      ),
  );
  const ends = ['issuer-unknown', 'path-search-limit'];
  t.true(ends.includes(reasonAmong(endEntity('M0'), mesh)));
  const joined = [...mesh, certificateOf(authority('M11'))];
  t.is(reasonAmong(endEntity('M0'), joined), 'name-constraints');
});

test('policies and mappings that would make a tree double at each certificate stay a graph', (t) => {
  const list = Array.from({length: 40}, (_, i) => `1.2.3.${i + 1}`);
  const all = list.flatMap((from) => list.map((to) => [from, to] as const));
  const authorities = Array.from({length: 16}, (_, i) =>
    certificateOf(
      authority(`P${i}`, {
        issuer: i === 0 ? 'Root' : `P${i - 1}`,
        extensions: [policies(...list), mappings(...all)],
      }),
    ),
  );
  const holder = certificateOf(issued({subject: 'Holder', issuer: 'P15', extensions: [policies('1.2.3.7')]}));
  const material = pathMaterial([anchor], authorities);
  t.is(judgePath(holder, material, {at, explicitPolicy: true, policies: ['1.2.3.9']}).reason, 'valid');
  t.is(judgePath(holder, material, {at, explicitPolicy: true, policies: ['1.2.4']}).reason, 'policy');
});

test('as many names against as many constraints are refused rather than compared', (t) => {
  const many = (n: number): Buffer[] => Array.from({length: n}, (_, i) => general.dns(`h${i}.test`));
  const limited = certificateOf(authority('A', {extensions: [nameConstraints(many(2_000), [])]}));
  t.is(
    reasonAmong(endEntity('A', {extensions: [alternativeNames(...many(2_000))]}), [limited]),
    'name-constraints',
  );
});
