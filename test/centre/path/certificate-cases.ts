import {integer, name, namedBits, oid, sequence, text} from '../../support/der-builder.ts';
import {
  alternativeNames,
  basicConstraints,
  extension,
  inhibitAnyPolicy,
  issued,
  keyUsage,
  mappings,
  policies,
  policyConstraints,
} from '../../support/issued.ts';
import {authority, bareAuthority, chain, endEntity, type PathCase, root} from './path-case.ts';

const [p1, p2, p3] = ['1.2.3.1', '1.2.3.2', '1.2.3.3'] as const;
const any = '2.5.29.32.0';
const explicit = {inputs: {explicitPolicy: true}};
const explicitFor = (...list: string[]): Partial<PathCase> => ({
  inputs: {explicitPolicy: true, policies: list},
});
const unknown = (critical: boolean): Buffer => extension('1.2.3.99', text('?'), critical);

const basics: readonly PathCase[] = [
  chain('two certificates below the anchor', 'valid', [authority('A'), endEntity('A')]),
  chain('one certificate below the anchor', 'valid', [endEntity('Root')]),
  chain('no certificate of the issuer', 'issuer-unknown', [endEntity('A')]),
  chain('the end entity signed by another key', 'signature', [authority('A'), endEntity('A', {signer: 'X'})]),
  chain('the authority signed by another key', 'signature', [authority('A', {signer: 'X'}), endEntity('A')]),
  chain('another algorithm inside than outside', 'algorithm-mismatch', [
    authority('A'),
    endEntity('A', {innerAlgorithm: sequence(oid('1.2.840.10045.4.3.3'))}),
  ]),
  chain('notBefore this very second', 'valid', [endEntity('Root', {notBefore: '2025-06-01T00:00:00Z'})]),
  chain('notBefore a second later', 'not-yet-valid', [
    endEntity('Root', {notBefore: '2025-06-01T00:00:01Z'}),
  ]),
  chain('notAfter this very second', 'valid', [endEntity('Root', {notAfter: '2025-06-01T00:00:00Z'})], {
    openssl: 'takes a certificate for expired in the second of its notAfter',
  }),
  chain('notAfter a second before', 'expired', [endEntity('Root', {notAfter: '2025-05-31T23:59:59Z'})]),
  chain('notAfter in GeneralizedTime', 'valid', [endEntity('Root', {notAfter: '2050-01-01T00:00:00Z'})]),
  chain('an authority that is expired', 'expired', [
    authority('A', {notAfter: '2025-01-01T00:00:00Z'}),
    endEntity('A'),
  ]),
  chain('an authority that is not yet valid', 'not-yet-valid', [
    authority('A', {notBefore: '2026-01-01T00:00:00Z'}),
    endEntity('A'),
  ]),
  chain('an anchor that is expired', 'expired', [endEntity('Root')], {
    anchor: authority('Root', {notAfter: '2025-01-01T00:00:00Z'}),
  }),
  chain('a name in other case and spacing', 'valid', [
    authority('Some Authority'),
    endEntity('Some Authority', {issuerName: name('  some   AUTHORITY ')}),
  ]),
  chain('a name in another string type', 'valid', [
    authority('A'),
    endEntity('A', {issuerName: name('A', 19)}),
  ]),
  chain('a name with one word more', 'issuer-unknown', [
    authority('A'),
    endEntity('A', {issuerName: name('A A')}),
  ]),
  chain('names in another order', 'issuer-unknown', [
    authority('A/B'),
    endEntity('A/B', {issuerName: name('B/A')}),
  ]),
  chain('a negative serial number', 'valid', [endEntity('Root', {serial: Buffer.from('0201ff', 'hex')})]),
  chain('a serial number of 20 octets', 'valid', [
    endEntity('Root', {serial: Buffer.from(`0214${'11'.repeat(20)}`, 'hex')}),
  ]),
];

