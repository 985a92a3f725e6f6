import {createHash} from 'node:crypto';
import test from 'ava';
import {sha256WithRsa} from '../../centre/asn1/certificate.ts';
import {DerError, tags, wholeElement} from '../../centre/asn1/der-reader.ts';
import {timeOf} from '../../centre/asn1/der-time.ts';
import {
  algorithmIdentifier,
  element,
  extension,
  sequence,
  small,
  time,
  unsigned,
} from '../../centre/asn1/der-writer.ts';
import {certificateList} from '../../centre/crl/certificate-list.ts';
import {checkList} from '../../centre/crl/check-list.ts';
import {listExtensionOids} from '../../centre/crl/list-extensions.ts';
import {partitionOf} from '../../centre/crl/partition.ts';
import {readCertificateList} from '../../centre/crl/read-certificate-list.ts';
import {scanEntries} from '../../centre/crl/scan-entries.ts';
import {type RevokedEntry, revocationReasons, usualTolerance} from '../../centre/index.ts';
import {dice} from '../support/dice.ts';
import {pem} from './bench-identity.ts';
import {day, later, now, opensslRun, pemOf, statusBench} from './status-bench.ts';

const {states, status, issue, authority, label} = await statusBench();
const own = await issue('user-authentication');
const neighbour = await issue('user-authentication', 'Niiza-shi');
const held = await issue('user-authentication', 'Higashimurayama-shi');
const yesterday = new Date('2026-01-04T10:00:00Z');
states.revoke(own.serialNumber, {
  reason: 'keyCompromise',
  since: yesterday,
  invalidSince: later(yesterday, -5 * day),
});
states.revoke(held.serialNumber, {reason: 'certificateHold', since: yesterday});
const lists = await status.lists(label);
const partition = partitionOf(own.certificate);
const ownList = lists.listAt(now, partition);
const fullList = lists.listAt(now);

const ca = pem(authority.certificate);
const text = (der: Uint8Array): string =>
  opensslRun(['crl', '-inform', 'DER', '-in', '{l}', '-noout', '-text', '-CAfile', '{ca}'], {l: der, ca})
    .said;

test('openssl verifies the lists, and reads partition, number and entry extensions', (t) => {
  const found = text(ownList);
  for (const line of [
    /^verify OK$/m,
    /Version 2/,
    /Last Update: Jan {2}4 15:00:00 2026 GMT/,
    /Next Update: Jan {2}5 15:00:00 2026 GMT/,
    /X509v3 Authority Key Identifier/,
    /X509v3 CRL Number: *\n +20458\n/,
    /X509v3 Issuing Distribution Point: critical/,
    /DirName:C = JP, O = JPKI-TEST, OU = JPKI for user authentication, OU = CRL Distribution Points, OU = Tokyo-to, CN = Kiyose-shi CRLDP/,
    /Only User Certificates/,
    new RegExp(`Serial Number: ${own.serialNumber}\\n +Revocation Date: Jan {2}4 10:00:00 2026 GMT`),
    /X509v3 CRL Reason Code: *\n +Key Compromise/,
    /Invalidity Date: *\n +Dec 30 10:00:00 2025 GMT/,
  ]) {
    t.regex(found, line);
  }
  t.is(found.match(/Serial Number: /g)?.length, 1);
  const full = text(fullList);
  t.notRegex(full, /Issuing Distribution Point/);
  t.is(full.match(/Serial Number: /g)?.length, 2);
});

for (const [what, certificate, list, said] of [
  ['a revoked certificate in its own partition', own, ownList, /certificate revoked/],
  ['a revoked certificate in the full list', own, fullList, /certificate revoked/],
  ['a certificate on hold in the full list', held, fullList, /certificate revoked/],
  ['a good certificate in the full list', neighbour, fullList, /: OK$/m],
  [
    'a good certificate in its own partition',
    neighbour,
    lists.listAt(now, partitionOf(neighbour.certificate)),
    /: OK$/m,
  ],
  ['a certificate of another partition', neighbour, ownList, /different CRL scope/],
] as const) {
  test(`openssl verify -crl_check and checkList agree on ${what}`, (t) => {
    const at = ['-attime', String(now.getTime() / 1000)];
    const theirs = opensslRun(['verify', ...at, '-crl_check', '-CAfile', '{ca}', '-CRLfile', '{l}', '{c}'], {
      ca,
      l: pemOf('X509 CRL', list),
      c: pem(certificate.certificate),
    });
    t.regex(theirs.said, said);
    const ours = checkList(
      {certificate: certificate.certificate, issuer: authority.certificate, at: now},
      list,
      usualTolerance,
    );
    const expected = {
      'certificate revoked': 'revoked',
      ': OK$': 'good',
      'different CRL scope': 'wrong-partition',
    } as const;
    t.is(ours.reason, expected[said.source as keyof typeof expected]);
  });
}

