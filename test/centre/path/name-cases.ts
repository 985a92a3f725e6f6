import {der, oid, rdn, sequence, text} from '../../support/der-builder.ts';
import {alternativeNames, extension, general, nameConstraints} from '../../support/issued.ts';
import {authority, chain, endEntity, type PathCase} from './path-case.ts';

const emailName = (address: string): Buffer => sequence(rdn('1.2.840.113549.1.9.1', text(address, 22)));

const {dns, email, uri, ip, directory, other} = general;
/** SmtpUTF8Mailbox, RFC 9598 clause 3. */
const mailbox = (address: string): Buffer =>
  der(0xa0, oid('1.3.6.1.5.5.7.8.9'), der(0xa0, text(address, 12)));

/** Subtrees permitted and excluded above, alternative names of the holder, and whether they are within, and why OpenSSL answers otherwise. */
const nameTable: readonly (readonly [string, Buffer[], Buffer[], Buffer[], boolean, string?])[] = [
  ['a host below the permitted domain', [dns('example.test')], [], [dns('a.example.test')], true],
  ['the permitted domain itself', [dns('example.test')], [], [dns('EXAMPLE.test')], true],
  ['a host that only ends like the domain', [dns('example.test')], [], [dns('badexample.test')], false],
  ['a host below the excluded domain', [], [dns('example.test')], [dns('a.example.test')], false],
  ['a host beside the excluded domain', [], [dns('example.test')], [dns('example.test2')], true],
  ['one of two hosts outside', [dns('example.test')], [], [dns('a.example.test'), dns('b.test')], false],
  ['a form that is not constrained', [dns('example.test')], [], [email('a@b.test')], true],
  ['a mailbox at the permitted host', [email('example.test')], [], [email('a@EXAMPLE.test')], true],
  ['a mailbox at a host below it', [email('example.test')], [], [email('a@b.example.test')], false],
  ['a mailbox below the permitted domain', [email('.example.test')], [], [email('a@b.example.test')], true],
  ['a mailbox at the domain itself', [email('.example.test')], [], [email('a@example.test')], false],
  ['the permitted mailbox', [email('a@example.test')], [], [email('a@example.test')], true],
  ['another mailbox', [email('a@example.test')], [], [email('b@example.test')], false],
  ['an excluded mailbox', [], [email('a@example.test')], [email('a@example.test')], false],
  ['a URI at the permitted host', [uri('example.test')], [], [uri('https://example.test/x')], true],
  ['a URI at another host', [uri('example.test')], [], [uri('https://a.example.test/x')], false],
  [
    'a URI below the permitted domain',
    [uri('.example.test')],
    [],
    [uri('https://u@a.example.test:8/x')],
    true,
  ],
  ['a URI whose host is not clear', [uri('good.test')], [], [uri('http://evil.test\\@good.test/')], false],
  ['a URI with two user informations', [uri('good.test')], [], [uri('http://a@evil.test@good.test/')], false],
  [
    'an excluded host in a URI that is not clear',
    [],
    [uri('evil.test')],
    [uri('http://evil.test\\x')],
    false,
    'takes everything up to a slash or colon for the host',
  ],
  [
    'an address in a form of its own',
    [],
    [uri('evil.test')],
    [uri('http://0x7f.1/')],
    false,
    'compares an address as if it were a host',
  ],
  ['a URI with a port and without a path', [uri('good.test')], [], [uri('http://GOOD.test:80')], true],
  [
    'an internationalised mailbox',
    [email('good.test')],
    [],
    [mailbox('用@good.test')],
    false,
    'compares the domain of an internationalised mailbox',
  ],
  [
    'an internationalised mailbox, and excluded mail',
    [],
    [email('bad.test')],
    [mailbox('用@bad.test')],
    false,
  ],
  ['an internationalised mailbox, hosts constrained', [dns('a.test')], [], [mailbox('用@b.test')], true],
  ['a URI without a host', [uri('.example.test')], [], [uri('urn:x:y')], false],
  ['an address in the permitted network', [ip(10, 1, 0, 0, 255, 255, 0, 0)], [], [ip(10, 1, 2, 3)], true],
  ['an address outside of it', [ip(10, 1, 0, 0, 255, 255, 0, 0)], [], [ip(10, 2, 2, 3)], false],
  ['an address in the excluded network', [], [ip(10, 1, 0, 0, 255, 255, 0, 0)], [ip(10, 1, 2, 3)], false],
  ['a directory name in the permitted subtree', [directory('')], [], [directory('x')], true],
  ['a subject outside of the permitted subtree', [directory('Other')], [], [], false],
  ['a subject in the permitted subtree', [directory('Holder')], [], [], true],
  ['a subject in the excluded subtree', [], [directory('Holder')], [], false],
  ['a subject beside the excluded subtree', [], [directory('Other')], [], true],
  ['a form that cannot be compared', [], [other()], [other()], false],
];

