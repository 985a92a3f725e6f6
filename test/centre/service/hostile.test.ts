import {connect, type Socket} from 'node:net';
import test from 'ava';
import {adminKey, type ServiceBench, serviceBench} from './service-bench.ts';

const portOf = (address: string): number => Number(new URL(address).port);

const bench = await serviceBench({limits: {connections: 400, inFlight: 4, stopMs: 500}});
const {ask, admin, url, party} = bench;
const port = portOf(url);
const {rules} = bench.service;

/** A service that waits briefly, and is asked only for what its patience decides: a busy machine may use it up. */
const impatient = await serviceBench({
  limits: {headersMs: 1_500, requestMs: 3_000, idleMs: 5_000, keepAliveMs: 400, stopMs: 500},
});
test.after.always(() => Promise.all([bench.service.stop(), impatient.service.stop()]));

/** Whether it answers within ten seconds; a 408 says that this process stood still for longer than the limit. */
const livesOn = async ({ask}: ServiceBench): Promise<number> => {
  const until = Date.now() + 10_000;
  for (;;) {
    const {status} = await ask('/health', {documents: false});
    if (status !== 408 || Date.now() > until) {
      return status;
    }
  }
};

interface Conversation {
  readonly socket: Socket;
  /** All that came, when the other side has closed; fails after ten seconds. */
  readonly closed: Promise<string>;
}

/** A connection that is left open until the service closes it. */
const open = (at = port): Promise<Conversation> =>
  new Promise((resolve, reject) => {
    const socket = connect(at, '127.0.0.1', () => resolve({socket, closed}));
    socket.on('error', reject);
    let came = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      came += text;
    });
    const closed = new Promise<string>((ended, late) => {
      const timer = setTimeout(() => late(new Error(`still open after ${came}`)), 10_000);
      socket.on('close', () => {
        clearTimeout(timer);
        ended(came);
      });
    });
  });

const answerTo = async (text: string, at: number): Promise<string> => {
  const {socket, closed} = await open(at);
  socket.on('error', () => undefined);
  socket.write(text, 'latin1');
  return closed;
};

