import test from 'ava';
import {
  checkStatus,
  loginOverHttp,
  type RuleRequest,
  type ServiceMisbehaviour,
  serviceMisbehaviours,
  statusOverHttp,
} from '../../../centre/index.ts';
import {certificateId} from '../../../centre/ocsp/certificate-id.ts';
import {readResponse} from '../../../centre/ocsp/read-response.ts';
import {encodeRequest} from '../../../centre/ocsp/request.ts';
import {knownCertificate} from '../../../centre/x509/known-certificate.ts';
import {KazasuError} from '../../../protocol/index.ts';
import {refusal} from '../../support/refusal.ts';
import {base64, serviceBench, signedByHolder} from './service-bench.ts';

const bench = await serviceBench();
const {admin, ask, asParty, issued, url, statusUrl, party} = bench;
const {rules} = bench.service;
const one = await issued();
const {json: shop} = await admin('/registrar/relying-parties', {json: {name: 'shop'}});
const {kind, generation} = one;
const certificate = Buffer.from(one.certificate, 'base64');
const issuer = (await bench.centre.authorities.generation(kind, generation)).certificate;
test.after.always(() => bench.service.stop());
test.beforeEach(() => rules.clear());

const places = {
  ocsp: `/ocsp/${kind}/${generation}`,
  crl: `/crl/${kind}/${generation}/Tokyo-to/Kiyose-shi.crl`,
};

/** What a client with this much patience learns of the certificate. */
const learnt = async (by: 'ocsp' | 'crl', timeoutMs: number, at = url) => {
  const {ask: askResponder, fetch} = statusOverHttp({
    url: `${at}${places[by]}`,
    timeoutMs,
    mostBytes: 1 << 20,
  });
  const question = {certificate, issuer, at: new Date()};
  return checkStatus(
    question,
    by === 'ocsp' ? {by, ask: askResponder, nonce: () => Buffer.alloc(32, 9)} : {by, fetch},
  );
};

const cases = Object.entries(serviceMisbehaviours).flatMap(
  ([name, misbehaviour]): [name: string, by: 'ocsp' | 'crl', misbehaviour: ServiceMisbehaviour][] =>
    misbehaviour.by === 'http'
      ? [
          [name, 'ocsp', misbehaviour],
          [name, 'crl', misbehaviour],
        ]
      : [[name, misbehaviour.by, misbehaviour]],
);

for (const [name, by, {ends, by: who}] of cases) {
  test.serial(`${name} ends a question by ${by} over HTTP in ${ends}, as documented`, async (t) => {
    t.is((await learnt(by, 10_000)).reason, 'good', 'without it');
    rules.add({misbehaviour: name, ...(who === 'http' && ends === 'good' ? {ms: 200} : {})});
    const {reason, outcome} = await learnt(by, ends === 'timeout' ? 300 : 10_000);
    t.is(reason, ends);
    t.is(outcome === 'good', ends === 'good');
    t.is(rules.list()[0]?.shown, 1);
    rules.clear();
    t.is((await learnt(by, 10_000)).reason, 'good', 'behind it');
  });
}

/** What a client of the log-in ends in, by what a client of OCSP and lists ends in. */
const loginEnds: Readonly<Record<string, string>> = {
  timeout: 'KZS-CENTRE-TIMEOUT',
  unreachable: 'KZS-CENTRE-UNREACHABLE',
  malformed: 'KZS-CENTRE-ANSWER',
};

const idOf = async (action: () => unknown): Promise<string | undefined> => {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error instanceof KazasuError ? error.id : String(error);
  }
};

for (const [name, {by, ends}] of Object.entries(serviceMisbehaviours)) {
  if (by === 'http' && name !== 'http-closed') {
    const end = loginEnds[ends];
    test.serial(`${name} ends a log-in over HTTP in ${end ?? 'its answer'}`, async (t) => {
      const client = loginOverHttp({url, key: party.key, timeoutMs: ends === 'timeout' ? 300 : 10_000});
      const logIn = async () => {
        const {id, bytes} = await client.challenge();
        rules.add({misbehaviour: name, times: 1, ...(ends === 'good' ? {ms: 20} : {})});
        const signature = Buffer.from(signedByHolder(bytes), 'base64');
        return client.answer({challengeId: id, certificate, signature});
      };
      if (end === undefined) {
        t.like(await logIn(), {result: 'valid', reason: 'passed'});
      } else {
        t.is(await idOf(logIn), end);
      }
      rules.clear();
      t.is((await client.challenge()).bytes.length, 32, 'behind it');
      client.close();
    });
  }
}

