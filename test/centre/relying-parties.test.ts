import {createHash, sign} from 'node:crypto';
import {join} from 'node:path';
import test from 'ava';
import {
  type CentreStore,
  certificateStates,
  createCentre,
  openCentreStore,
  openLoginService,
  openRelyingParties,
} from '../../centre/index.ts';
import {exitStatusOf} from '../../cli/exit-status.ts';
import {virtualClock} from '../../protocol/index.ts';
import {bytesInFolder, inFolder, noon} from '../support/centre-store-content.ts';
import {refusal} from '../support/refusal.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {holder, holderKeys, seed} from './bench-identity.ts';

const quota = {requests: 2, windowMs: 1_000};
const ms = 1e6;

const bench = ({store = openCentreStore(':memory:'), clock = virtualClock(noon)} = {}) => ({
  store,
  clock,
  parties: openRelyingParties({store, clock}),
});

test('a key has a prefix and 256 bits of its own, and only its SHA-256 is kept', (t) => {
  const {parties, store} = bench();
  const [one, two] = [parties.register('ward', quota), parties.register('渋谷区役所', quota)];
  t.regex(one.key, /^kzrp_[\w-]{43}$/);
  t.not(one.key, two.key);
  t.is(Buffer.from(one.key.slice(5), 'base64url').length, 32);
  const hash = createHash('sha256').update(one.key).digest('hex').toUpperCase();
  t.deepEqual(store.relyingParties.get('ward'), {name: 'ward', keyHash: hash, quota, registeredAt: noon});
  t.deepEqual(
    parties.all().map(({name}) => name),
    ['ward', '渋谷区役所'],
  );
});

test('a key admits its relying party and nobody else', (t) => {
  const {parties} = bench();
  const {key, relyingParty} = parties.register('ward', quota);
  const other = parties.register('town', quota);
  t.deepEqual(parties.authenticate(key), relyingParty);
  t.deepEqual(parties.authenticate(other.key), other.relyingParty);
  for (const wrong of [
    undefined,
    '',
    'kzrp_',
    key.slice(0, -1),
    `${key} `,
    key.toUpperCase(),
    relyingParty.keyHash,
  ]) {
    const found = parties.admit(wrong);
    t.is('reason' in found && found.reason, 'key-unknown', String(wrong));
    t.false(JSON.stringify(found).includes(key.slice(5)));
  }
});

test('a new key ends the old one, and an ended relying party stays ended and keeps its name', (t) => {
  const {parties} = bench();
  const old = parties.register('ward', quota);
  const renewed = parties.newKey('ward');
  t.is('reason' in parties.admit(old.key) && 'refused', 'refused');
  t.true(parties.admit(renewed.key).admitted);
  t.deepEqual(parties.end('ward').endedAt, noon);
  t.deepEqual(parties.end('ward').endedAt, noon);
  const found = parties.admit(renewed.key);
  t.is('reason' in found && found.reason, 'relying-party-ended');
  t.true('sentence' in found && found.sentence.en.includes('ward ended at 2026-01-05T03:00:00.000Z'));
  refusal(t, () => parties.newKey('ward'), 'KZS-RELYING-PARTY-ENDED', 'ended at');
  refusal(t, () => parties.register('ward', quota), 'KZS-RELYING-PARTY-TAKEN', 'is registered or was');
});

test('names and quotas that are none are refused, and a key given for a name is not repeated', (t) => {
  const {parties} = bench();
  const {key} = parties.register('ward', quota);
  for (const name of ['', ' ward', 'ward ', 'wa\nrd', 'a/b', 'x'.repeat(65), key]) {
    const error = refusal(t, () => parties.register(name, quota), 'KZS-RELYING-PARTY-NAME', '1 to 64');
    t.false(error.message.includes(key));
    t.is(exitStatusOf(error), 2);
  }
  for (const [requests, windowMs] of [
    [0, 1],
    [1, 0],
    [1.5, 1],
    [1, Number.NaN],
    [2e9, 1],
    [1, 1e12],
  ] as const) {
    refusal(
      t,
      () => parties.register('new', {requests, windowMs}),
      'KZS-RELYING-PARTY-QUOTA',
      'a quota is 1 to',
    );
  }
  for (const call of [() => parties.newKey(key), () => parties.end(key), () => parties.requestsOf(key)]) {
    const error = refusal(t, call, 'KZS-RELYING-PARTY-UNKNOWN', 'is none');
    t.false(error.message.includes(key));
  }
});

