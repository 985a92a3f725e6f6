import test from 'ava';
import {
  certificateLinkage,
  certificateStates,
  certificatesInMemory,
  certificateValidity,
  createCentre,
  linksInMemory,
  openCentreStore,
  openRenewal,
  renewableFrom,
} from '../../centre/index.ts';
import {virtualClock} from '../../protocol/index.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {holder, holderKeys, seed} from './bench-identity.ts';

const {publicKey} = holderKeys;
const day = 86_400_000;
const start = new Date('2026-01-05T00:00:00Z');

const inMemory = () => {
  const certificates = certificatesInMemory();
  return {certificates, links: linksInMemory(certificates)};
};

const bench = async ({certificates: register, links} = inMemory()) => {
  const clock = virtualClock(start);
  const states = certificateStates(clock);
  const centre = createCentre({random: seededKeys(seed), clock, status: {states}});
  const linkage = certificateLinkage({register, links, states});
  const renewal = openRenewal({centre, states, register, linkage, clock});
  const issue = async (
    person: string,
    kind: 'user-authentication' | 'digital-signature' = 'user-authentication',
    issuedAt = start,
  ) => {
    const issued = await centre.issue({kind, holder, publicKey, issuedAt});
    renewal.enrol(issued, {holder: person});
    return issued;
  };
  return {clock, states, centre, register, linkage, renewal, issue};
};

for (const [notAfter, from] of [
  ['2031-02-17T14:59:59Z', '2030-11-16T15:00:00.000Z'],
  ['2031-05-31T14:59:59Z', '2031-02-27T15:00:00.000Z'],
  ['2032-05-31T14:59:59Z', '2032-02-28T15:00:00.000Z'],
  ['2031-01-15T14:59:59Z', '2030-10-14T15:00:00.000Z'],
  ['2031-07-31T14:59:59Z', '2031-04-29T15:00:00.000Z'],
  ['2031-03-31T14:59:59Z', '2030-12-30T15:00:00.000Z'],
] as const) {
  test(`a certificate that ends at ${notAfter} is renewed from ${from}`, (t) => {
    t.is(renewableFrom(new Date(notAfter)).toISOString(), from);
  });
}

for (const [issuedAt, birthDate, renews, last] of [
  ['2030-11-20T00:00:00Z', '1980-02-17', false, '2035-02-17'],
  ['2030-11-20T00:00:00Z', '1980-02-17', true, '2036-02-17'],
  ['2031-02-17T00:00:00Z', '1980-02-17', true, '2037-02-17'],
  ['2027-12-01T00:00:00Z', '1980-02-29', true, '2033-02-28'],
] as const) {
  test(`issued ${issuedAt} to who was born ${birthDate}, ${renews ? 'a renewal' : 'a first one'} lasts to ${last}`, (t) => {
    const {notAfter} = certificateValidity({issuedAt: new Date(issuedAt), birthDate, renews});
    t.is(notAfter.toISOString(), `${last}T14:59:59.000Z`);
  });
}

for (const [where, kept] of [
  ['memory', inMemory],
  ['SQLite', () => openCentreStore(':memory:')],
] as const) {
  test(`kept in ${where}: a renewal in its months supersedes the old certificate, lasts to the sixth birthday, and is linked`, async (t) => {
    const {renewal, issue, states, linkage} = await bench(kept());
    const old = await issue('p');
    const at = new Date(old.notAfter.getTime() - 30 * day);
    const young = await renewal.renew({older: old.serialNumber, holder, publicKey, at});
    t.is(young.notAfter.getTime() - old.notAfter.getTime() > 5 * 365 * day - 1, true);
    t.like(states.stateAt(old.serialNumber, at), {state: 'revoked', reason: 'superseded'});
    t.is(states.stateAt(old.serialNumber, new Date(at.getTime() - 1)).state, 'valid');
    t.is(states.stateAt(young.serialNumber, at).state, 'valid');
    t.like(linkage.predecessorOf(young.serialNumber, at), {
      outcome: 'linked',
      from: young.serialNumber,
      to: old.serialNumber,
      evidence: {toState: 'revoked', toRevocationReason: 'superseded', toRevokedSince: at.toISOString()},
    });
    t.like(linkage.successorOf(old.serialNumber, at), {outcome: 'linked', from: young.serialNumber});
    t.like(linkage.successorOf(young.serialNumber, at), {outcome: 'no-link', reason: 'replaced-by-none'});
    t.like(linkage.predecessorOf(old.serialNumber, at), {outcome: 'no-link', reason: 'replaces-none'});
    t.like(linkage.predecessorOf('00', at), {outcome: 'no-link', reason: 'unknown-certificate'});
    t.like(linkage.predecessorOf(young.serialNumber, new Date(at.getTime() - 1)), {outcome: 'no-link'});
  });
}

test('renewed online, a certificate is unknown for 24 hours and then good', async (t) => {
  const {renewal, issue, states} = await bench();
  const old = await issue('p');
  const at = new Date(old.notAfter.getTime() - 30 * day);
  const {serialNumber} = await renewal.renew({older: old.serialNumber, holder, publicKey, at, online: true});
  t.is(states.stateAt(serialNumber, new Date(at.getTime() + day - 1)).state, 'unknown');
  t.is(states.stateAt(serialNumber, new Date(at.getTime() + day)).state, 'valid');
});

test('a chain of renewals is told link by link, youngest first', async (t) => {
  const {renewal, issue, linkage} = await bench();
  const chain = [await issue('p')];
  for (let i = 0; i < 3; i += 1) {
    const {serialNumber: older = '', notAfter = start} = chain.at(-1) ?? {};
    const at = new Date(notAfter.getTime() - day);
    chain.push(await renewal.renew({older, holder, publicKey, at}));
  }
  const numbers = chain.map(({serialNumber}) => serialNumber);
  const at = new Date('2060-01-01T00:00:00Z');
  t.deepEqual(
    linkage.lineageOf(numbers[3] ?? '', at).map((one) => one.outcome === 'linked' && one.to),
    [numbers[2], numbers[1], numbers[0]],
  );
});

