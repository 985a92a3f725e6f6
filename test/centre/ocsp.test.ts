import {spawn} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import test from 'ava';
import {algorithmIdentifier, octets, sequence, unsigned} from '../../centre/asn1/der-writer.ts';
import {checkStatus, checkStatuses, DerError, ocspOverHttp, usualTolerance} from '../../centre/index.ts';
import {certificateId} from '../../centre/ocsp/certificate-id.ts';
import {checkResponse} from '../../centre/ocsp/check-response.ts';
import {readResponse} from '../../centre/ocsp/read-response.ts';
import {encodeRequest, readRequest} from '../../centre/ocsp/request.ts';
import {identityOf} from '../../centre/ocsp/responder-identity.ts';
import {encodeResponse, errorResponse, responseStatuses} from '../../centre/ocsp/response.ts';
import {knownCertificate} from '../../centre/x509/known-certificate.ts';
import {dice} from '../support/dice.ts';
import {ownDirectory} from '../support/kazasu.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {pem} from './bench-identity.ts';
import {day, later, now, opensslRun, statusBench} from './status-bench.ts';

const bench = await statusBench();
const {states, status, issue, authority, label} = bench;
const responder = await status.responder(label);
const good = await issue('user-authentication');
const gone = await issue('user-authentication', 'Niiza-shi');
const held = await issue('user-authentication', 'Higashimurayama-shi');
states.revoke(gone.serialNumber, {reason: 'superseded', since: later(now, -3_600_000)});
states.revoke(held.serialNumber, {reason: 'certificateHold', since: later(now, -60_000)});
const issuer = authority.certificate;
const ca = pem(issuer);
const at = ['-attime', String(now.getTime() / 1000)];
const nonce = Uint8Array.from({length: 32}, (_, i) => i + 1);

const files = {ca, good: pem(good.certificate), gone: pem(gone.certificate), held: pem(held.certificate)};

for (const hash of ['sha1', 'sha256'] as const) {
  test(`openssl’s request for three certificates by ${hash} is understood, and it reads and verifies the answer`, (t) => {
    const which = ['-issuer', '{ca}', `-${hash}`, '-cert', '{good}', '-cert', '{gone}', '-cert', '{held}'];
    const asked = opensslRun(['ocsp', ...which, '-nonce', '-reqout', '{req}'], files);
    t.is(asked.status, 0, asked.said);
    const request = asked.file('req');
    t.is(readRequest(request).ids.length, 3);
    t.true((readRequest(request).nonce?.length ?? 0) > 0);
    const resp = responder.respond(request);
    const long = ['-validity_period', String(100 * 365 * 86_400)];
    const read = opensslRun(
      [
        'ocsp',
        '-reqin',
        '{req}',
        '-no_nonce',
        '-respin',
        '{resp}',
        '-CAfile',
        '{ca}',
        '-issuer',
        '{ca}',
        ...which.slice(2),
        ...long,
        ...at,
      ],
      {...files, req: request, resp},
    );
    t.regex(read.said, /^Response verify OK$/m);
    t.notRegex(read.said, /Nonce Verify error|WARNING: no nonce/);
    t.regex(read.said, /good: good\n/);
    t.regex(
      read.said,
      /gone: revoked\n[\s\S]*Reason: superseded\n[\s\S]*Revocation Time: Jan {2}5 02:00:00 2026 GMT/,
    );
    t.regex(read.said, /held: revoked\n[\s\S]*Reason: certificateHold/);
  });
}

test('a request of ours reads the same in openssl', (t) => {
  const of = knownCertificate(issuer);
  const ids = [certificateId(of, good.serialNumber, 'sha256')];
  const shown = opensslRun(['ocsp', '-reqin', '{req}', '-req_text'], {req: encodeRequest({ids, nonce})}).said;
  t.regex(shown, /Hash Algorithm: sha256/);
  t.regex(shown, new RegExp(`Serial Number: ${good.serialNumber}`));
  t.regex(shown, /OCSP Nonce: *\n +0420010203/);
});

test('openssl’s responder understands our request, and our client accepts its answer, by name and by key', async (t) => {
  const keys = await seededKeys('openssl-responder').rsaKeyPair(2048);
  const today = new Date();
  const {certificate} = identityOf(
    authority,
    keys,
    {notBefore: later(today, -day), notAfter: later(today, day)},
    'ocsp-signing',
  );
  const index = Buffer.from(
    [
      `V\t301231000000Z\t\t${good.serialNumber}\tunknown\t/CN=a`,
      `R\t301231000000Z\t260104100000Z,keyCompromise\t${gone.serialNumber}\tunknown\t/CN=b\n`,
    ].join('\n'),
  );
  const of = knownCertificate(issuer);
  const ids = [good, gone, held].map(({serialNumber}) => certificateId(of, serialNumber, 'sha1'));
  for (const how of [[], ['-resp_key_id']]) {
    const {file, said} = opensslRun(
      [
        'ocsp',
        '-index',
        '{index}',
        '-CA',
        '{ca}',
        '-rsigner',
        '{rc}',
        '-rkey',
        '{rk}',
        '-reqin',
        '{req}',
        '-ndays',
        '1',
        ...how,
        '-respout',
        '{resp}',
      ],
      {
        index,
        ca,
        rc: pem(certificate),
        rk: Buffer.from(keys.privateKey.export({format: 'pem', type: 'pkcs8'})),
        req: encodeRequest({ids, nonce}),
      },
    );
    t.true(file('resp').length > 500, said);
    const answers = checkResponse({ids, nonce, issuer, at: new Date()}, file('resp'), usualTolerance);
    t.deepEqual(
      answers.map(({reason}) => reason),
      ['good', 'revoked', 'unknown'],
      JSON.stringify(answers),
    );
    t.is(answers[1]?.revocationReason, 'keyCompromise');
    t.is(answers[1]?.since?.toISOString(), '2026-01-04T10:00:00.000Z');
  }
});

