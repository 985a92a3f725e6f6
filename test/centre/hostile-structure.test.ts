import {sign} from 'node:crypto';
import test from 'ava';
import {checkList} from '../../centre/crl/check-list.ts';
import {
  certificateOf,
  DerError,
  judgePath,
  pathMaterial,
  revocationListOf,
  usualTolerance,
} from '../../centre/index.ts';
import {certificateId, encodeCertificateId} from '../../centre/ocsp/certificate-id.ts';
import {checkResponse} from '../../centre/ocsp/check-response.ts';
import {mostEffort} from '../../centre/path/effort.ts';
import {integer, oid, sequence} from '../support/der-builder.ts';
import {type DerNode, derTree, encodedTree, mutatedTree, mutations} from '../support/der-tree.ts';
import {type Dice, dice} from '../support/dice.ts';
import {
  alternativeNames,
  distributionPoint,
  entry,
  extension,
  general,
  keyOf,
  mappings,
  nameConstraints,
  policies,
  revocationList,
  signedBy,
} from '../support/issued.ts';
import {at, authority, endEntity, root} from './path/path-case.ts';
import {responseBy, type Signer} from './signer.ts';

const anchor = certificateOf(root);
const serial = integer(0x4711);
const below = authority('A', {
  extensions: [
    policies('1.2.3.1', '1.2.3.2'),
    mappings(['1.2.3.1', '1.2.3.3']),
    nameConstraints([general.dns('test')], [general.dns('bad.test'), general.email('bad.test')]),
  ],
});
const own = [policies('1.2.3.3'), alternativeNames(general.dns('a.test')), distributionPoint('A')];
const good = endEntity('A', {extensions: own});
const revoked = endEntity('A', {serial, extensions: own});
const unknownCritical = authority('A', {extensions: [extension('1.2.3.99', Buffer.from([5, 0]), true)]});
const rootList = revocationList({issuer: 'Root'});
const listOfA = revocationList({issuer: 'A', entries: [entry(integer(1)), entry(serial)]});

/** Signs what is signed in a mutated object anew, so that its signature is no longer what refuses it. */
const resigned = (tree: DerNode, signer: string): Buffer => {
  const [tbs] = Buffer.isBuffer(tree.inside) ? [] : tree.inside;
  return tbs ? signedBy(signer, encodedTree(tbs)) : encodedTree(tree);
};

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
  readonly between?: Uint8Array;
  readonly list?: Uint8Array;
  readonly listAbove?: Uint8Array;
}

/** The reason, or `unparsable`; throws where more was done than is allowed. */
const verdict = ({target, between = below, list = listOfA, listAbove = rootList}: Given): string => {
  const [certificate] = read(target, certificateOf);
  const material = pathMaterial(
    [anchor],
    read(between, certificateOf),
    [list, listAbove].flatMap((one) => read(one, revocationListOf)),
  );
  const found = certificate && judgePath(certificate, material, {at, explicitPolicy: true});
  for (const kind of ['signatures', 'paths', 'steps'] as const) {
    if (found && found.effort[kind] > mostEffort[kind]) {
      throw new Error(`${found.effort[kind]} ${kind}`);
    }
  }
  return found?.reason ?? 'unparsable';
};

const rounds = 400;

/** Mutates an object many times; every reason but those that are forbidden, which are told with their mutation. */
const campaign = (
  seed: number,
  bytes: Buffer,
  judge: (mutated: DerNode) => string,
  forbidden: string,
): {readonly reasons: ReadonlySet<string>; readonly accepted: readonly string[]} => {
  const random: Dice = dice(seed);
  const reasons = new Set<string>();
  const accepted: string[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const [tree, what] = mutatedTree(bytes, random);
    if (encodedTree(tree).equals(bytes)) {
      continue;
    }
    const reason = judge(tree);
    reasons.add(reason);
    if (reason === forbidden) {
      accepted.push(`${i}: ${what}`);
    }
  }
  return {reasons, accepted};
};

test('an object taken apart and put together is the same, and each mutation changes something of it', (t) => {
  for (const one of [good, below, rootList, listOfA]) {
    const tree = derTree(one);
    t.true(tree && encodedTree(tree).equals(one));
  }
  for (const [name, mutate] of Object.entries(mutations)) {
    const random = dice(7);
    const changed = Array.from({length: 40}, () => {
      const tree = derTree(good) ?? {tag: 0, inside: Buffer.alloc(0), prefix: Buffer.alloc(0)};
      const [tbs = tree] = Buffer.isBuffer(tree.inside) ? [] : tree.inside;
      const all = Buffer.isBuffer(tbs.inside) ? [tbs] : tbs.inside;
      mutate(random.pick(all), random, all);
      return encodedTree(tree).equals(good);
    });
    t.true(changed.includes(false), name);
  }
});

test('what is mutated is valid, or revoked, as it is; also when it is signed anew', (t) => {
  t.is(verdict({target: good}), 'valid');
  t.is(verdict({target: revoked}), 'revoked');
  const again = (bytes: Buffer, signer: string) =>
    resigned(derTree(bytes) ?? {tag: 0, inside: bytes, prefix: Buffer.alloc(0)}, signer);
  t.is(verdict({target: again(good, 'A'), between: again(below, 'Root')}), 'valid');
  t.is(verdict({target: revoked, list: again(listOfA, 'A')}), 'revoked');
});