test('a client of the log-in tells the centre’s own refusals, and no address that is none is asked', async (t) => {
  const nobody = loginOverHttp({url, key: 'nobody'});
  t.is(await idOf(() => nobody.challenge()), 'KZS-HTTP-KEY-UNKNOWN');
  nobody.close();
  for (const address of ['localhost:1', 'ftp://localhost/', '']) {
    t.is(await idOf(() => loginOverHttp({url: address, key: 'x'})), 'KZS-CENTRE-UNREACHABLE');
  }
});

/** What a client that knows nothing of this sees on any route; without a status the exchange breaks. */
const seen: Readonly<Record<string, {status?: number; body?: 'same' | 'empty' | 'shorter'; type?: RegExp}>> =
  {
    'http-slow': {status: 200, body: 'same'},
    'http-silent': {},
    'http-drip': {},
    'http-500': {status: 500, type: /html/},
    'http-503': {status: 503, type: /html/},
    'http-reset': {},
    'http-dropped': {},
    'http-bad-chunk': {},
    'http-giant-header': {},
    'http-redirect': {status: 307, body: 'empty'},
    'http-wrong-type': {status: 200, body: 'same', type: /html/},
    'http-empty': {status: 200, body: 'empty'},
    'http-truncated': {status: 200, body: 'shorter'},
    'http-endless': {},
  };

for (const [name, expected] of Object.entries(seen)) {
  for (const path of [`/certificates/${one.serialNumber}/links`, '/authorities']) {
    test.serial(`${name} on ${path.replace(one.serialNumber, 'N')} is what any client sees`, async (t) => {
      const get = async (headers: Record<string, string>) => {
        const response = await fetch(`${url}${path}`, {
          headers: {authorization: `Bearer ${party.key}`, ...headers},
          redirect: 'manual',
          signal: AbortSignal.timeout(500),
        });
        // Byte by byte: a truncated answer may end within a character.
        return {response, text: Buffer.from(await response.arrayBuffer()).toString('latin1')};
      };
      const honest = await get({});
      const misled = get({'kazasu-misbehave': name === 'http-slow' ? 'http-slow;ms=20' : name});
      if (expected.status === undefined) {
        await t.throwsAsync(misled, {any: true});
        return;
      }
      const {response, text} = await misled;
      t.is(response.status, expected.status);
      t.regex(response.headers.get('content-type') ?? '', expected.type ?? /^/);
      if (expected.body === 'same') {
        t.is(text, honest.text);
      } else if (expected.body === 'empty') {
        t.is(text, '');
      } else if (expected.body === 'shorter') {
        t.is(text, honest.text.slice(0, -7));
      }
    });
  }
}

test('every misbehaviour of the transport is in the table of what clients see, or closes the port', (t) => {
  const names = Object.entries(serviceMisbehaviours).flatMap(([name, {by}]) => (by === 'http' ? [name] : []));
  t.deepEqual(
    names.filter((name) => !(name in seen)),
    ['http-closed'],
  );
});

/** Why a fetch failed. */
const codeOf = (error: Error | undefined): unknown => (error?.cause as {code?: string} | undefined)?.code;

test.serial(
  'http-closed refuses connections until the rule is taken back, then the same port is open',
  async (t) => {
    t.is((await learnt('ocsp', 5_000, statusUrl)).reason, 'good');
    const {json: rule} = await admin('/registrar/rules', {json: {misbehaviour: 'http-closed'}});
    const refused = await t.throwsAsync(fetch(`${statusUrl}${places.crl}`));
    t.is(codeOf(refused), 'ECONNREFUSED');
    t.is((await learnt('crl', 5_000, statusUrl)).reason, 'unreachable');
    const reset = await t.throwsAsync(fetch(`${url}${places.crl}`));
    t.is(codeOf(reset), 'ECONNRESET');
    await admin(`/registrar/rules/${rule.id}`, {method: 'DELETE'});
    t.is((await learnt('ocsp', 5_000, statusUrl)).reason, 'good');
  },
);

const conditions: readonly [claim: string, rule: Omit<RuleRequest, 'misbehaviour'>, meets: boolean][] = [
  ['no condition', {}, true],
  ['its operation', {operation: 'status'}, true],
  ['another operation', {operation: 'links'}, false],
  ['its relying party', {relyingParty: 'bank'}, true],
  ['another relying party', {relyingParty: 'shop'}, false],
  ['its certificate', {serialNumber: one.serialNumber}, true],
  ['another certificate', {serialNumber: '0A'}, false],
  ['all three', {operation: 'status', relyingParty: 'bank', serialNumber: one.serialNumber}, true],
  ['never', {probability: 0}, false],
  ['always', {probability: 1}, true],
];

