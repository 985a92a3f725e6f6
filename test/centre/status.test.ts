import {sign} from 'node:crypto';
import test from 'ava';
import {
  type CauseName,
  causesOfRevocation,
  certificateStates,
  consequenceOf,
  misbehaviourNamed,
  misbehaviours,
  type RevocationReason,
  statusSentences,
} from '../../centre/index.ts';
import {renewedKnownAfterMs} from '../../centre/status/effect-times.ts';
import {type RecordEvent, virtualClock} from '../../protocol/index.ts';
import {attribute, centreEventsOf} from '../../scenarios/index.ts';
import {holderKeys} from './bench-identity.ts';
import {day, later, now, statusBench} from './status-bench.ts';

const serial = '4102030405060708';
const hour = 3_600_000;

test('a hold counts from its time, ends by a release, and may be followed by a revocation for good', (t) => {
  const states = certificateStates({wall: () => now});
  const at = (hours: number) => later(now, hours * hour);
  const stateAt = (hours: number) => {
    const found = states.stateAt(serial, at(hours));
    return found.state === 'revoked' ? `${found.reason} ${found.since.toISOString()}` : found.state;
  };
  t.is(stateAt(0), 'unlisted');
  states.revoke(serial, {reason: 'certificateHold', since: at(1)});
  states.revoke(serial, {reason: 'certificateHold', since: at(2)});
  t.deepEqual(
    [stateAt(0), stateAt(1), stateAt(3)],
    ['valid', `certificateHold ${at(1).toISOString()}`, `certificateHold ${at(1).toISOString()}`],
  );
  states.release(serial, at(4));
  t.deepEqual([stateAt(3), stateAt(4)], [`certificateHold ${at(1).toISOString()}`, 'valid']);
  states.revoke(serial, {reason: 'superseded', since: at(5)});
  states.revoke(serial, {reason: 'keyCompromise', since: at(6)});
  states.revoke(serial, {reason: 'certificateHold', since: at(7)});
  t.is(stateAt(8), `superseded ${at(5).toISOString()}`);
});

test('only a hold is released', (t) => {
  const states = certificateStates({wall: () => now});
  t.throws(() => states.release(serial), {message: /^KZS-CENTRE-RELEASE: .*not on hold/});
  states.revoke(serial, {reason: 'superseded'});
  t.throws(() => states.release(serial), {message: /^KZS-CENTRE-RELEASE: .*revoked for good/});
});

test('a certificate that was renewed online is unknown for 24 hours, and revocation is known even then', async (t) => {
  const {issue} = await statusBench();
  const {certificate, serialNumber} = await issue('user-authentication');
  const states = certificateStates({wall: () => now});
  const knownFrom = later(now, renewedKnownAfterMs);
  states.enrol(certificate, {knownFrom});
  t.is(states.stateAt(serialNumber, later(knownFrom, -1)).state, 'unknown');
  t.is(states.stateAt(serialNumber, knownFrom).state, 'valid');
  states.revoke(serialNumber, {reason: 'keyCompromise'});
  t.is(states.stateAt(serialNumber, now).state, 'revoked');
});

const afternoon = new Date('2026-01-05T06:00:00Z');
const midnight = '2026-01-05T15:00:00.000Z';
const causes: readonly [
  CauseName,
  auth: RevocationReason | undefined,
  sign: RevocationReason,
  since: string,
][] = [
  ['address-change', undefined, 'affiliationChanged', midnight],
  ['name-change', undefined, 'affiliationChanged', midnight],
  ['lost-card', 'certificateHold', 'certificateHold', afternoon.toISOString()],
  ['key-compromise', 'keyCompromise', 'keyCompromise', afternoon.toISOString()],
  ['authority-compromise', 'cACompromise', 'cACompromise', afternoon.toISOString()],
  ['holder-request', 'cessationOfOperation', 'cessationOfOperation', afternoon.toISOString()],
  ['card-abolished', 'cessationOfOperation', 'cessationOfOperation', afternoon.toISOString()],
  ['death', 'cessationOfOperation', 'cessationOfOperation', midnight],
  ['discarded-before-delivery', 'unspecified', 'unspecified', afternoon.toISOString()],
  ['renewal', 'superseded', 'superseded', afternoon.toISOString()],
];