test('a signing certificate tells the one for log-in that belongs to it, through a renewal of both', async (t) => {
  const {renewal, issue, linkage} = await bench();
  const [logIn, signing] = [await issue('p'), await issue('p', 'digital-signature')];
  linkage.belong(signing.serialNumber, logIn.serialNumber, start);
  const at = new Date(logIn.notAfter.getTime() - day);
  const newLogIn = await renewal.renew({older: logIn.serialNumber, holder, publicKey, at});
  const newSigning = await renewal.renew({
    older: signing.serialNumber,
    holder,
    publicKey,
    at,
    notLaterThan: newLogIn.notAfter,
    belongsTo: newLogIn.serialNumber,
  });
  t.like(linkage.authenticationOf(signing.serialNumber, at), {to: logIn.serialNumber});
  t.like(linkage.authenticationOf(newSigning.serialNumber, at), {to: newLogIn.serialNumber});
  t.like(linkage.authenticationOf(logIn.serialNumber, at), {outcome: 'no-link', reason: 'belongs-to-none'});
});

test('after a loss the next certificate is issued to the fifth birthday and replaces none', async (t) => {
  const {renewal, issue, states, linkage} = await bench();
  const lost = await issue('p');
  const at = new Date(start.getTime() + 100 * day);
  states.revoke(lost.serialNumber, {reason: 'certificateHold', since: start});
  renewal.abolish([lost.serialNumber], at);
  t.like(states.stateAt(lost.serialNumber, at), {reason: 'cessationOfOperation'});
  const next = await issue('p', 'user-authentication', at);
  t.deepEqual(linkage.lineageOf(next.serialNumber, at), []);
});

const early = new Date('2028-01-01T00:00:00Z');
const refusals: Record<string, readonly [days: number | Date, before: string | undefined, error: RegExp]> = {
  'before its three months': [
    early,
    undefined,
    /KZS-CENTRE-RENEWAL-EARLY: .* is renewed from 20\d\d-\d\d-\d\d, but/,
  ],
  'after its end': [-1, undefined, /KZS-CENTRE-RENEWAL-LATE: .*one is issued anew/],
  'once it is revoked': [30, 'keyCompromise', /KZS-CENTRE-RENEWAL-REVOKED: .*keyCompromise/],
};
for (const [when, [at, reason, error]] of Object.entries(refusals)) {
  test(`no certificate is renewed ${when}, and nothing is issued or linked then`, async (t) => {
    const {renewal, issue, states, register, linkage} = await bench();
    const old = await issue('p');
    if (reason === 'keyCompromise') {
      states.revoke(old.serialNumber, {reason, since: start});
    }
    const instant = typeof at === 'number' ? new Date(old.notAfter.getTime() - at * day) : at;
    await t.throwsAsync(renewal.renew({older: old.serialNumber, holder, publicKey, at: instant}), {
      message: error,
    });
    t.is(register.ofHolder('p').length, 1);
    t.is(linkage.successorOf(old.serialNumber, instant).outcome, 'no-link');
  });
}

test('a certificate that the centre does not know is not renewed', async (t) => {
  const {renewal} = await bench();
  await t.throwsAsync(renewal.renew({older: 'AB', holder, publicKey}), {
    message: /KZS-CENTRE-RENEWAL-UNKNOWN: .*AB/,
  });
});

test('links that would lie are refused: circles, forks, other people, other kinds, itself', async (t) => {
  const {issue, linkage} = await bench();
  const later = (days: number): Date => new Date(start.getTime() + days * day);
  const [a, b, c] = [
    await issue('p'),
    await issue('p', 'user-authentication', later(1)),
    await issue('p', 'user-authentication', later(2)),
  ].map(({serialNumber}) => serialNumber) as [string, string, string];
  const other = (await issue('q', 'user-authentication', later(3))).serialNumber;
  const signing = (await issue('p', 'digital-signature', later(4))).serialNumber;
  linkage.replace(b, a, start);
  linkage.replace(b, a, start);
  linkage.replace(c, b, start);
  for (const [newer, older, why] of [
    [a, c, /begins after the older one/],
    [a, b, /begins after the older one/],
    [c, a, /replaces one and is replaced by one/],
    [a, a, /two certificates of one person/],
    [other, c, /two certificates of one person/],
    [signing, c, /two certificates of one kind/],
    ['FF', c, /does not know FF/],
  ] as const) {
    t.throws(() => linkage.replace(newer, older, start), {message: why});
  }
  t.throws(() => linkage.belong(a, signing, start), {
    message: /digital signature and one for user authentication/,
  });
  t.throws(() => linkage.belong(signing, other, start), {message: /of one person/});
  linkage.belong(signing, c, start);
  t.throws(() => linkage.belong(signing, b, start), {message: /belongs to one certificate/});
});

test('a circle that somebody else wrote into the store is not followed for ever', async (t) => {
  const kept = inMemory();
  const {links} = kept;
  const {issue, linkage} = await bench(kept);
  const [a, b] = [
    await issue('p'),
    await issue('p', 'user-authentication', new Date(start.getTime() + day)),
  ].map(({serialNumber}) => serialNumber) as [string, string];
  links.add({kind: 'replaces', from: a, to: b, since: start});
  links.add({kind: 'replaces', from: b, to: a, since: start});
  t.is(linkage.lineageOf(a, start).length, 1);
});
