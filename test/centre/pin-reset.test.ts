import {sign} from 'node:crypto';
import test from 'ava';
import {
  type CertificateKind,
  certificateLinkage,
  certificateStates,
  certificatesInMemory,
  createCentre,
  type IssuedCertificate,
  isKioskOpen,
  kioskChainNames,
  kioskChains,
  linksInMemory,
  openPinResets,
  openRenewal,
  PinResetRefused,
  type ProofOfSecret,
} from '../../centre/index.ts';
import {type RecordEvent, virtualClock} from '../../protocol/index.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {holder, holderKeys, seed} from './bench-identity.ts';

const inJapan = (text: string): Date => new Date(`${text}+09:00`);
const start = inJapan('2026-06-10T10:00:00');
const minute = 60e9;
const hour = 60 * minute;

const bench = async (at = start) => {
  const clock = virtualClock(at);
  const events: RecordEvent[] = [];
  const states = certificateStates(clock);
  const register = certificatesInMemory();
  const random = seededKeys(seed);
  const centre = createCentre({random, clock, status: {states}});
  const linkage = certificateLinkage({register, links: linksInMemory(register), states});
  const renewal = openRenewal({centre, states, register, linkage, clock});
  const resets = openPinResets({
    centre,
    register,
    states,
    clock,
    random: random.fork('pin-reset'),
    issuerAnswer: (person, challenge) => Buffer.concat([Buffer.from(person), challenge]),
    record: (event) => events.push(event),
  });
  const issue = async (kind: CertificateKind, person = 'p', issuedAt = new Date(at.getTime() - 1000)) => {
    const issued = await centre.issue({kind, holder, publicKey: holderKeys.publicKey, issuedAt});
    renewal.enrol(issued, {holder: person});
    return issued;
  };
  const logIn = await issue('user-authentication');
  const signature = await issue('digital-signature');
  const prove = ({kind, certificate}: IssuedCertificate): ProofOfSecret => {
    const {id, bytes} = resets.challenge();
    return {kind, challengeId: id, certificate, signature: sign('sha256', bytes, holderKeys.privateKey)};
  };
  const book = (secret = 'digital-signature', by = logIn) =>
    resets.book({secret, proof: prove(by), photoMatches: true});
  const begin = (number: string, by = logIn, chain: (typeof kioskChainNames)[number] = 'seven-eleven') =>
    resets.begin({number, chain, proof: prove(by)});
  return {clock, states, resets, issue, logIn, signature, prove, book, begin, events};
};

const refused = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    return error instanceof PinResetRefused ? error.reason : String(error);
  }
};

for (const [at, open] of [
  ['2026-06-10T06:29:59', false],
  ['2026-06-10T06:30:00', true],
  ['2026-06-10T22:59:59', true],
  ['2026-06-10T23:00:00', false],
  ['2026-06-14T12:00:00', true],
  ['2026-12-28T22:59:59', true],
  ['2026-12-29T00:00:00', false],
  ['2026-12-29T12:00:00', false],
  ['2026-12-31T23:59:59', false],
  ['2027-01-01T12:00:00', false],
  ['2027-01-03T22:00:00', false],
  ['2027-01-04T06:29:59', false],
  ['2027-01-04T06:30:00', true],
  ['2028-02-29T12:00:00', true],
  ['2028-12-28T12:00:00', true],
  ['2028-12-29T12:00:00', false],
] as const) {
  test(`at ${at} in Japan a kiosk is ${open ? 'open' : 'closed'}`, (t) => {
    t.is(isKioskOpen(inJapan(at)), open);
  });
}

test('every chain resets the password, and some the log-in PIN', (t) => {
  for (const chain of kioskChainNames) {
    t.true((kioskChains[chain] as readonly string[]).includes('digital-signature'), chain);
  }
  const both = kioskChainNames.filter((chain) => kioskChains[chain].length === 2);
  t.true(both.length > 0 && both.length < kioskChainNames.length);
});

test('booked, begun, authorised and completed: the issuer’s answer is for the holder’s card, and the booking is used up', async (t) => {
  const {resets, book, begin, events} = await bench();
  const {number} = await book();
  t.is(resets.find(number)?.state, 'booked');
  t.is((await begin(number)).state, 'begun');
  t.deepEqual(Buffer.from(await resets.authorise(number, Uint8Array.of(7))), Buffer.from('p\x07'));
  await resets.complete(number);
  t.is(resets.find(number)?.state, 'completed');
  t.is(await refused(begin(number)), 'booking-used');
  t.is(await refused(resets.authorise(number, Uint8Array.of(7))), 'booking-used');
  t.is(await refused(resets.complete(number)), 'booking-used');
  t.deepEqual(
    events.flatMap((event) => (event.type === 'centre' ? [`${event.operation} ${event.outcome}`] : [])),
    [
      'pin-reset/book done',
      'pin-reset/begin done',
      'pin-reset/authorise done',
      'pin-reset/complete done',
      'pin-reset/begin booking-used',
      'pin-reset/authorise booking-used',
      'pin-reset/complete booking-used',
    ],
  );
});

