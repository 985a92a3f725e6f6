import {readFileSync} from 'node:fs';
import test from 'ava';
import {serviceMisbehaviours} from '../../../centre/index.ts';
import {claimsAboutAsking} from './claims-about-asking.ts';
import {claimsAboutCardManagement} from './claims-about-card-management.ts';
import {claimsAboutIssuing} from './claims-about-issuing.ts';
import {claimsAboutRefusals} from './claims-about-refusals.ts';
import {adminKey, base64, documentedOperations, serviceBench, signedByHolder} from './service-bench.ts';

const bench = await serviceBench();
const {admin, ask, issued} = bench;
test.after.always(() => bench.service.stop());

claimsAboutIssuing(bench);
claimsAboutAsking(bench);
claimsAboutRefusals(bench);
claimsAboutCardManagement(bench);

test('each request is one row and one event; a relying party sees its own, and nothing personal is in any', async (t) => {
  const {json: mine} = await admin('/registrar/relying-parties', {json: {name: 'mine'}});
  const {certificate, serialNumber} = await issued();
  const data = Buffer.from('secret text');
  await ask('/verifications', {
    key: mine.key,
    json: {kind: 'user-authentication', certificate, data: base64(data), signature: signedByHolder(data)},
  });
  await ask(`/certificates/${serialNumber}/status`, {key: mine.key});
  const own = (await ask('/history', {key: mine.key})).json.requests;
  t.deepEqual(
    own.map(({operation, outcome, httpStatus}: Record<string, unknown>) => [operation, outcome, httpStatus]),
    [
      ['verify', 'valid', 200],
      ['status', 'valid', 200],
    ],
  );
  t.is(own[0].serialNumber, serialNumber);
  t.regex(own[0].requestHash, /^[0-9a-f]{64}$/);
  const all = (await admin(`/registrar/history?serialNumber=${serialNumber}&limit=1000`)).json.requests;
  t.deepEqual(
    all.map(({operation}: {operation: string}) => operation),
    ['issue', 'verify', 'status'],
  );
  const told = JSON.stringify([(await admin('/registrar/history?limit=1000')).json, bench.events]);
  for (const secret of ['清瀬', '花子', 'secret text', mine.key, adminKey, certificate.slice(0, 40)]) {
    t.false(told.includes(secret), secret);
  }
  const count = (operation: string): number =>
    bench.events.filter((event) => event.type === 'centre' && event.operation === operation).length;
  t.is(count('verify'), bench.store.requests.find({operation: 'verify'}).length);
});

test('the document names itself, and every operation in it has been asked and answered as it says', async (t) => {
  const {json} = await ask('/openapi.json');
  t.is(json.openapi, '3.1.0');
  t.deepEqual(json, JSON.parse(JSON.stringify(bench.service.document())));
  await ask('/health');
  await admin('/registrar/misbehaviours');
  const rule = await admin('/registrar/rules', {json: {misbehaviour: 'http-500', relyingParty: 'nobody'}});
  t.is((await admin('/registrar/rules')).json.rules.length, 1);
  t.is((await admin(`/registrar/rules/${rule.json.id}`, {method: 'DELETE'})).status, 200);
});

/** Rows of the document’s tables, their cells without marks. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );

test('the documents have every route and every misbehaviour with what it ends in, and no other', (t) => {
  const rows = ['docs/centre.md', 'docs/card-management.md'].flatMap((document) =>
    rowsOf(readFileSync(document, 'utf8')),
  );
  const routes = documentedOperations(bench.service).map(({method, path, operation}) => [
    method,
    path,
    /`(.+)`/.exec((operation as {description?: string}).description ?? '')?.[1] ?? '',
    (operation as {summary?: string}).summary ?? '',
  ]);
  t.deepEqual(rows.filter(([method = '']) => /^(GET|POST|DELETE)$/.test(method)).sort(), routes.sort());
  t.deepEqual(
    rows.filter(([name = '']) => /^(ocsp|crl|http)-/.test(name)),
    Object.entries(serviceMisbehaviours).map(([name, {title, ends}]) => [name, title.en, title.ja, ends]),
  );
});

test.after('every operation of the document was asked', async (t) => {
  await admin('/registrar/reset', {method: 'POST'});
  const operations = documentedOperations(bench.service);
  t.true(operations.length > 30);
  const ids = operations.map(({operation}) => (operation as {operationId?: string}).operationId);
  t.is(new Set(ids).size, ids.length);
  t.deepEqual(
    operations
      .map(({name}) => name)
      .filter((name) => ![200, 201].some((s) => bench.seen.has(`${name} ${s}`))),
    [],
  );
  t.deepEqual(bench.defects, []);
});