const unsigned: readonly (readonly [
  what: string,
  bytes: Buffer,
  judge: (mutated: DerNode) => string,
  seen: readonly string[],
])[] = [
  [
    'a certificate',
    good,
    (tree) => verdict({target: encodedTree(tree)}),
    ['unparsable', 'signature', 'issuer-unknown'],
  ],
  [
    'an authority’s certificate',
    below,
    (tree) => verdict({target: good, between: encodedTree(tree)}),
    ['signature', 'issuer-unknown'],
  ],
  [
    'a list, under a revoked certificate',
    listOfA,
    (tree) => verdict({target: revoked, list: encodedTree(tree)}),
    ['crl-missing'],
  ],
  [
    'the list above',
    rootList,
    (tree) => verdict({target: good, listAbove: encodedTree(tree)}),
    ['crl-missing'],
  ],
];

for (const [i, [what, bytes, judge, seen]] of unsigned.entries()) {
  test(`${rounds} changes of the structure of ${what}: none is accepted, none throws, all are bounded`, (t) => {
    const {reasons, accepted} = campaign(100 + i, bytes, judge, 'valid');
    t.deepEqual(accepted, []);
    // A campaign that ends at one check would prove little.
    t.deepEqual(
      seen.filter((reason) => !reasons.has(reason)),
      [],
    );
  });
}

// Signed anew by whoever may sign it: what is right otherwise may be accepted, so each is given with what refuses it.
const signed: readonly (readonly [what: string, bytes: Buffer, judge: (mutated: DerNode) => string])[] = [
  [
    'an authority’s certificate above a revoked one',
    below,
    (tree) => verdict({target: revoked, between: resigned(tree, 'Root')}),
  ],
  [
    'the list of the authority above a revoked certificate',
    rootList,
    (tree) => verdict({target: revoked, listAbove: resigned(tree, 'Root')}),
  ],
  [
    'a certificate issued by one that is no authority',
    endEntity('Holder', {subject: 'Second', extensions: own}),
    (tree) => verdict({target: resigned(tree, 'Holder'), between: good}),
  ],
  [
    'a certificate by an authority that is not known',
    endEntity('Nobody', {extensions: own}),
    (tree) => verdict({target: resigned(tree, 'Nobody')}),
  ],
  [
    'a certificate under an authority with an unknown critical extension',
    good,
    (tree) => verdict({target: resigned(tree, 'A'), between: unknownCritical}),
  ],
];

for (const [i, [what, bytes, judge]] of signed.entries()) {
  test(`${rounds} changes of ${what}, each signed anew: none opens what was shut`, (t) => {
    const {accepted} = campaign(200 + i, bytes, judge, 'valid');
    t.deepEqual(accepted, []);
  });
}

test('certificates and lists signed anew in any structure end in a reason that is known', (t) => {
  const target = campaign(300, good, (tree) => verdict({target: resigned(tree, 'A')}), '');
  const list = campaign(301, listOfA, (tree) => verdict({target: good, list: resigned(tree, 'A')}), '');
  for (const reason of ['unparsable', 'valid', 'issuer-unknown']) {
    t.true(target.reasons.has(reason), `${reason} in ${[...target.reasons].join()}`);
  }
  t.true(list.reasons.has('crl-missing') && list.reasons.has('valid'), [...list.reasons].join());
});

const when = new Date(at);
const issuer = Uint8Array.from(root);
const holder = endEntity('Root', {serial});
const listed = revocationList({issuer: 'Root', entries: [entry(serial)], thisUpdate: '2025-05-31T23:00:00Z'});
const id = certificateId(certificateOf(issuer), '4711', 'sha1');
const signer: Signer = {
  algorithm: sequence(oid('1.2.840.10045.4.3.2')),
  publicKey: keyOf('Root').publicKey,
  sign: (bytes) => sign('sha256', bytes, keyOf('Root').privateKey),
};
const answer = responseBy(signer, {
  responder: {name: certificateOf(issuer).subject.der},
  producedAt: when,
  answers: [
    {
      id: encodeCertificateId(id),
      status: {kind: 'revoked', since: when, reason: 'superseded'},
      thisUpdate: when,
    },
  ],
  certificates: [],
});

const byList = (bytes: Uint8Array): string =>
  checkList({certificate: holder, issuer, at: when}, bytes, usualTolerance).reason;
const byOcsp = (bytes: Uint8Array): string =>
  checkResponse({ids: [id], issuer, at: when}, bytes, usualTolerance)[0]?.reason ?? 'none';

test('a list and an OCSP answer that say revoked, changed in any structure, never say good', (t) => {
  t.deepEqual([byList(listed), byOcsp(answer)], ['revoked', 'revoked']);
  const lists = campaign(400, listed, (tree) => byList(encodedTree(tree)), 'good');
  const answers = campaign(401, answer, (tree) => byOcsp(encodedTree(tree)), 'good');
  t.deepEqual([lists.accepted, answers.accepted], [[], []]);
  t.true(lists.reasons.has('bad-signature') && answers.reasons.has('bad-signature'));
  const again = campaign(402, listed, (tree) => byList(resigned(tree, 'Root')), '');
  t.true(again.reasons.has('malformed') && again.reasons.has('revoked'), [...again.reasons].join());
});
