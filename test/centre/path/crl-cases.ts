import {der, integer, sequence, text} from '../../support/der-builder.ts';
import {
  basicConstraints,
  distributionPoint,
  entry,
  extension,
  general,
  keyUsage,
  revocationList,
  issuingDistributionPoint as scope,
  type WantedList,
} from '../../support/issued.ts';
import {authority, bareAuthority, chain, endEntity, type PathCase} from './path-case.ts';

const serial = integer(0x4711);
const [keyCompromise, certificateHold, removeFromCrl] = [1, 6, 8] as const;
const reason = (n: number): Buffer => extension('2.5.29.21', der(0x0a, Buffer.from([n])));
const crlNumber = (n: number): Buffer => extension('2.5.29.20', integer(n));
const deltaOf = (base: number): Buffer => extension('2.5.29.27', integer(base), true);
const unknown = extension('1.2.3.99', text('?'), true);
const issuedBy = (name: string): Buffer => extension('2.5.29.29', sequence(general.directory(name)), true);

const rootList = revocationList({issuer: 'Root'});
const listOfA = (wanted: Partial<WantedList> = {}): Buffer => revocationList({issuer: 'A', ...wanted});
const a = authority('A');
const holder = (...extensions: Buffer[]): Buffer => endEntity('A', {serial, extensions});

/** What A publishes, or what is given in its place, for a holder with these extensions. */
const listed = (
  title: string,
  expected: PathCase['expected'],
  lists: readonly Buffer[],
  {
    extensions = [],
    between = [a],
    openssl,
  }: {extensions?: Buffer[]; between?: Buffer[]; openssl?: string} = {},
): PathCase =>
  chain(`CRL: ${title}`, expected, [...between, holder(...extensions)], {
    crls: [rootList, ...lists],
    ...(openssl === undefined ? {} : {openssl}),
  });

const revokedHolder = [entry(serial, reason(keyCompromise))];
const atPoint = (at: string): {extensions: Buffer[]} => ({extensions: [distributionPoint(at)]});

const validity: readonly PathCase[] = [
  listed('sound and empty', 'valid', [listOfA()]),
  listed('another certificate is revoked', 'valid', [listOfA({entries: [entry(integer(0x4712))]})]),
  listed('the holder is revoked', 'revoked', [listOfA({entries: revokedHolder})]),
  listed('the holder is on hold', 'revoked', [listOfA({entries: [entry(serial, reason(certificateHold))]})]),
  listed('none of the issuer', 'crl-missing', []),
  listed('signed by another key', 'crl-missing', [listOfA({signer: 'X'})]),
  listed('of another issuer’s name', 'crl-missing', [revocationList({issuer: 'B', signer: 'A'})]),
  listed('nextUpdate this very second', 'valid', [listOfA({nextUpdate: '2025-06-01T00:00:00Z'})], {
    openssl: 'takes a CRL for out of date in the second of its nextUpdate',
  }),
  listed('nextUpdate a second before', 'crl-missing', [listOfA({nextUpdate: '2025-05-31T23:59:59Z'})]),
  listed('without nextUpdate', 'crl-missing', [listOfA({nextUpdate: 'none'})], {
    openssl: 'takes a CRL without nextUpdate',
  }),
  listed('of a later time', 'crl-missing', [listOfA({thisUpdate: '2025-06-01T00:00:01Z'})]),
  listed('an old one beside a sound one', 'valid', [
    listOfA({nextUpdate: '2024-02-01T00:00:00Z'}),
    listOfA(),
  ]),
  listed('an unknown critical extension', 'crl-missing', [listOfA({extensions: [unknown]})]),
  listed('an unknown critical extension of an entry', 'crl-missing', [
    listOfA({entries: [entry(integer(7), unknown)]}),
  ]),
  listed('an authority without cRLSign', 'crl-missing', [listOfA()], {
    between: [bareAuthority('A', [basicConstraints(), keyUsage(5)])],
  }),
  chain('CRL: the authority is revoked', 'revoked', [authority('A', {serial}), endEntity('A')], {
    crls: [revocationList({issuer: 'Root', entries: revokedHolder}), listOfA()],
  }),
  chain('CRL: none for the authority', 'crl-missing', [a, endEntity('A')], {crls: [listOfA()]}),
];