const json = (body: string, extra = ''): string =>
  `POST /registrar/rules HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${adminKey}\r\n` +
  `content-type: application/json\r\n${extra}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;

/** Each is answered with this status, or the connection just closed, and the service lives on. */
const hostile: readonly [claim: string, text: string, status: number, asked?: ServiceBench][] = [
  ['no HTTP', 'hello there\r\n\r\n', 400],
  ['a header that is never ended', 'GET /health HTTP/1.1\r\nhost: x\r\nx-slow: ', 408, impatient],
  [
    'a body that never comes',
    'POST /login/answers HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n',
    401,
    impatient,
  ],
  [
    'an OCSP body that never comes',
    'POST /ocsp/user-authentication/1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/ocsp-request\r\ncontent-length: 10\r\n\r\n1',
    408,
    impatient,
  ],
  ['giant headers', `GET /health HTTP/1.1\r\nhost: x\r\nx-filler: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  [
    'a giant address',
    `GET /ocsp/user-authentication/1/${'A'.repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
    431,
  ],
  [
    'a chunk whose size is no number',
    'POST /ocsp/user-authentication/1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/ocsp-request\r\ntransfer-encoding: chunked\r\n\r\nmany\r\n',
    400,
  ],
  [
    'two lengths at once',
    'POST /ocsp/user-authentication/1 HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['JSON 30,000 deep', json('['.repeat(30_000) + ']'.repeat(30_000)), 422],
  [
    'JSON 30,000 deep inside a field',
    json(`{"misbehaviour":${'['.repeat(30_000)}${']'.repeat(30_000)}}`),
    422,
  ],
  ['JSON that reaches for the prototype', json('{"__proto__":{"misbehaviour":"http-500"}}'), 422],
  ['a field ten thousand times', json(`{${'"ms":1,'.repeat(9_000)}"ms":2}`), 422],
  ['bytes that are no UTF-8', json('{"misbehaviour":"\xff\xfe"}'), 422],
  ['NUL in an address', 'GET /certificates/%00/status HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 401],
];

for (const [claim, text, status, asked = bench] of hostile) {
  test(`${claim} is answered by ${status}, and closed`, async (t) => {
    const answer = await answerTo(text, portOf(asked.url));
    t.regex(answer, new RegExp(`^HTTP/1.1 ${status}\\b`), answer.slice(0, 300));
    t.regex(answer, /"id":"KZS-/);
    t.is(await livesOn(asked), 200);
  });
}

test('a client that drips a byte now and then gets no longer than the whole request may take', async (t) => {
  const {socket, closed} = await open(portOf(impatient.url));
  socket.on('error', () => undefined);
  socket.write(
    'POST /ocsp/user-authentication/1 HTTP/1.1\r\nhost: x\r\ncontent-type: application/ocsp-request\r\ncontent-length: 1000\r\n\r\n',
  );
  const drip = setInterval(() => socket.write('0'), 50);
  const answer = await closed;
  clearInterval(drip);
  t.regex(answer, /^HTTP\/1.1 408/);
});

test.serial('a hundred idle connections keep nobody out, and are closed', async (t) => {
  const idle = await Promise.all(Array.from({length: 100}, () => open(portOf(impatient.url))));
  t.is(await livesOn(impatient), 200);
  const ends = await Promise.all(idle.map(({closed}) => closed));
  t.is(ends.length, 100);
});

test.serial('a connection beyond the bound is not served; those within are', async (t) => {
  const narrow = await serviceBench({limits: {connections: 3}});
  t.teardown(() => narrow.service.stop());
  const at = portOf(narrow.url);
  // The bench itself holds one.
  const within = await Promise.all([open(at), open(at)]);
  const beyond = await open(at);
  beyond.socket.on('error', () => undefined);
  t.is(await beyond.closed, '');
  within[0]?.socket.write('GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  t.regex((await within[0]?.closed) ?? '', /^HTTP\/1.1 200/);
  for (const {socket} of within) {
    socket.destroy();
  }
});

test.serial(
  'beyond so many requests at once 503 is answered, but not to the registrar; who leaves makes room',
  async (t) => {
    rules.add({misbehaviour: 'http-silent', operation: 'authorities'});
    const leaving = new AbortController();
    const waiting = Array.from({length: 4}, () =>
      fetch(`${url}/authorities`, {signal: leaving.signal}).catch(() => undefined),
    );
    const busy = async (): Promise<number> => (await ask('/history', {key: party.key})).status;
    let status = 200;
    for (let i = 0; status === 200 && i < 200; i += 1) {
      status = await busy();
    }
    t.is(status, 503);
    const refused = await ask('/history', {key: party.key});
    t.is(refused.json.id, 'KZS-HTTP-BUSY');
    t.is(refused.headers.get('retry-after'), '1');
    t.is((await admin('/registrar/rules')).status, 200);
    t.is((await ask('/health')).status, 200);
    leaving.abort();
    await Promise.all(waiting);
    rules.clear();
    for (let i = 0; status === 503 && i < 200; i += 1) {
      status = await busy();
    }
    t.is(status, 200);
  },
);

test('who sends requests one behind the other and leaves before the answers makes room, and each is a row', async (t) => {
  const narrow = await serviceBench({limits: {inFlight: 4}});
  t.teardown(() => narrow.service.stop());
  const {socket, closed} = await open(portOf(narrow.url));
  socket.write('GET /authorities HTTP/1.1\r\nhost: x\r\nkazasu-misbehave: http-silent\r\n\r\n'.repeat(4));
  const asks = async (): Promise<number> => (await narrow.ask('/history', {key: narrow.party.key})).status;
  for (let i = 0; i < 200 && (await asks()) !== 503; i += 1) {
    // Until all four are in.
  }
  t.is(await asks(), 503);
  socket.destroy();
  await closed;
  for (let i = 0; i < 200 && (await asks()) !== 200; i += 1) {
    // Until the service has seen it.
  }
  t.is(await asks(), 200);
  t.is(narrow.store.requests.find({operation: 'authorities'}).length, 4);
});

test('a service on every address names this machine for both ports, and answers there', async (t) => {
  const wide = await serviceBench({}, '0.0.0.0');
  t.teardown(() => wide.service.stop());
  t.is(new URL(wide.url).hostname, '127.0.0.1');
  t.is(new URL(wide.statusUrl).hostname, '127.0.0.1');
  t.is((await fetch(`${wide.statusUrl}/authorities`)).status, 200);
});

test('stopping finishes what is in flight, takes nothing new, and is over in bounded time', async (t) => {
  const ending = await serviceBench({limits: {stopMs: 400}});
  const asked = (name: string) =>
    fetch(`${ending.url}/authorities`, {headers: {'kazasu-misbehave': name}}).then(
      (response) => response.status,
      () => 'broken',
    );
  const slow = asked('http-slow;ms=150');
  const silent = asked('http-silent');
  const idle = await open(portOf(ending.url));
  // Both are in when this one, sent behind them, has been answered.
  while (ending.store.requests.find({operation: 'health'}).length === 0) {
    await ending.ask('/health');
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  await Promise.all([ending.service.stop(), idle.closed]);
  t.is(await slow, 200);
  t.is(await silent, 'broken');
  await t.throwsAsync(fetch(`${ending.url}/health`));
  await t.throwsAsync(fetch(`${ending.statusUrl}/authorities`));
});

test.after('nothing of this was a defect', (t) => {
  t.deepEqual([...bench.defects, ...impatient.defects], []);
});
