import {privateEncrypt, sign} from 'node:crypto';
import test from 'ava';
import {type Challenge, createCentre} from '../../centre/index.ts';
import {digestInfo, type RecordEvent, virtualClock} from '../../protocol/index.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {holder, holderKeys, seed} from './bench-identity.ts';

const start = new Date('2026-01-05T00:00:00Z');
const {publicKey, privateKey} = holderKeys;
const seconds = 1e9;
const millisecond = 1e6;

const bench = async () => {
  const clock = virtualClock(start);
  const events: RecordEvent[] = [];
  const centre = createCentre({random: seededKeys(seed), clock, record: (event) => events.push(event)});
  const {certificate} = await centre.issue({kind: 'user-authentication', holder, publicKey});
  const answerTo = ({id, bytes}: Challenge) => ({
    challengeId: id,
    certificate,
    signature: sign('sha256', bytes, privateKey),
  });
  return {clock, centre, events, login: centre.login, certificate, answerTo};
};

test('a log-in succeeds once with the signed challenge, and the same answer again is a replay', async (t) => {
  const {login, answerTo, events} = await bench();
  const challenge = login.challenge();
  const first = await login.answer(answerTo(challenge));
  const second = await login.answer(answerTo(challenge));
  t.deepEqual([first.result, first.reason], ['valid', 'no-revocation-source']);
  t.deepEqual([second.result, second.reason], ['invalid', 'challenge-replayed']);
  t.deepEqual(
    events.map((event) => (event.type === 'centre' ? `${event.operation} ${event.outcome}` : event.type)),
    [
      'login/challenge given',
      'login/answer valid: no-revocation-source',
      'login/answer invalid: challenge-replayed',
    ],
  );
});

test('what the card makes of a DigestInfo is what the service verifies', async (t) => {
  const {login, certificate} = await bench();
  const {id, bytes} = login.challenge();
  const signature = privateEncrypt(privateKey, digestInfo('sha256', bytes));
  t.is((await login.answer({challengeId: id, certificate, signature})).result, 'valid');
});

test('challenges have 32 bytes, differ from each other and end after 120 seconds', async (t) => {
  const {login} = await bench();
  const [one, two] = [login.challenge(), login.challenge()];
  t.deepEqual([one.bytes.length, two.bytes.length], [32, 32]);
  t.notDeepEqual(one.bytes, two.bytes);
  t.not(one.id, two.id);
  t.is(one.expiresAt.toISOString(), '2026-01-05T00:02:00.000Z');
});

test('an answer counts at 120 seconds and not a millisecond later', async (t) => {
  for (const [after, reason] of [
    [120 * seconds, 'no-revocation-source'],
    [120 * seconds + millisecond, 'challenge-expired'],
  ] as const) {
    const {login, clock, answerTo} = await bench();
    const challenge = login.challenge();
    await clock.sleep(after);
    t.is((await login.answer(answerTo(challenge))).reason, reason);
  }
});

test('an unknown challenge is told from an expired one until ten minutes have passed', async (t) => {
  const {login, clock, answerTo} = await bench();
  const [one, two] = [login.challenge(), login.challenge()];
  t.is((await login.answer({...answerTo(one), challengeId: 'no such'})).reason, 'challenge-unknown');
  await clock.sleep(600 * seconds);
  t.is((await login.answer(answerTo(one))).reason, 'challenge-expired');
  await clock.sleep(millisecond);
  t.is((await login.answer(answerTo(two))).reason, 'challenge-unknown');
});

test('a wrong answer uses the challenge up', async (t) => {
  const {login, answerTo} = await bench();
  const challenge = login.challenge();
  const wrong = await login.answer({...answerTo(challenge), signature: new Uint8Array(256)});
  const right = await login.answer(answerTo(challenge));
  t.deepEqual([wrong.reason, right.reason], ['signature-wrong', 'challenge-replayed']);
});

test('the answer to one challenge is no answer to another', async (t) => {
  const {login, answerTo} = await bench();
  const [one, two] = [login.challenge(), login.challenge()];
  const crossed = await login.answer({...answerTo(one), challengeId: two.id});
  t.is(crossed.reason, 'signature-wrong');
});

test('changing the bytes that were handed out does not change what must be signed', async (t) => {
  const {login, answerTo} = await bench();
  const challenge = login.challenge();
  challenge.bytes.fill(0);
  t.is((await login.answer(answerTo(challenge))).reason, 'signature-wrong');
});

test('the certificate for digital signature does not log in', async (t) => {
  const {centre, login, answerTo} = await bench();
  const {certificate} = await centre.issue({kind: 'digital-signature', holder, publicKey});
  const found = await login.answer({...answerTo(login.challenge()), certificate});
  t.deepEqual([found.result, found.reason], ['invalid', 'wrong-certificate-kind']);
});

test('a certificate that has ended does not log in, by the centre’s clock', async (t) => {
  const {clock, login, answerTo} = await bench();
  await clock.sleep(5 * 366 * 86_400 * seconds);
  t.is((await login.answer(answerTo(login.challenge()))).reason, 'expired');
});