const authorities: readonly PathCase[] = [
  chain('no basicConstraints', 'not-a-ca', [bareAuthority('A', [keyUsage(5, 6)]), endEntity('A')]),
  chain('basicConstraints that say no', 'not-a-ca', [
    bareAuthority('A', [basicConstraints(undefined, false), keyUsage(5, 6)]),
    endEntity('A'),
  ]),
  chain('an end entity that issues', 'not-a-ca', [
    authority('A'),
    endEntity('A', {subject: 'B'}),
    endEntity('B'),
  ]),
  chain('an authority of version 1', 'not-a-ca', [
    issued({subject: 'A', issuer: 'Root', version: 1}),
    endEntity('A'),
  ]),
  chain('an authority without key usage', 'valid', [
    bareAuthority('A', [basicConstraints()]),
    endEntity('A'),
  ]),
  chain('key usage without keyCertSign', 'key-usage', [
    bareAuthority('A', [basicConstraints(), keyUsage(0, 6)]),
    endEntity('A'),
  ]),
  chain('path length 0 with none below', 'valid', [
    bareAuthority('A', [basicConstraints(0), keyUsage(5)]),
    endEntity('A'),
  ]),
  chain('path length 0 with one below', 'path-length', [
    bareAuthority('A', [basicConstraints(0), keyUsage(5)]),
    authority('B', {issuer: 'A'}),
    endEntity('B'),
  ]),
  chain('path length 1 with one below', 'valid', [
    bareAuthority('A', [basicConstraints(1), keyUsage(5)]),
    authority('B', {issuer: 'A'}),
    endEntity('B'),
  ]),
  chain('path length 1 with two below', 'path-length', [
    bareAuthority('A', [basicConstraints(1), keyUsage(5)]),
    authority('B', {issuer: 'A'}),
    authority('C', {issuer: 'B'}),
    endEntity('C'),
  ]),
  chain('path length 0 widened below', 'path-length', [
    bareAuthority('A', [basicConstraints(0), keyUsage(5)]),
    bareAuthority('B', [basicConstraints(9), keyUsage(5)], {issuer: 'A'}),
    endEntity('B'),
  ]),
  chain(
    'path length 0 with a self-issued one below',
    'valid',
    [
      bareAuthority('A', [basicConstraints(0), keyUsage(5)]),
      authority('A', {issuer: 'A', key: 'A new'}),
      endEntity('A', {signer: 'A new'}),
    ],
    {openssl: 'takes the first certificate of the issuer’s name, without an identifier of the key'},
  ),
  chain('path length 0 at the anchor with one below', 'path-length', [authority('A'), endEntity('A')], {
    anchor: bareAuthority('Root', [basicConstraints(0), keyUsage(5, 6)]),
  }),
  chain('an unknown critical extension of the holder', 'critical-extension', [
    endEntity('Root', {extensions: [unknown(true)]}),
  ]),
  chain('an unknown extension of the holder', 'valid', [endEntity('Root', {extensions: [unknown(false)]})]),
  chain('an unknown critical extension of an authority', 'critical-extension', [
    authority('A', {extensions: [unknown(true)]}),
    endEntity('A'),
  ]),
];