test('a list that openssl did not make of ours reads as it was written, whatever the length of its numbers', (t) => {
  const entries: RevokedEntry[] = ['00', '7F', '80', 'FFFF', '0123456789ABCDEF', `7F${'AB'.repeat(19)}`].map(
    (serialNumber, i) => ({
      serialNumber,
      since: later(yesterday, -i * 1000),
      reason: i === 0 ? 'unspecified' : 'superseded',
    }),
  );
  const content = {
    issuer: authority.name,
    authorityKeyIdentifier: authority.keyIdentifier,
    thisUpdate: now,
    nextUpdate: later(now, day),
    number: 7,
  };
  const list = readCertificateList(certificateList({...content, entries}, authority.sign));
  t.is(list.entries, entries.length);
  for (const entry of entries) {
    t.deepEqual(list.find(entry.serialNumber), entry);
  }
  for (const absent of ['01', '7E', '0080AA', '0123456789ABCDEE']) {
    t.is(list.find(absent), undefined, absent);
  }
  const empty = readCertificateList(certificateList({...content, entries: []}, authority.sign));
  t.deepEqual([empty.entries, empty.find('01')], [0, undefined]);
});

test('the index has every number of a list that begins with its longest entry, and finds the first of two', (t) => {
  const long = {
    serialNumber: `7F${'AB'.repeat(19)}`,
    since: yesterday,
    reason: 'superseded',
    invalidSince: yesterday,
  } as const;
  const shortOnes = Array.from({length: 5_000}, (_, i) => ({
    serialNumber: (i % 4_999).toString(16).toUpperCase().padStart(4, '0').replace(/^00/, ''),
    since: later(yesterday, i * 1000),
    reason: 'unspecified' as const,
  }));
  const list = readCertificateList(
    certificateList(
      {
        issuer: authority.name,
        authorityKeyIdentifier: authority.keyIdentifier,
        thisUpdate: now,
        nextUpdate: later(now, day),
        number: 1,
        entries: [long, ...shortOnes],
      },
      authority.sign,
    ),
  );
  t.is(list.entries, 5_001);
  t.deepEqual(list.find(long.serialNumber), long);
  t.true(shortOnes.every((entry) => list.has(entry.serialNumber)));
  t.deepEqual(list.find('00'), shortOnes[0]);
  t.false(list.has('1387'));
});

test('every reason survives a list, and the hold of a released certificate leaves the next one', async (t) => {
  const since = later(now, -day);
  const reasons = Object.keys(revocationReasons) as (keyof typeof revocationReasons)[];
  const entries = reasons.map((reason, i) => ({serialNumber: `0${i + 1}`.slice(-2), since, reason}));
  const bytes = certificateList(
    {
      issuer: authority.name,
      authorityKeyIdentifier: authority.keyIdentifier,
      thisUpdate: now,
      nextUpdate: later(now, day),
      number: 1,
      entries: entries.filter(({serialNumber}) => /^0\d$/.test(serialNumber)),
    },
    authority.sign,
  );
  const list = readCertificateList(bytes);
  for (const entry of entries.slice(0, 9)) {
    t.deepEqual(list.find(entry.serialNumber), entry);
  }
  const bench = await statusBench();
  const {serialNumber} = await bench.issue('user-authentication');
  bench.states.revoke(serialNumber, {reason: 'certificateHold', since: later(now, -3 * day)});
  bench.states.release(serialNumber, later(now, -2 * day));
  const issuer = await bench.status.lists(bench.label);
  const on = (days: number) => readCertificateList(issuer.listAt(later(now, days * day))).find(serialNumber);
  t.deepEqual([on(-4)?.reason, on(-2)?.reason, on(0)], [undefined, 'certificateHold', undefined]);
});