for (const [claim, rule, meets] of conditions) {
  test.serial(`a rule with ${claim} is ${meets ? '' : 'not '}met`, async (t) => {
    const added = await admin('/registrar/rules', {json: {misbehaviour: 'http-500', ...rule}});
    t.is(added.status, 201, added.text);
    const answer = await asParty(`/certificates/${one.serialNumber}/status`, {documents: false});
    t.is(answer.status, meets ? 500 : 200);
    t.is((await admin('/registrar/rules')).json.rules[0].shown, meets ? 1 : 0);
  });
}

test.serial('a rule for so many times is spent then; reset leaves no rule and no history', async (t) => {
  await admin('/registrar/rules', {json: {misbehaviour: 'http-503', times: 2, operation: 'authorities'}});
  bench.store.requests.clear();
  const statuses: number[] = [];
  for (let i = 0; i < 4; i += 1) {
    statuses.push((await ask('/authorities', {documents: false})).status);
  }
  t.deepEqual(statuses, [503, 503, 200, 200]);
  t.is((await admin('/registrar/history?misbehaviour=http-503')).json.requests.length, 2);
  t.is((await admin('/registrar/reset', {method: 'POST'})).json.rules, 1);
  t.deepEqual((await admin('/registrar/rules')).json.rules, []);
  const {requests} = (await admin('/registrar/history')).json;
  t.true(
    requests.every(({operation}: {operation: string}) =>
      ['reset', 'rules', 'history-of-all'].includes(operation),
    ),
  );
});

test('draws follow the seed: the same one draws the same, about as often as was asked for', (t) => {
  const drawn = (seed: string): string => {
    rules.clear();
    rules.add({misbehaviour: 'http-500', probability: 0.3, seed});
    return Array.from({length: 400}, () => (rules.meet({operation: 'status'}) ? 'x' : '.')).join('');
  };
  t.is(drawn('a'), drawn('a'));
  t.not(drawn('a'), drawn('b'));
  const count = drawn('a').replaceAll('.', '').length;
  t.true(count > 80 && count < 160, `${count} of 400`);
});

test('a port is closed for everybody or not at all; the registrar’s own routes take no rule', (t) => {
  refusal(t, () => rules.add({misbehaviour: 'http-closed', times: 1}), 'KZS-MISBEHAVIOUR-RULE', 'times');
  refusal(
    t,
    () => rules.add({misbehaviour: 'http-500', operation: 'reset'}),
    'KZS-MISBEHAVIOUR-OPERATION',
    'reset',
  );
});

test.serial('the first rule that fits counts', async (t) => {
  rules.add({misbehaviour: 'http-500', relyingParty: 'shop'});
  rules.add({misbehaviour: 'http-503'});
  rules.add({misbehaviour: 'http-reset'});
  t.is((await asParty(`/certificates/${one.serialNumber}/status`, {documents: false})).status, 503);
});

for (const [name, check, reason] of [
  ['ocsp-wrong-nonce', 'ocsp', 'revocation-wrong-nonce'],
  ['ocsp-unknown', 'ocsp', 'revocation-unknown'],
  ['crl-stale', 'crl', 'revocation-stale'],
  ['crl-other-partition', 'crl', 'revocation-wrong-partition'],
] as const) {
  test.serial(`a verification that meets ${name} ends in ${reason}, and its steps say where`, async (t) => {
    const data = Buffer.from(name);
    const asked = {
      json: {kind, certificate: one.certificate, data: base64(data), signature: signedByHolder(data)},
    };
    rules.add({misbehaviour: name, operation: 'verify', relyingParty: 'bank'});
    const {json} = await asParty('/verifications', asked);
    t.like(json, {result: 'invalid', reason, check});
    t.deepEqual(
      json.steps.map(({outcome}: {outcome: string}) => outcome),
      ['passed', 'passed', 'passed', 'failed'],
    );
    const own = (await ask('/history?operation=verify', {key: party.key})).json.requests.at(-1);
    t.false('misbehaviour' in own, 'the one under test does not read that it was misled');
    const all = (await admin('/registrar/history?operation=verify&limit=1000')).json.requests.at(-1);
    t.is(all.misbehaviour, name);
  });
}

const families = [
  ['ocsp-wrong-nonce', 'ocsp', 'revocation-wrong-nonce'],
  ['ocsp-down', 'ocsp', 'revocation-unreachable'],
  ['crl-stale', 'crl', 'revocation-stale'],
  ['crl-bad-signature', 'crl', 'revocation-bad-signature'],
] as const;