const scopes: readonly PathCase[] = [
  listed('for holders only', 'valid', [listOfA({extensions: [scope({only: 'user'})]})]),
  listed('for authorities only', 'crl-missing', [listOfA({extensions: [scope({only: 'ca'})]})]),
  listed('for attribute certificates only', 'crl-missing', [
    listOfA({extensions: [scope({only: 'attribute'})]}),
  ]),
  chain('CRL: for authorities only, of an authority', 'valid', [a, endEntity('A', {serial})], {
    crls: [revocationList({issuer: 'Root', extensions: [scope({only: 'ca'})]}), listOfA()],
  }),
  chain('CRL: for holders only, of an authority', 'crl-missing', [a, endEntity('A', {serial})], {
    crls: [revocationList({issuer: 'Root', extensions: [scope({only: 'user'})]}), listOfA()],
  }),
  listed(
    'at the holder’s distribution point',
    'valid',
    [listOfA({extensions: [scope({at: 'D1'})]})],
    atPoint('D1'),
  ),
  listed(
    'at the point, and revoked',
    'revoked',
    [listOfA({extensions: [scope({at: 'D1'})], entries: revokedHolder})],
    atPoint('D1'),
  ),
  listed(
    'at another distribution point',
    'crl-missing',
    [listOfA({extensions: [scope({at: 'D2'})]})],
    atPoint('D1'),
  ),
  listed('at a point the holder does not name', 'crl-missing', [listOfA({extensions: [scope({at: 'D2'})]})]),
  listed('for some reasons only', 'crl-missing', [listOfA({extensions: [scope({reasons: [1, 2]})]})]),
  listed('two that cover all reasons', 'valid', [
    listOfA({extensions: [scope({reasons: [1, 2]})]}),
    listOfA({extensions: [scope({reasons: [3, 4, 5, 6, 7, 8]})]}),
  ]),
  listed('revoked in the second of two', 'revoked', [
    listOfA({extensions: [scope({reasons: [1, 2]})]}),
    listOfA({extensions: [scope({reasons: [3, 4, 5, 6, 7, 8]})], entries: [entry(serial, reason(3))]}),
  ]),
];

const indirectIssuer = bareAuthority('CRL Issuer', [keyUsage(6)]);
const indirectPoint = {
  extensions: [distributionPoint('D1', undefined, 'CRL Issuer')],
  between: [indirectIssuer, a],
};
const indirectList = (...entries: Buffer[]): Buffer =>
  revocationList({issuer: 'CRL Issuer', extensions: [scope({at: 'D1', indirect: true})], entries});

const indirect: readonly PathCase[] = [
  listed('indirect, sound', 'valid', [indirectList()], indirectPoint),
  listed(
    'indirect, the holder by its issuer',
    'revoked',
    [indirectList(entry(serial, issuedBy('A')))],
    indirectPoint,
  ),
  listed('indirect, another issuer’s certificate', 'valid', [indirectList(entry(serial))], indirectPoint),
  listed(
    'indirect, an issuer that goes on for the next entry',
    'revoked',
    [indirectList(entry(integer(1), issuedBy('A')), entry(serial))],
    indirectPoint,
  ),
  listed(
    'of another issuer, not marked as indirect',
    'crl-missing',
    [revocationList({issuer: 'CRL Issuer', extensions: [scope({at: 'D1'})]})],
    indirectPoint,
  ),
  listed('indirect, whose issuer nobody named', 'crl-missing', [indirectList()], {
    between: [indirectIssuer, a],
  }),
  listed('indirect, by a certificate without cRLSign', 'crl-missing', [indirectList()], {
    ...indirectPoint,
    between: [bareAuthority('CRL Issuer', [keyUsage(0)]), a],
    openssl: 'its command prints the purpose of a CRL’s issuer as unsuitable, and goes on',
  }),
];

/** It tells OpenSSL to look for delta CRLs; we take what is given. */
const freshest = extension(
  '2.5.29.46',
  sequence(sequence(der(0xa0, der(0xa0, general.directory('Deltas of A'))))),
);
const complete = (n: number, ...entries: Buffer[]): Buffer =>
  listOfA({extensions: [crlNumber(n), freshest], entries});