const constraintCase = (
  title: string,
  permitted: readonly Buffer[],
  excluded: readonly Buffer[],
  names: readonly Buffer[],
  within: boolean,
  openssl?: string,
): PathCase =>
  chain(
    `names: ${title}`,
    within ? 'valid' : 'name-constraints',
    [
      authority('A', {extensions: [nameConstraints(permitted, excluded)]}),
      endEntity('A', names.length > 0 ? {extensions: [alternativeNames(...names)]} : {}),
    ],
    openssl === undefined ? {} : {openssl},
  );

/** Questions about constraints on names, PKITS section 4.13 in kind. */
export const nameCases: readonly PathCase[] = [
  ...nameTable.map((row) => constraintCase(...row)),
  chain('names: two authorities that permit different subtrees', 'name-constraints', [
    authority('A', {extensions: [nameConstraints([dns('a.test')], [])]}),
    authority('B', {issuer: 'A', extensions: [nameConstraints([dns('b.test')], [])]}),
    endEntity('B', {extensions: [alternativeNames(dns('x.b.test'))]}),
  ]),
  chain('names: an address in the subject, outside', 'name-constraints', [
    authority('A', {extensions: [nameConstraints([email('example.test')], [])]}),
    endEntity('A', {subjectName: emailName('a@other.test')}),
  ]),
  chain('names: an address in the subject, within', 'valid', [
    authority('A', {extensions: [nameConstraints([email('example.test')], [])]}),
    endEntity('A', {subjectName: emailName('a@example.test')}),
  ]),
  chain(
    'names: a self-issued authority is exempt',
    'valid',
    [
      authority('A', {extensions: [nameConstraints([directory('Holder')], [])]}),
      authority('A', {issuer: 'A', key: 'A new'}),
      endEntity('A', {signer: 'A new'}),
    ],
    {openssl: 'takes the first certificate of the issuer’s name, without an identifier of the key'},
  ),
  chain('names: a self-issued certificate in the end is not exempt', 'name-constraints', [
    authority('A', {extensions: [nameConstraints([directory('Holder')], [])]}),
    authority('A', {issuer: 'A', key: 'A new'}),
  ]),
  chain('the anchor’s own constraints on names', 'name-constraints', [endEntity('Root')], {
    anchor: authority('Root', {extensions: [nameConstraints([directory('Other')], [])]}),
  }),
  chain('an anchor with a critical extension that nobody knows', 'critical-extension', [endEntity('Root')], {
    anchor: authority('Root', {extensions: [extension('1.2.3.99', text('?'), true)]}),
  }),
  chain(
    'names: a wildcard over an excluded host',
    'name-constraints',
    [
      authority('A', {extensions: [nameConstraints([], [dns('x.example.test')])]}),
      endEntity('A', {extensions: [alternativeNames(dns('*.example.test'))]}),
    ],
    {openssl: 'compares a wildcard as if it were a name'},
  ),
];