/** A log-in as a relying party does it; with headers, the answer is sent with them. */
const logIn = async (key: string, headers: Record<string, string> = {}) => {
  const {json: challenge} = await ask('/login/challenges', {method: 'POST', key});
  const signature = signedByHolder(Buffer.from(challenge.challenge, 'base64'));
  const json = {challengeId: challenge.id, certificate: one.certificate, signature};
  return (await ask('/login/answers', {key, json, headers})).json;
};

for (const [name, source, reason] of families) {
  test.serial(
    `a log-in that meets ${name} ends in ${reason}, by rule or by request, and only then`,
    async (t) => {
      const refused = {result: 'invalid', reason};
      const byRequest = await logIn(party.key, {'kazasu-misbehave': name});
      t.like(byRequest, refused);
      const {outcome, evidence} = byRequest.steps.at(-1);
      t.deepEqual([outcome, evidence.source], ['failed', source.toUpperCase()]);
      rules.add({misbehaviour: name, operation: 'login/answer', relyingParty: 'bank'});
      t.like(await logIn(party.key), refused);
      t.like(await logIn(shop.key), {result: 'valid'}, 'another relying party is not misled');
      rules.clear();
      rules.add({misbehaviour: name, times: 1});
      t.like(await logIn(shop.key), refused);
      t.like(await logIn(shop.key), {result: 'valid'}, 'the rule is spent');
    },
  );
}

test.serial(
  'ocsp-expired tells what was true yesterday, ocsp-future what will be tomorrow, each with its times',
  async (t) => {
    const revoked = await issued();
    await admin(`/registrar/certificates/${revoked.serialNumber}/revocation`, {json: {reason: 'superseded'}});
    const request = encodeRequest({
      ids: [certificateId(knownCertificate(issuer), revoked.serialNumber, 'sha1')],
    });
    const told = async (headers: Record<string, string>) => {
      const {bytes} = await ask(`/ocsp/${revoked.kind}/${revoked.generation}`, {
        body: request,
        headers: {'content-type': 'application/ocsp-request', ...headers},
      });
      const read = readResponse(bytes);
      const [answer] = read.status === 'successful' ? read.basic.answers : [];
      const days = ((answer?.thisUpdate.getTime() ?? 0) - Date.now()) / 86_400_000;
      return [answer?.status.kind, Math.abs(days) < 0.5 ? 0 : Math.round(days)];
    };
    t.deepEqual(await told({}), ['revoked', 0]);
    t.deepEqual(await told({'kazasu-misbehave': 'ocsp-expired'}), ['good', -1]);
    t.deepEqual(await told({'kazasu-misbehave': 'ocsp-future'}), ['revoked', 1]);
  },
);

test.serial(
  'a time that is given is the time of ocsp-slow and crl-slow, by rule and by request',
  async (t) => {
    const took = async (by: 'ocsp' | 'crl', headers: Record<string, string> = {}) => {
      const post = by === 'ocsp' ? {body: 'x', headers: {'content-type': 'application/ocsp-request'}} : {};
      const began = performance.now();
      await ask(places[by], {...post, headers: {...post.headers, ...headers}});
      return performance.now() - began;
    };
    rules.add({misbehaviour: 'ocsp-slow', ms: 1_700});
    const times = await Promise.all([took('ocsp'), took('crl', {'kazasu-misbehave': 'crl-slow;ms=1700'})]);
    // Their own time is shorter; a busy machine only adds to it.
    t.true(
      times.every((ms) => ms >= 1_690),
      times.join(),
    );
  },
);

test.serial(
  'a request names its own misbehaviour only where the service allows it, and one that its route can show',
  async (t) => {
    const asked = (name: string) => ({headers: {'kazasu-misbehave': name}});
    t.is(
      (await ask('/authorities', {...asked('http-5000'), documents: true})).json.id,
      'KZS-MISBEHAVIOUR-UNKNOWN',
    );
    t.is((await ask('/authorities', asked('crl-stale'))).json.id, 'KZS-MISBEHAVIOUR-OPERATION');
    t.is((await admin('/registrar/rules', asked('http-500'))).status, 200);
    const strict = await serviceBench({misbehaviourByRequest: false});
    t.teardown(() => strict.service.stop());
    const answer = await strict.ask('/authorities', asked('http-500'));
    t.is(answer.status, 403);
    t.is(answer.json.id, 'KZS-MISBEHAVIOUR-NOT-ALLOWED');
  },
);

test.after('no misbehaviour is a defect', (t) => {
  t.deepEqual(bench.defects, []);
});