test('a window opens with a request, grants its quota, and tells when it ends', async (t) => {
  const {parties, clock} = bench();
  const {key} = parties.register('ward', quota);
  const other = parties.register('town', quota);
  await clock.sleep(300 * ms);
  const asked: string[] = [];
  const ask = (): void => {
    const found = parties.admit(key);
    const opens = 'opensAgain' in found ? found.opensAgain?.toISOString().slice(17) : '';
    asked.push(found.admitted ? `${found.left} left until ${opens}` : `${found.reason} until ${opens}`);
  };
  ask();
  await clock.sleep(900 * ms);
  ask();
  ask();
  await clock.sleep(99 * ms);
  ask();
  t.true(parties.admit(other.key).admitted, 'the other has a quota of its own');
  await clock.sleep(1 * ms);
  ask();
  t.deepEqual(asked, [
    '1 left until 01.300Z',
    '0 left until 01.300Z',
    'over-quota until 01.300Z',
    'over-quota until 01.300Z',
    '1 left until 02.300Z',
  ]);
});

test('the refusal over quota says how many, in what time and from when again', (t) => {
  const {parties} = bench();
  const {key} = parties.register('ward', {requests: 1, windowMs: 60_000});
  parties.admit(key);
  const found = parties.admit(key);
  t.like(found, {
    name: 'ward',
    sentence: {
      en: 'ward may ask 1 times in 60000 ms and has done so; it may ask again from 2026-01-05T03:01:00.000Z',
    },
  });
});

test('counts hold over two processes and a restart, and a clock put back shuts nobody out', (t) =>
  inFolder((folder) => {
    const open = (clock = virtualClock(noon)) =>
      bench({store: openCentreStore(join(folder, 'centre.db')), clock});
    const [one, two] = [open(), open()];
    const {key} = one.parties.register('ward', quota);
    t.deepEqual(
      [one, two, one, two].map(({parties}) => parties.admit(key).admitted),
      [true, true, false, false],
    );
    one.store.close();
    two.store.close();
    t.false(open().parties.admit(key).admitted);
    t.true(open(virtualClock(new Date('2025-12-31T00:00:00Z'))).parties.admit(key).admitted);
  }));

test('a relying party sees its own requests with numbers that say nothing of others', (t) => {
  const {parties, store} = bench();
  parties.register('ward', quota);
  parties.register('town', quota);
  const row = {at: noon, duration: 1, operation: 'ocsp', httpStatus: 200, outcome: 'good'};
  for (const relyingParty of ['ward', 'town', 'town', 'ward']) {
    store.requests.add({...row, relyingParty, serialNumber: relyingParty === 'ward' ? '01' : '02'});
  }
  store.requests.add(row);
  const ofWard = parties.requestsOf('ward');
  t.deepEqual(ofWard, [
    {...row, relyingParty: 'ward', serialNumber: '01', number: 1},
    {...row, relyingParty: 'ward', serialNumber: '01', number: 2},
  ]);
  t.deepEqual(parties.requestsOf('ward', {after: 1}), ofWard.slice(1));
  t.deepEqual(parties.requestsOf('ward', {serialNumber: '02'}), []);
  const asked = {relyingParty: 'town', afterOrdinal: 0} as object;
  t.deepEqual(parties.requestsOf('ward', asked), ofWard);
});

const loginBench = (store: CentreStore, relyingParty?: string, clock = virtualClock(noon)) => ({
  clock,
  login: openLoginService({
    clock,
    random: seededKeys(seed),
    verify: async () => ({result: 'valid', reason: 'no-revocation-source', steps: []}),
    challenges: store.challenges,
    ...(relyingParty === undefined ? {} : {relyingParty}),
  }),
});