const delta = (n: number, base: number, ...entries: Buffer[]): Buffer =>
  listOfA({extensions: [crlNumber(n), deltaOf(base)], entries});
const onHold = entry(serial, reason(certificateHold));
const lifted = entry(serial, reason(removeFromCrl));

const deltas: readonly PathCase[] = [
  listed('a delta without a complete one', 'crl-missing', [delta(2, 1)]),
  listed('revoked since by a delta', 'revoked', [complete(1), delta(2, 1, ...revokedHolder)]),
  listed('a hold that a delta lifts', 'valid', [complete(1, onHold), delta(2, 1, lifted)]),
  listed('a hold that no delta lifts', 'revoked', [complete(1, onHold), delta(2, 1)]),
  listed('a hold that a delta of another base lifts', 'revoked', [complete(1, onHold), delta(4, 3, lifted)]),
  listed(
    'a revocation that a delta lifts all the same',
    'revoked',
    [complete(1, ...revokedHolder), delta(2, 1, lifted)],
    {openssl: 'lets a delta CRL lift any revocation, not only a hold'},
  ),
  listed('a hold that a delta signed by another key lifts', 'revoked', [
    complete(1, onHold),
    listOfA({extensions: [crlNumber(2), deltaOf(1)], entries: [lifted], signer: 'X'}),
  ]),
];

const clean = listOfA();
const cleanLater = listOfA({thisUpdate: '2024-06-01T00:00:00Z'});
const revokes = listOfA({entries: revokedHolder});
const revokesLater = listOfA({thisUpdate: '2024-06-01T00:00:00Z', entries: revokedHolder});
const holds = listOfA({entries: [onHold]});
const pointRevokesByDelta = [
  listOfA({extensions: [crlNumber(1), scope({at: 'D1'})]}),
  listOfA({
    thisUpdate: '2024-09-01T00:00:00Z',
    extensions: [crlNumber(2), deltaOf(1), scope({at: 'D1'})],
    entries: revokedHolder,
  }),
];

const differing = (openssl: string | undefined): {openssl?: string} =>
  openssl === undefined ? {} : {openssl};

/** Why OpenSSL answers otherwise, in the first order and in the other. */
type Differing = readonly [string?, string?];
const takesTheFirst: Differing = ['takes the first of several CRLs that cover as much'];
const looksOnlyWhereTold = 'looks for a delta CRL only where freshestCRL tells of one';

/** Several lists for the same reasons: each row is asked in both orders. */
const severalLists: readonly (readonly [
  string,
  PathCase['expected'],
  readonly Buffer[],
  Differing?,
  {extensions?: Buffer[]}?,
])[] = [
  ['a newer one that revokes beside an older clean one', 'revoked', [clean, revokesLater]],
  ['a newer clean one beside an older hold', 'valid', [holds, cleanLater]],
  ['two of one time that contradict each other', 'revoked', [clean, revokes], takesTheFirst],
  [
    'two of one time, and the one of the higher number revokes',
    'revoked',
    [listOfA({extensions: [crlNumber(1)]}), listOfA({extensions: [crlNumber(2)], entries: revokedHolder})],
    takesTheFirst,
  ],
  [
    'a newer one signed by another key beside one that revokes',
    'revoked',
    [revokes, listOfA({thisUpdate: '2024-06-01T00:00:00Z', signer: 'X'})],
  ],
  [
    'a newer full one that revokes beside that of the point',
    'revoked',
    [listOfA({extensions: [scope({at: 'D1'})]}), revokesLater],
    [],
    atPoint('D1'),
  ],
  [
    'a full one that is newer than the point’s, but not than its delta',
    'revoked',
    [...pointRevokesByDelta, cleanLater],
    [looksOnlyWhereTold, looksOnlyWhereTold],
    atPoint('D1'),
  ],
];

const orders: readonly PathCase[] = severalLists.flatMap(([title, expected, lists, openssl = [], more]) => [
  listed(title, expected, lists, {...more, ...differing(openssl[0])}),
  listed(`${title}, the other way round`, expected, [...lists].reverse(), {
    ...more,
    ...differing(openssl[1]),
  }),
]);

/** Questions about revocation, PKITS sections 4.4, 4.14 and 4.15 in kind. */
export const crlCases: readonly PathCase[] = [...validity, ...scopes, ...indirect, ...deltas, ...orders];