test('the password opens the way to the log-in PIN too, and only at a chain that offers it', async (t) => {
  const {book, begin, signature} = await bench();
  const {number} = await book('user-authentication', signature);
  t.is(await refused(begin(number, signature, 'lawson')), 'not-offered');
  t.is((await begin(number, signature, 'fuji')).state, 'begun');
});

for (const [ms, ends] of [
  [24 * 3_600_000, 'done'],
  [24 * 3_600_000 + 1, 'booking-expired'],
  [24 * 3_600_000 + 1000, 'booking-expired'],
] as const) {
  test(`a booking that is ${ms} ms old is ${ends} at the kiosk`, async (t) => {
    const {clock, book, begin} = await bench();
    const {number} = await book();
    await clock.sleep(ms * 1e6);
    t.is(await refused(begin(number)), ends);
  });
}

test('what began in time goes on behind its day and behind closing time, for ten minutes', async (t) => {
  const {clock, resets, book, begin} = await bench(inJapan('2026-06-10T22:59:59'));
  const {number} = await book();
  await clock.sleep(24 * hour);
  await begin(number);
  await clock.sleep(2e9);
  t.is(await refused(begin(number)), 'booking-expired');
  await clock.sleep(9 * minute);
  await resets.authorise(number, new Uint8Array(16));
  await clock.sleep(minute);
  t.is(await refused(resets.complete(number)), 'not-begun');
});

test('nothing is authorised that was not begun, and nothing completed that was not authorised', async (t) => {
  const {resets, book, begin} = await bench();
  const {number} = await book();
  t.is(await refused(resets.authorise(number, new Uint8Array(16))), 'not-begun');
  await begin(number);
  t.is(await refused(resets.complete(number)), 'not-begun');
  t.is(await refused(resets.complete('00')), 'booking-unknown');
  t.is(await refused(begin('00')), 'booking-unknown');
});

test('who begins again, as behind a cut, may end it; a new booking ends the old one', async (t) => {
  const {resets, book, begin} = await bench();
  const first = await book();
  await begin(first.number);
  await resets.authorise(first.number, new Uint8Array(16));
  await begin(first.number);
  t.is(resets.find(first.number)?.state, 'begun');
  const second = await book();
  t.is(await refused(begin(first.number)), 'booking-used');
  t.is((await begin(second.number)).state, 'begun');
});

for (const [title, secret, expected] of [
  ['the secret that is known itself', 'user-authentication', 'counter-only'],
  ['the resident register PIN', 'resident-register', 'counter-only'],
  ['the text assistance PIN', 'text-assistance', 'counter-only'],
  ['something else', '', 'counter-only'],
  ['the password', 'digital-signature', 'done'],
] as const) {
  test(`by the log-in PIN, the reset of ${title} is ${expected}`, async (t) => {
    const {book, resets} = await bench();
    t.is(await refused(book(secret)), expected);
    t.is(resets.all().length, expected === 'done' ? 1 : 0);
  });
}

test('another card, another face, an old proof, a foreign signature and ended certificates are refused', async (t) => {
  const {resets, issue, prove, book, begin, logIn, signature, states, clock} = await bench();
  const {number} = await book();
  const other = await issue('user-authentication', 'q', new Date(start.getTime() - 5000));
  t.is(await refused(begin(number, other)), 'another-card');
  t.is(await refused(book('digital-signature', other)), 'certificate-ended', 'q has no signing certificate');
  const proof = prove(logIn);
  const request = {secret: 'digital-signature', proof, photoMatches: false};
  t.is(await refused(resets.book(request)), 'photo-differs');
  t.is(await refused(resets.book({...request, photoMatches: true})), 'challenge-replayed');
  const forged = {...prove(logIn), signature: new Uint8Array(256)};
  t.is(await refused(resets.book({...request, proof: forged})), 'signature-wrong');
  const wrongKind = {...prove(signature), kind: 'user-authentication'} as const;
  t.not(await refused(resets.book({...request, proof: wrongKind})), 'done');
  states.revoke(signature.serialNumber, {reason: 'affiliationChanged', since: clock.wall()});
  t.is(await refused(book()), 'certificate-ended');
  states.revoke(logIn.serialNumber, {reason: 'cessationOfOperation', since: clock.wall()});
  t.is(await refused(begin(number)), 'revoked');
});

test('every refusal has a stable id and says why in both languages', (t) => {
  for (const reason of ['counter-only', 'another-card', 'booking-used', 'revoked'] as const) {
    const {sentence, id} = new PinResetRefused(reason);
    t.is(id, `KZS-PIN-RESET-${reason.toUpperCase()}`);
    t.true(sentence.en.length > 20 && sentence.ja.length > 10 && sentence.en !== sentence.ja);
  }
});