test('yesterday’s list is what can be had until ten minutes past midnight in Japan, and it still counts then', (t) => {
  const midnight = new Date('2026-01-05T15:00:00Z');
  const question = {certificate: neighbour.certificate, issuer: authority.certificate};
  for (const [minutes, number, reason] of [
    [-1, 0x4fean, 'good'],
    [9, 0x4fean, 'good'],
    [10, 0x4febn, 'good'],
  ] as const) {
    const at = later(midnight, minutes * 60_000);
    const list = lists.listAt(at);
    t.is(readCertificateList(list).list.number, number);
    t.is(checkList({...question, at}, list, usualTolerance).reason, reason);
  }
  const old = lists.listAt(later(midnight, -1));
  const atEnd = later(midnight, 600_000);
  t.is(checkList({...question, at: atEnd}, old, usualTolerance).reason, 'good');
  t.is(checkList({...question, at: later(atEnd, 1)}, old, usualTolerance).reason, 'stale');
  t.is(checkList({...question, at: new Date(Number.NaN)}, old, usualTolerance).reason, 'stale');
});

test('the same list is given until the next one, so that it is read and verified once', (t) => {
  t.is(lists.listAt(now, partition), ownList);
});

test('another authority’s list is the wrong issuer’s, and one by a later generation is no good for an older one', async (t) => {
  const other = {...label, kind: 'digital-signature'} as const;
  const older = {...label, generation: label.generation - 1};
  const question = {certificate: neighbour.certificate, issuer: authority.certificate, at: now};
  const reasonOf = async (of: typeof label) =>
    checkList(question, (await status.lists(of)).listAt(now), usualTolerance).reason;
  t.is(await reasonOf(other), 'wrong-issuer');
  t.is(await reasonOf(older), 'bad-signature');
});

const signedList = (...body: readonly Uint8Array[]): Uint8Array => {
  const toBeSigned = sequence(small(1), algorithmIdentifier(sha256WithRsa), ...body);
  const signature = element(tags.bitString, Uint8Array.of(0), authority.sign(toBeSigned));
  return sequence(toBeSigned, algorithmIdentifier(sha256WithRsa), signature);
};

const issuerName = Uint8Array.from(readCertificateList(fullList).list.issuer.der);
const privateOid = '1.2.392.200149.99';
const listExtension = (name: keyof typeof listExtensionOids, value: Uint8Array): Uint8Array =>
  element(0xa0, sequence(extension(listExtensionOids[name], value)));
const uriPoint = sequence(element(0xa0, element(0xa0, element(0x86, Buffer.from('http://crl.test/')))));
const someReasons = sequence(element(0x83, Uint8Array.of(6, 0x40)));
const entryWith = (...extensions: readonly Uint8Array[]): Uint8Array =>
  sequence(unsigned(Uint8Array.of(5)), time(yesterday), sequence(...extensions));

for (const [what, body, reason] of [
  [
    'a critical extension nobody knows',
    [time(now), time(later(now, day)), element(0xa0, sequence(extension(privateOid, small(1), true)))],
    'critical-extension-unknown',
  ],
  [
    'a critical entry extension nobody knows, though in another certificate’s entry',
    [time(now), time(later(now, day)), sequence(entryWith(extension(privateOid, small(1), true)))],
    'critical-extension-unknown',
  ],
  [
    'an extension nobody needs to know',
    [time(now), time(later(now, day)), sequence(entryWith(extension(privateOid, small(1))))],
    'good',
  ],
  [
    'a distribution point that is a URI alone',
    [time(now), time(later(now, day)), listExtension('issuingDistributionPoint', uriPoint)],
    'wrong-partition',
  ],
  [
    'some reasons only',
    [time(now), time(later(now, day)), listExtension('issuingDistributionPoint', someReasons)],
    'wrong-partition',
  ],
  [
    'the mark of a delta list, which is not critical',
    [time(now), time(later(now, day)), listExtension('deltaCrlIndicator', small(1))],
    'critical-extension-unknown',
  ],
  ['no nextUpdate', [time(now)], 'stale'],
  [
    'an empty list of entries’ extensions',
    [time(now), time(later(now, day)), sequence(entryWith())],
    'malformed',
  ],
  [
    'thisUpdate as GeneralizedTime before 2050',
    [element(tags.generalizedTime, Buffer.from('20260105030000Z'))],
    'malformed',
  ],
  ['nextUpdate before the issuer', [], 'malformed'],
] as const) {
  test(`a genuine list with ${what} ends in: ${reason}`, (t) => {
    const list = signedList(issuerName, ...body);
    const question = {certificate: neighbour.certificate, issuer: authority.certificate, at: now};
    t.is(checkList(question, list, usualTolerance).reason, reason);
  });
}

