import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {checkStatus, statusOverHttp} from '../../../centre/index.ts';
import {errorResponse} from '../../../centre/ocsp/response.ts';
import {virtualClock} from '../../../protocol/index.ts';
import {lacksOpenssl} from '../../support/kazasu.ts';
import {later, now, opensslRun, pemOf, statusBench} from '../status-bench.ts';
import {base64, type ServiceBench, signedByHolder} from './service-bench.ts';

/** What relying parties and the public ask: log-in, verification, OCSP, lists. */
export const claimsAboutAsking = (bench: ServiceBench): void => {
  const {admin, asParty, ask, issued, url} = bench;
  test('a log-in is judged once, and only for the relying party that fetched the challenge', async (t) => {
    const {certificate} = await issued();
    const {json: other} = await admin('/registrar/relying-parties', {json: {name: 'ｶﾌﾞ other'}});
    const {json: challenge} = await asParty('/login/challenges', {method: 'POST'});
    const answer = {
      challengeId: challenge.id,
      certificate,
      signature: signedByHolder(Buffer.from(challenge.challenge, 'base64')),
    };
    const foreign = await ask('/login/answers', {key: other.key, json: answer});
    t.like(foreign.json, {result: 'invalid', reason: 'challenge-unknown'});
    t.like((await asParty('/login/answers', {json: answer})).json, {result: 'valid', reason: 'passed'});
    t.like((await asParty('/login/answers', {json: answer})).json, {
      result: 'invalid',
      reason: 'challenge-replayed',
    });
  });

  for (const check of ['ocsp', 'crl'] as const) {
    test(`data and digest are verified alike, with revocation asked by ${check}`, async (t) => {
      const {certificate} = await issued();
      const data = Buffer.from(`${check}の文書`);
      const digest = createHash('sha256').update(data).digest();
      const common = {kind: 'user-authentication', certificate, check, signature: signedByHolder(data)};
      for (const what of [{data: base64(data)}, {digest: base64(digest)}]) {
        const {json} = await asParty('/verifications', {json: {...common, ...what}});
        t.like(json, {result: 'valid', reason: 'passed', check});
        t.is(json.steps.at(-1).evidence.source, check.toUpperCase());
      }
      const other = createHash('sha256').update('another').digest();
      for (const what of [{data: base64(other)}, {digest: base64(other)}]) {
        const {json} = await asParty('/verifications', {json: {...common, ...what}});
        t.like(json, {result: 'invalid', reason: 'signature-wrong'});
      }
      const {json} = await asParty('/verifications', {
        json: {...common, kind: 'digital-signature', data: ''},
      });
      t.is(json.result, 'invalid');
    });
  }

  test('a revoked certificate is refused with since and reason', async (t) => {
    const {certificate, serialNumber} = await issued();
    await admin(`/registrar/certificates/${serialNumber}/revocation`, {
      json: {reason: 'cessationOfOperation'},
    });
    const data = Buffer.from('x');
    const {json} = await asParty('/verifications', {
      json: {kind: 'user-authentication', certificate, data: base64(data), signature: signedByHolder(data)},
    });
    t.is(json.reason, 'revoked');
    t.is(json.steps.at(-1).evidence.revocationReason, 'cessationOfOperation');
  });

  test('a revocation counts at once, also within the second in which it was said', async (t) => {
    const {status, states, issue, label} = await statusBench({clock: virtualClock(later(now, 700))});
    const issuedOne = await issue('user-authentication');
    states.revoke(issuedOne.serialNumber, {reason: 'superseded', since: later(now, 200)});
    const asked = await status.ask(issuedOne.certificate, label, later(now, 700));
    t.is(asked.reason, 'revoked');
    const one = await issued();
    await admin(`/registrar/certificates/${one.serialNumber}/hold`, {json: {}});
    t.is((await asParty(`/certificates/${one.serialNumber}/status`)).json.state, 'revoked');
  });

  test('openssl asks our responder over HTTP and believes it', async (t) => {
    if (lacksOpenssl) {
      t.pass('openssl is not here');
      return;
    }
    const good = await issued();
    const gone = await issued();
    await admin(`/registrar/certificates/${gone.serialNumber}/revocation`, {json: {reason: 'superseded'}});
    const ca = (await ask(`/authorities/${good.kind}/${good.generation}/certificate.pem`)).bytes;
    // Asynchronously: the responder lives in this process.
    const said = await opensslOcsp(`${url}/ocsp/${good.kind}/${good.generation}`, ca, [good, gone]);
    t.regex(said, /Response verify OK/);
    t.regex(said, /cert0: good/);
    t.regex(said, /cert1: revoked/);
    t.regex(said, /Reason: superseded/);
  });

  test('by GET an answer without nonce may be kept until it ends, and a client that has it hears 304', async (t) => {
    const {certificate, kind, generation} = await issued();
    const authority = await bench.centre.authorities.generation(kind, generation);
    const question = {certificate: Buffer.from(certificate, 'base64'), issuer: authority.certificate};
    const plain = await requestFor(question);
    const withNonce = await requestFor(question, () => Buffer.alloc(32, 7));
    const spelt = (bytes: Uint8Array): string => encodeURIComponent(base64(bytes));
    const address = `/ocsp/${kind}/${generation}`;
    const first = await ask(`${address}/${spelt(plain)}`);
    t.is(first.headers.get('content-type'), 'application/ocsp-response');
    const [, age] = /max-age=(\d+)/.exec(first.headers.get('cache-control') ?? '') ?? [];
    t.true(Number(age) > 0 && Number(age) <= 600);
    t.true(Date.parse(first.headers.get('last-modified') ?? '') <= Date.now());
    const etag = first.headers.get('etag') ?? '';
    const again = await ask(`${address}/${spelt(plain)}`, {
      headers: {'if-none-match': etag},
    });
    t.is(again.status, 304);
    const raw = await ask(`${address}/${base64(plain)}`, {documents: false});
    t.deepEqual(raw.bytes, first.bytes);
    const fresh = await ask(`${address}/${spelt(withNonce)}`);
    t.is(fresh.headers.get('cache-control'), 'no-store');
    t.is((await ask(`${address}/no-base64!`)).status, 404);
    const headers = {'content-type': 'application/ocsp-request'};
    const posted = await ask(address, {body: plain, headers});
    t.is(posted.headers.get('cache-control'), 'no-store');
    const garbage = await ask(address, {body: Buffer.from('no request'), headers});
    t.deepEqual(garbage.bytes, Buffer.from(errorResponse('malformedRequest')));
  });

  test('lists come with the dates of the day, are read by openssl, and are found by conditional requests', async (t) => {
    const {kind, generation, certificate} = await issued();
    const part = await ask(`/crl/${kind}/${generation}/Tokyo-to/Kiyose-shi.crl`);
    const full = await ask(`/crl/${kind}/${generation}/full.crl`);
    for (const list of [part, full]) {
      t.is(list.headers.get('content-type'), 'application/pkix-crl');
      t.regex(list.headers.get('cache-control') ?? '', /^public, max-age=\d+/);
      const [modified, expires] = ['last-modified', 'expires'].map((name) =>
        Date.parse(list.headers.get(name) ?? ''),
      );
      t.is((expires ?? 0) - (modified ?? 0), 86_400_000);
    }
    t.is(
      (
        await ask(`/crl/${kind}/${generation}/full.crl`, {
          headers: {'if-modified-since': full.headers.get('last-modified') ?? ''},
        })
      ).status,
      304,
    );
    t.is(
      (await ask(`/crl/${kind}/${generation}/full.crl`, {headers: {'if-none-match': '"another"'}})).status,
      200,
    );
    t.is((await ask(`/crl/${kind}/9/full.crl`)).status, 404);
    t.is((await ask(`/crl/${kind}/${generation}/T0kyo/x.crl`)).status, 422);
    const issuer = (await ask(`/authorities/${kind}/${generation}/certificate.cer`)).bytes;
    const lists = statusOverHttp({
      url: `${bench.statusUrl}/crl/${kind}/${generation}/Tokyo-to/Kiyose-shi.crl`,
    });
    const question = {certificate: Buffer.from(certificate, 'base64'), issuer, at: new Date()};
    t.is((await checkStatus(question, {by: 'crl', fetch: lists.fetch})).reason, 'good');
    if (!lacksOpenssl) {
      const run = opensslRun(
        ['crl', '-inform', 'DER', '-in', '{crl}', '-CAfile', '{ca}', '-noout', '-text'],
        {
          crl: part.bytes,
          ca: pemOf('CERTIFICATE', issuer),
        },
      );
      t.regex(run.said, /verify OK/);
      t.regex(run.said, /Kiyose-shi CRLDP/);
    }
  });
};