/** Policies of an authority A, of an authority B below it, and of the holder; settings, and what is answered. */
const policyTable: readonly (readonly [
  string,
  Buffer[],
  Buffer[],
  Buffer[],
  Partial<PathCase>,
  PathCase['expected'],
])[] = [
  ['one policy throughout', [policies(p1)], [policies(p1)], [policies(p1)], explicitFor(p1), 'valid'],
  ['a policy nobody asserts', [policies(p1)], [policies(p1)], [policies(p1)], explicitFor(p2), 'policy'],
  ['no policies, none asked for', [], [], [], {}, 'valid'],
  ['no policies, one required', [], [], [], explicit, 'policy'],
  ['policies that end in the middle', [policies(p1)], [], [policies(p1)], explicit, 'policy'],
  ['policies that change', [policies(p1)], [policies(p2)], [policies(p2)], explicit, 'policy'],
  ['policies that overlap', [policies(p1, p2)], [policies(p2, p3)], [policies(p2)], explicitFor(p2), 'valid'],
  [
    'the overlap, another asked for',
    [policies(p1, p2)],
    [policies(p2, p3)],
    [policies(p2)],
    explicitFor(p1),
    'policy',
  ],
  ['anyPolicy above', [policies(any)], [policies(any)], [policies(p1)], explicitFor(p1), 'valid'],
  [
    'anyPolicy above, another asked for',
    [policies(any)],
    [policies(any)],
    [policies(p1)],
    explicitFor(p2),
    'policy',
  ],
  ['anyPolicy throughout', [policies(any)], [policies(any)], [policies(any)], explicitFor(p3), 'valid'],
  [
    'anyPolicy inhibited by the user',
    [policies(any)],
    [policies(any)],
    [policies(p1)],
    {inputs: {explicitPolicy: true, inhibitAnyPolicy: true}},
    'policy',
  ],
  [
    'anyPolicy inhibited by A',
    [policies(p1), inhibitAnyPolicy(0)],
    [policies(any)],
    [policies(p1)],
    explicit,
    'policy',
  ],
  [
    'anyPolicy inhibited below B',
    [policies(p1), inhibitAnyPolicy(1)],
    [policies(any)],
    [policies(p1)],
    explicit,
    'valid',
  ],
  [
    'anyPolicy of the holder inhibited',
    [policies(p1), inhibitAnyPolicy(1)],
    [policies(p1)],
    [policies(any)],
    explicit,
    'policy',
  ],
  ['a policy required by A at once', [policies(p1), policyConstraints(0)], [], [], {}, 'policy'],
  [
    'a policy required by A, and there',
    [policies(p1), policyConstraints(0)],
    [policies(p1)],
    [policies(p1)],
    {},
    'valid',
  ],
  ['a policy required after more than follow', [policyConstraints(5)], [], [], {}, 'valid'],
  ['a policy required of the holder', [policyConstraints(1)], [], [], {}, 'policy'],
  ['a policy required by the holder', [], [], [policyConstraints(0)], {}, 'policy'],
  ['a mapping', [policies(p1), mappings([p1, p2])], [policies(p2)], [policies(p2)], explicitFor(p1), 'valid'],
  [
    'a mapping, asked for by its lower name',
    [policies(p1), mappings([p1, p2])],
    [policies(p2)],
    [policies(p2)],
    explicitFor(p2),
    'policy',
  ],
  [
    'a mapping inhibited by the user',
    [policies(p1), mappings([p1, p2])],
    [policies(p2)],
    [policies(p2)],
    {inputs: {explicitPolicy: true, inhibitPolicyMapping: true}},
    'policy',
  ],
  [
    'a mapping inhibited by A',
    [policies(p1), policyConstraints(undefined, 0)],
    [policies(p1), mappings([p1, p2])],
    [policies(p2)],
    explicit,
    'policy',
  ],
  [
    'a mapping of B that A allows',
    [policies(p1), policyConstraints(undefined, 1)],
    [policies(p1), mappings([p1, p2])],
    [policies(p2)],
    explicit,
    'valid',
  ],
  [
    'a mapping from anyPolicy',
    [policies(any), mappings([any, p2])],
    [policies(p2)],
    [policies(p2)],
    {},
    'policy-mapping',
  ],
  [
    'a mapping to anyPolicy',
    [policies(p1), mappings([p1, any])],
    [policies(p2)],
    [policies(p2)],
    {},
    'policy-mapping',
  ],
  [
    'a mapping under anyPolicy',
    [policies(any), mappings([p1, p2])],
    [policies(p2)],
    [policies(p2)],
    explicitFor(p1),
    'valid',
  ],
  [
    'one policy mapped to two',
    [policies(p1), mappings([p1, p2], [p1, p3])],
    [policies(p2, p3)],
    [policies(p3)],
    explicitFor(p1),
    'valid',
  ],
];

/** Questions that need no CRL, PKITS sections 4.1 to 4.3, 4.5 to 4.12 and 4.16 in kind. */
export const certificateCases: readonly PathCase[] = [
  ...basics,
  ...authorities,
  ...policyTable.map(([title, a, b, holder, more, expected]) =>
    chain(
      `policies: ${title}`,
      expected,
      [
        authority('A', {extensions: a}),
        authority('B', {issuer: 'A', extensions: b}),
        endEntity('B', {extensions: holder}),
      ],
      more,
    ),
  ),
];

/** Certificates that are not read, each from a sound one with one thing changed. */
export const unsound: readonly (readonly [what: string, der: Buffer])[] = [
  ['a serial number of 21 octets', endEntity('Root', {serial: Buffer.from(`0215${'11'.repeat(21)}`, 'hex')})],
  ['a serial number with a needless zero', endEntity('Root', {serial: Buffer.from('02020001', 'hex')})],
  ['extensions in version 2', endEntity('Root', {version: 2, extensions: [unknown(false)]})],
  ['an extension twice', endEntity('Root', {extensions: [unknown(false), unknown(false)]})],
  ['a policy twice', endEntity('Root', {extensions: [policies(p1, p1)]})],
  ['no issuer', endEntity('Root', {issuerName: sequence()})],
  ['version 4', endEntity('Root', {version: 4})],
  ['a time that does not exist', endEntity('Root', {notAfter: '2029-02-30T00:00:00Z'})],
  ['a time of day that does not exist', endEntity('Root', {notAfter: '2029-02-20T24:00:00Z'})],
  ['empty alternative names', endEntity('Root', {extensions: [alternativeNames()]})],
  [
    'key usage that is no BIT STRING',
    endEntity('Root', {extensions: [extension('2.5.29.15', integer(6), true)]}),
  ],
  [
    'bytes behind the value of an extension',
    endEntity('Root', {
      extensions: [extension('2.5.29.15', Buffer.concat([namedBits(0), Buffer.from([5, 0])]))],
    }),
  ],
  ['bytes behind the certificate', Buffer.concat([root, Buffer.from([0])])],
  ['no bytes', Buffer.alloc(0)],
];