test('openssl’s client gets its answer by HTTP, and other methods, types and sizes are refused', async (t) => {
  const file = join(ownDirectory(t), 'ca.pem');
  writeFileSync(file, ca);
  const server = createServer(ocspOverHttp(responder));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const post = (type: string, body: Uint8Array) =>
    fetch(url, {method: 'POST', headers: {'content-type': type}, body: Buffer.from(body)});
  const type = 'application/ocsp-request';
  t.is((await fetch(url)).status, 405);
  t.is((await post('text/plain', new Uint8Array(1))).status, 415);
  t.is((await post(type, new Uint8Array(20_000))).status, 413);
  const answered = await post(type, new Uint8Array(20));
  t.deepEqual(Buffer.from(await answered.arrayBuffer()), Buffer.from(errorResponse('malformedRequest')));
  const said = await new Promise<string>((resolve) => {
    // Asynchronous, since the server is in this very process.
    const child = spawn('openssl', [
      ...['ocsp', '-issuer', file, '-serial', `0x${gone.serialNumber}`],
      ...['-url', url, '-CAfile', file, '-nonce'],
    ]);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on('close', () => resolve(text));
  });
  t.regex(said, /^Response verify OK$/m);
  t.regex(said, /^revoked\n[\s\S]*Reason: superseded$/m);
  t.notRegex(said, /nonce/i);
});

test('the client asks about several certificates at once, and gets their answers in order', async (t) => {
  const ask = async (request: Uint8Array) => responder.respond(request);
  const found = await checkStatuses(
    [gone.certificate, good.certificate, held.certificate],
    {issuer, at: now},
    {by: 'ocsp', ask, nonce: () => nonce},
  );
  t.deepEqual(
    found.map(({outcome, revocationReason}) => [outcome, revocationReason]),
    [
      ['revoked', 'superseded'],
      ['good', undefined],
      ['revoked', 'certificateHold'],
    ],
  );
});

const ids = [certificateId(knownCertificate(issuer), good.serialNumber, 'sha1')];
const request = encodeRequest({ids, nonce});
const content = responder.contentFor(readRequest(request));
const check = (response: Uint8Array, when = now) =>
  checkResponse({ids, nonce, issuer, at: when}, response, usualTolerance)[0]?.reason;

test('the authority itself may answer, named by its name or its key', (t) => {
  const {der: subject} = knownCertificate(issuer).subject;
  const keyHash = authority.keyIdentifier;
  const byIssuer = {...content, certificates: []};
  t.is(check(encodeResponse({...byIssuer, responder: {name: subject}}, authority.sign)), 'good');
  t.is(check(encodeResponse({...byIssuer, responder: {keyHash}}, authority.sign)), 'good');
  const byResponder = responder.identity().sign;
  t.is(check(encodeResponse({...byIssuer, responder: {keyHash}}, byResponder)), 'bad-signature');
  t.is(check(encodeResponse(byIssuer, byResponder)), 'unauthorised-responder');
});

test('a delegated responder may be named by its name', (t) => {
  const [certificate = new Uint8Array()] = content.certificates;
  const named = {...content, responder: {name: knownCertificate(certificate).subject.der}};
  t.is(check(encodeResponse(named, responder.identity().sign)), 'good');
});

for (const [name, code] of Object.entries(responseStatuses).filter(([, value]) => value !== 0)) {
  test(`the status ${name} (${code}) is no answer about the certificate`, (t) => {
    const response = errorResponse(name as Exclude<keyof typeof responseStatuses, 'successful'>);
    t.is(check(response), name === 'tryLater' ? 'try-later' : 'responder-refused');
    t.deepEqual(readResponse(response), {status: name} as never);
  });
}

test('an answer counts within the skew of ten minutes, and not a second beyond', (t) => {
  const response = encodeResponse(content, responder.identity().sign);
  for (const [minutes, reason] of [
    [-10, 'good'],
    [-10 - 1 / 60, 'future'],
    [20, 'good'],
    [20 + 1 / 60, 'stale'],
  ] as const) {
    t.is(check(response, later(now, minutes * 60_000)), reason, String(minutes));
  }
});

test('an answer without nextUpdate is good for a day', (t) => {
  const answers = content.answers.map(({nextUpdate, ...answer}) => answer);
  const response = encodeResponse({...content, answers}, responder.identity().sign);
  t.is(check(response, later(now, day)), 'good');
  t.is(check(response, later(now, day + 1000)), 'stale');
});