/** The request that a client of ours makes. */
const requestFor = async (
  question: {readonly certificate: Uint8Array; readonly issuer: Uint8Array},
  nonce?: () => Uint8Array,
): Promise<Uint8Array> => {
  const asked: Uint8Array[] = [];
  const ask = async (request: Uint8Array): Promise<Uint8Array> => {
    asked.push(request);
    return new Uint8Array();
  };
  await checkStatus({...question, at: new Date()}, {by: 'ocsp', ask, ...(nonce ? {nonce} : {})});
  return asked[0] ?? new Uint8Array();
};

const opensslOcsp = async (
  address: string,
  ca: Uint8Array,
  certificates: readonly {readonly certificate: string}[],
): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'kz-ocsp-'));
  try {
    writeFileSync(`${folder}/ca`, ca);
    const asked = certificates.flatMap(({certificate}, i) => {
      writeFileSync(`${folder}/cert${i}`, pemOf('CERTIFICATE', Buffer.from(certificate, 'base64')));
      return ['-cert', `${folder}/cert${i}`];
    });
    return await new Promise((resolve) => {
      execFile(
        'openssl',
        ['ocsp', '-issuer', `${folder}/ca`, '-CAfile', `${folder}/ca`, ...asked, '-url', address],
        {timeout: 20_000},
        (_error, stdout, stderr) => resolve(stdout + stderr),
      );
    });
  } finally {
    rmSync(folder, {recursive: true});
  }
};