for (const [cause, authentication, signature, since] of causes) {
  test(`${cause} ends the signature certificate from ${since}, the other one ${authentication ? 'too' : 'not'}`, (t) => {
    t.is(consequenceOf(cause, 'user-authentication', afternoon)?.reason, authentication);
    const found = consequenceOf(cause, 'digital-signature', afternoon);
    t.deepEqual([found?.reason, found?.since.toISOString()], [signature, since]);
  });
}

test('every cause is in the table above', (t) => {
  t.deepEqual(causes.map(([cause]) => cause).sort(), Object.keys(causesOfRevocation).sort());
});

const data = Buffer.from('a challenge of a service');
const signed = {data, signature: sign('sha256', data, holderKeys.privateKey)};

for (const by of ['ocsp', 'crl'] as const) {
  test(`a verification that asks by ${by} accepts the good certificate and refuses the revoked one`, async (t) => {
    const {centre, states, issue} = await statusBench({by});
    const fine = await issue('user-authentication');
    const gone = await issue('user-authentication', 'Niiza-shi');
    states.revoke(gone.serialNumber, {reason: 'superseded', since: later(now, -13 * hour)});
    const judge = async (certificate: Uint8Array) =>
      centre.verify('user-authentication', certificate, signed);
    const accepted = await judge(fine.certificate);
    t.deepEqual([accepted.result, accepted.reason], ['valid', 'passed']);
    const refused = await judge(gone.certificate);
    t.deepEqual([refused.result, refused.reason], ['invalid', 'revoked']);
    t.like(refused.steps[3]?.evidence, {source: by.toUpperCase(), revocationReason: 'superseded'});
  });
}

for (const [name, {by, ends}] of Object.entries(misbehaviours)) {
  test(`${name} ends in: ${ends}`, async (t) => {
    const clock = virtualClock(now);
    const {status, centre, issue, states, label} = await statusBench({
      misbehaviour: misbehaviourNamed(name),
      clock,
    });
    t.is(status.by, by);
    const {certificate} = await issue('user-authentication');
    const gone = await issue('user-authentication', 'Niiza-shi');
    states.revoke(gone.serialNumber, {reason: 'superseded', since: later(now, -2 * day)});
    const before = clock.now();
    const found = await status.ask(certificate, label, now);
    t.is(found.reason, ends, JSON.stringify(found.evidence));
    t.is(found.outcome, ends === 'good' ? 'good' : 'unusable');
    t.deepEqual(found.sentence, statusSentences[ends]);
    t.true(clock.now() - before <= 5e9, 'nobody waits longer than five seconds');
    const {result, reason} = await centre.verify('user-authentication', certificate, signed);
    t.deepEqual([result, reason], ends === 'good' ? ['valid', 'passed'] : ['invalid', `revocation-${ends}`]);
    t.is((await centre.verify('user-authentication', gone.certificate, signed)).result, 'invalid');
  });
}

test('an unknown misbehaviour names those there are and the nearest', (t) => {
  t.throws(() => misbehaviourNamed('ocsp-wrong-nonse'), {
    message: /^KZS-MISBEHAVIOUR-UNKNOWN: .*crl-stale.*"ocsp-wrong-nonce" may be meant/,
  });
  t.throws(() => misbehaviourNamed('toString'), {message: /^KZS-MISBEHAVIOUR-UNKNOWN/});
});

test('the question about revocation is an event inside that of the log-in, and its time counts once', async (t) => {
  const events: RecordEvent[] = [];
  const clock = virtualClock(now);
  const {centre, issue} = await statusBench({
    misbehaviour: misbehaviourNamed('ocsp-slow'),
    clock,
    record: (event) => events.push(event),
  });
  const {certificate} = await issue('user-authentication');
  const challenge = centre.login.challenge();
  const {result} = await centre.login.answer({
    challengeId: challenge.id,
    certificate,
    signature: sign('sha256', challenge.bytes, holderKeys.privateKey),
  });
  t.is(result, 'valid');
  const seen = centreEventsOf(events);
  t.deepEqual(
    seen.map(({operation, outcome, end, at}) => [operation, outcome, end - at]),
    [
      ['login/challenge', 'given', 0],
      ['revocation/ocsp', 'good', 1.5e9],
      ['login/answer', 'valid: passed', 1.5e9],
    ],
  );
  t.like(attribute([], seen, {at: 0, end: 2e9}), {centreNs: 1.5e9, networkNs: 0, hostNs: 0.5e9});
});