test('two answers about one certificate are no answer, even where both say good', (t) => {
  const answers = [...content.answers, ...content.answers];
  t.is(check(encodeResponse({...content, answers}, responder.identity().sign)), 'malformed');
});

test('an unknown hash and another authority’s certificate are unknown', async (t) => {
  const md5 = sequence(
    algorithmIdentifier('1.2.840.113549.2.5'),
    octets(new Uint8Array(16)),
    octets(new Uint8Array(16)),
    unsigned(Uint8Array.of(1)),
  );
  const foreign = certificateId(
    knownCertificate((await bench.centre.authorities.issuing('digital-signature', now)).certificate),
    good.serialNumber,
    'sha1',
  );
  const asked = [sequence(sequence(sequence(sequence(md5)))), encodeRequest({ids: [foreign]})];
  for (const one of asked) {
    t.deepEqual(
      responder.contentFor(readRequest(one)).answers.map(({status: of}) => of.kind),
      ['unknown'],
    );
    const response = readResponse(responder.respond(one));
    t.is(response.status, 'successful');
  }
});

test('a nonce of 1 to 128 bytes is taken and repeated; 0 and 129 are malformed', (t) => {
  for (const [bytes, fine] of [
    [0, false],
    [1, true],
    [32, true],
    [128, true],
    [129, false],
  ] as const) {
    const one = encodeRequest({ids, nonce: new Uint8Array(bytes).fill(7)});
    const response = readResponse(responder.respond(one));
    t.is(response.status, fine ? 'successful' : 'malformedRequest', String(bytes));
    t.is(response.status === 'successful' ? response.basic.nonce?.length : bytes, bytes);
  }
});

test('without a nonce the same answer is given for a minute, unless the state has changed', async (t) => {
  const moving = await statusBench();
  const {certificate, serialNumber} = await moving.issue('user-authentication');
  const own = await moving.status.responder(moving.label);
  const of = knownCertificate(moving.authority.certificate);
  const asked = encodeRequest({ids: [certificateId(of, serialNumber, 'sha1')]});
  const first = own.respond(asked);
  await moving.clock.sleep(59e9);
  t.deepEqual(own.respond(asked), first);
  await moving.clock.sleep(1e9);
  const second = own.respond(asked);
  t.notDeepEqual(second, first);
  moving.states.revoke(serialNumber, {reason: 'superseded'});
  const question = {certificate, issuer: moving.authority.certificate, at: moving.clock.wall()};
  const ask = async (request: Uint8Array) => own.respond(request);
  t.is((await checkStatus(question, {by: 'ocsp', ask})).reason, 'revoked');
});

test('101 certificates in one request are too many, 100 are answered', (t) => {
  const many = (n: number) => encodeRequest({ids: Array.from({length: n}, () => ids[0] ?? never())});
  t.is(readResponse(responder.respond(many(100))).status, 'successful');
  t.is(readResponse(responder.respond(many(101))).status, 'malformedRequest');
});

const never = (): never => {
  throw new Error('an id was made');
};

test('mutations of requests and responses never crash, and none turns into another answer', (t) => {
  const roll = dice(6960);
  const revokedIds = [certificateId(knownCertificate(issuer), gone.serialNumber, 'sha1')];
  const asked = encodeRequest({ids: revokedIds, nonce});
  const honest = responder.respond(asked);
  const counts = new Map<string, number>();
  for (let i = 0; i < 10_000; i += 1) {
    const bytes = mutated(honest, roll);
    const [found] = checkResponse({ids: revokedIds, nonce, issuer, at: now}, bytes, usualTolerance);
    counts.set(found?.reason ?? '', (counts.get(found?.reason ?? '') ?? 0) + 1);
    t.not(found?.outcome, 'good');
    try {
      readRequest(mutated(asked, roll));
    } catch (error) {
      t.true(error instanceof DerError);
    }
  }
  t.true((counts.get('malformed') ?? 0) > 1_000);
  t.true((counts.get('bad-signature') ?? 0) + (counts.get('unauthorised-responder') ?? 0) > 500);
});

const mutated = (from: Uint8Array, roll: ReturnType<typeof dice>): Uint8Array => {
  const bytes = Uint8Array.from(from);
  for (let n = roll.below(3) + 1; n > 0; n -= 1) {
    bytes[roll.below(bytes.length)] = roll.pick([0, 0x30, 0x80, 0xa0, 0xff, roll.below(256)]);
  }
  return roll.chance(0.2) ? bytes.subarray(0, roll.below(bytes.length)) : bytes;
};

test('a question that cannot be asked is no good answer: no certificate, no issuer', async (t) => {
  const ask = async (one: Uint8Array) => responder.respond(one);
  for (const question of [
    {certificate: new Uint8Array(3), issuer, at: now},
    {certificate: good.certificate, issuer: new Uint8Array(0), at: now},
  ]) {
    t.is((await checkStatus(question, {by: 'ocsp', ask})).reason, 'malformed');
  }
});