test('a challenge answers for its relying party only, in any process, once, and for its time', async (t) => {
  const store = openCentreStore(':memory:');
  const clock = virtualClock(noon);
  const [ward, again, town, nobody] = ['ward', 'ward', 'town', undefined]
    .map((name) => loginBench(store, name, clock))
    .map(({login}) => login);
  const answer = {certificate: new Uint8Array(), signature: new Uint8Array()};
  const one = ward?.challenge();
  const two = again?.challenge();
  t.not(one?.id, two?.id, 'the same seed in a second process gives another challenge');
  const reasons: unknown[] = [];
  for (const [login, challenge] of [
    [town, one],
    [nobody, one],
    [again, one],
    [ward, one],
  ] as const) {
    reasons.push((await login?.answer({challengeId: challenge?.id ?? '', ...answer}))?.reason);
  }
  await clock.sleep(121_000 * ms);
  reasons.push((await ward?.answer({challengeId: two?.id ?? '', ...answer}))?.reason);
  t.deepEqual(reasons, [
    'challenge-unknown',
    'challenge-unknown',
    'no-revocation-source',
    'challenge-replayed',
    'challenge-expired',
  ]);
});

test('a challenge made before the clock was put back is no longer good', async (t) => {
  const store = openCentreStore(':memory:');
  const made = loginBench(store).login.challenge();
  const {login} = loginBench(store, undefined, virtualClock(new Date(noon.getTime() - 121_000)));
  const answer = {challengeId: made.id, certificate: new Uint8Array(), signature: new Uint8Array()};
  t.is((await login.answer(answer)).reason, 'challenge-expired');
});

test('nothing personal and no key is in the file; a certificate for digital signature brings its names', (t) =>
  inFolder(async (folder) => {
    const path = join(folder, 'centre.db');
    const store = openCentreStore(path);
    const {parties, clock} = bench({store});
    const states = certificateStates(clock, store.status);
    const centre = createCentre({
      random: seededKeys(seed),
      clock,
      status: {states},
      challenges: store.challenges,
    });
    const issue = async (kind: 'user-authentication' | 'digital-signature'): Promise<Uint8Array> => {
      const {certificate, serialNumber} = await centre.issue({kind, holder, publicKey: holderKeys.publicKey});
      const [from, until] = [noon, new Date(noon.getTime() + 1)];
      const row = {serialNumber, kind, generation: 3, certificate, holder: 'h-1'};
      store.certificates.add({...row, notBefore: from, notAfter: until});
      states.revoke(serialNumber, {reason: 'keyCompromise'});
      return certificate;
    };
    const {key} = parties.register('ward', quota);
    const renewed = parties.newKey('ward');
    parties.admit(renewed.key);
    parties.admit(`${key}x`);
    const certificate = await issue('user-authentication');
    const challenge = centre.login.challenge();
    const signature = sign('sha256', challenge.bytes, holderKeys.privateKey);
    await centre.login.answer({challengeId: challenge.id, certificate, signature});
    store.requests.add({
      at: noon,
      duration: 1,
      operation: 'login/answer',
      httpStatus: 200,
      outcome: 'revoked',
    });

    const personal = [holder.name, holder.address].map((text) => Buffer.from(text).toString('latin1'));
    const secrets = [key, renewed.key].flatMap((text) => [
      text.slice(5),
      Buffer.from(text.slice(5), 'base64url').toString('latin1'),
      Buffer.from(text.slice(5), 'base64url').toString('hex').toUpperCase(),
    ]);
    const here = (): string[] =>
      [...personal, ...secrets].filter((text) => bytesInFolder(folder).includes(text));
    t.true(bytesInFolder(folder).includes(challenge.id), 'what was kept is in the file');
    t.deepEqual(here(), []);
    await issue('digital-signature');
    t.deepEqual(here(), personal);
  }));