for (const [text, tag, expected] of [
  ['260105030000Z', tags.utcTime, '2026-01-05T03:00:00.000Z'],
  ['500101000000Z', tags.utcTime, '1950-01-01T00:00:00.000Z'],
  ['00500101000000Z', tags.generalizedTime, '0050-01-01T00:00:00.000Z'],
  ['20240229235959Z', tags.generalizedTime, '2024-02-29T23:59:59.000Z'],
  ['20230229235959Z', tags.generalizedTime, undefined],
  ['20240230000000Z', tags.generalizedTime, undefined],
  ['20241301000000Z', tags.generalizedTime, undefined],
  ['20240101240000Z', tags.generalizedTime, undefined],
  ['20240101000060Z', tags.generalizedTime, undefined],
  ['20240101000000.5Z', tags.generalizedTime, undefined],
  ['2024010100000+0', tags.generalizedTime, undefined],
  ['2401010000Z', tags.utcTime, undefined],
] as const) {
  test(`a time of ${text} (tag ${tag}) is ${expected ?? 'refused'}`, (t) => {
    const time = wholeElement(element(tag, Buffer.from(text)), tag, 'a time');
    if (expected === undefined) {
      t.throws(() => timeOf(time), {instanceOf: DerError});
    } else {
      t.is(new Date(timeOf(time)).toISOString(), expected);
    }
  });
}

test('a number that is not minimal, negative or longer than 20 octets is no serial number', (t) => {
  const listOf = (...entries: Uint8Array[]) => wholeElement(sequence(...entries), tags.sequence, 'a list');
  const entryOf = (...content: number[]) =>
    sequence(element(tags.integer, Uint8Array.from(content)), time(yesterday));
  for (const content of [[], [0, 1], [0x80], Array.from({length: 21}, () => 1)]) {
    t.throws(() => scanEntries(listOf(entryOf(...content))), {instanceOf: DerError}, String(content));
  }
  t.is(scanEntries(listOf(entryOf(0, 0x80))).index.count, 1);
  t.is(scanEntries(undefined).index.count, 0);
});

test('20,000 mutations of a list never crash the reader, and none of them is accepted', (t) => {
  const roll = dice(20260105);
  const question = {certificate: own.certificate, issuer: authority.certificate, at: now};
  const reasons = new Map<string, number>();
  for (let i = 0; i < 20_000; i += 1) {
    const bytes = Uint8Array.from(ownList);
    for (let n = roll.below(3) + 1; n > 0; n -= 1) {
      const at = roll.below(roll.chance(0.5) ? 120 : bytes.length);
      bytes[at] = roll.pick([0, 0x30, 0x80, 0x84, 0xff, roll.below(256)]);
    }
    const cut = roll.chance(0.2) ? bytes.subarray(0, roll.below(bytes.length)) : bytes;
    const {outcome, reason} = checkList(question, cut, usualTolerance);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    // Only bytes that were set to what they were leave a genuine list: and that one says revoked.
    t.true(outcome === 'unusable' || sameBytes(cut, ownList), `${i}: ${reason}`);
    t.not(outcome, 'good');
  }
  t.true((reasons.get('malformed') ?? 0) > 5_000);
  t.true((reasons.get('bad-signature') ?? 0) > 1_000);
});

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => digest(a) === digest(b);
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
