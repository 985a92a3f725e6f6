import {spawnSync} from 'node:child_process';
import {createPublicKey, sign, verify} from 'node:crypto';
import test from 'ava';
import {
  type Clock,
  carriesSecret,
  clockOrigin,
  fromHex,
  maskedCommand,
  realClock,
  seededRandom,
  systemRandom,
  toHex,
  type Verdict,
  virtualClock,
  worstVerdict,
} from '../../protocol/index.ts';

const masked: readonly (readonly [name: string, command: string, shown: string])[] = [
  ['VERIFY', '002000800431323334', '0020008004********'],
  ['VERIFY of an SFI', '0020009804 31323334', '0020009804********'],
  ['VERIFY with Le', '00200080043132333400', '0020008004**********'],
  ['VERIFY in data objects', '0021008004 31323334', '0021008004********'],
  ['VERIFY, a part of a chain', '10200080023132', '1020008002****'],
  ['VERIFY with extended Lc', '00200080000004 31323334', '00200080000004********'],
  ['VERIFY with extended Lc and Le', '0020008000000431323334 0000', '00200080000004************'],
  ['VERIFY without Lc', '0020008031323334', '00200080********'],
  ['VERIFY with Lc too small', '002000800331323334', '0020008003********'],
  ['VERIFY with Lc much too small', '0020008002 31323334', '00200080**********'],
  ['VERIFY with Lc too large', '002000800531323334', '00200080**********'],
  ['VERIFY with a cut-off extended Lc', '00200080003132', '00200080******'],
  ['VERIFY with a wrong extended Lc', '0020008000313233343536', '00200080**************'],
  ['CHANGE REFERENCE DATA', '0024018004 35363738', '0024018004********'],
  ['CHANGE REFERENCE DATA in data objects', '0025018004 35363738', '0025018004********'],
  ['RESET RETRY COUNTER', '002C008004 35363738', '002C008004********'],
  ['JICSAP UNLOCK KEY', '8054008004 35363738', '8054008004********'],
  ['PUT KEY', '80D80081 05 30880110AA', '80D8008105**********'],
  ['PUT KEY in a secure channel, a piece', '84D88081 02 3088', '84D8808102****'],
  ['STORE DATA', '84E28000 02 C0DE', '84E2800002****'],
  ['APPEND RECORD', '00E20000 01 AA', '00E2000001AA'],
  ['EXTERNAL AUTHENTICATE', '84820100 01 7C', '84820100017C'],
  ['a query of the tries left', '00200080', '00200080'],
  ['a query of the tries left with Le', '0020008000', '0020008000'],
  ['SELECT', '00A4020C020018', '00A4020C020018'],
  ['a signature', '802A0080023031', '802A0080023031'],
  ['INS 54 in the interindustry class', '0054000001AA', '0054000001AA'],
  ['two bytes', '0020', '0020'],
];

for (const [name, command, shown] of masked) {
  test(`in a record, ${name} reads ${shown}`, (t) => {
    t.is(maskedCommand(fromHex(command)), shown);
  });
}

test('no byte of a secret shows, however the length field is mistyped', (t) => {
  const secretInstructions = ['0020', '1020', '0021', '0024', '0025', '002C', '8032', '8054'];
  const random = seededRandom('masking');
  for (let round = 0; round < 400; round += 1) {
    const instruction = secretInstructions[round % secretInstructions.length] ?? '0020';
    const [count = 0, wrong = 0] = random.bytes(2);
    // C0–CF stands nowhere else in these commands, so a pair beginning with C would be a secret's.
    const secret = random.bytes(2 + (count % 15)).map((byte) => 0xc0 | (byte & 0x0f));
    const lengths = [
      '',
      toHex(Uint8Array.of(wrong & 0x3f)),
      toHex(Uint8Array.of(0, 0, wrong & 0x3f)),
      '00',
      '0000',
    ];
    for (const length of [...lengths, toHex(Uint8Array.of(secret.length))]) {
      const bytes = fromHex(`${instruction}0180${length}${toHex(secret)}`);
      const text = maskedCommand(bytes);
      t.true(carriesSecret(bytes));
      t.is(text.length, bytes.length * 2);
      const shown = (text.match(/../g) ?? []).slice(4);
      t.false(
        shown.some((pair) => pair.startsWith('C')),
        `${toHex(bytes)} is shown as ${text}`,
      );
    }
  }
});

test('a virtual clock stands still until someone sleeps, and then is there at once', async (t) => {
  const clock = virtualClock(new Date('2026-04-01T00:00:00Z'));
  t.is(clock.now(), 0);
  await Promise.resolve();
  t.is(clock.now(), 0);
  await clock.sleep(90e9);
  t.is(clock.now(), 90e9);
  t.is(clock.wall().toISOString(), '2026-04-01T00:01:30.000Z');
  await clock.sleep(0);
  await clock.sleep(-5e9);
  t.is(clock.now(), 90e9);
});

test('virtual sleepers that begin together end together, and one behind the other adds up', async (t) => {
  const clock = virtualClock(new Date(0));
  await Promise.all([clock.sleep(5e9), clock.sleep(5e9), clock.sleep(5e9)]);
  t.is(clock.now(), 5e9);
  await clock.sleep(2e9);
  await clock.sleep(3e9);
  t.is(clock.now(), 10e9);
});

test('no virtual sleeper wakes before its time, and time never runs back', async (t) => {
  const clock = virtualClock(new Date(0));
  const durations = [...seededRandom('sleepers').bytes(50)].map((byte) => byte * 1e6);
  const seen: number[] = [];
  await Promise.all(
    durations.map(async (duration) => {
      await clock.sleep(duration);
      t.true(clock.now() >= duration);
      seen.push(clock.now());
    }),
  );
  t.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
  t.is(clock.now(), Math.max(...durations));
});

test('a real clock never wakes a sleeper early, and its now does not run back', async (t) => {
  const clock = realClock();
  for (const ns of [0, -1, 1, 100_000, 1_500_000, 7_300_000]) {
    const before = clock.now();
    await clock.sleep(ns);
    t.true(clock.now() - before >= ns, `${ns} ns were asked for, ${clock.now() - before} were slept`);
  }
});

test('two real clocks with one origin tell the same time', (t) => {
  const origin = clockOrigin();
  const [one, other] = [realClock(origin), realClock(origin)];
  const moments = [one, other, one, other].map((clock: Clock) => clock.now());
  t.deepEqual(
    moments,
    [...moments].sort((a, b) => a - b),
  );
  t.is(realClock({monotonicNs: origin.monotonicNs, wallMs: 0}).wall().getUTCFullYear(), 1970);
});

test('a seed gives the same bytes whatever the size of the pieces, and another seed gives others', (t) => {
  const whole = toHex(seededRandom('a').bytes(100));
  const pieces = seededRandom('a');
  t.is([1, 15, 16, 17, 51].map((n) => toHex(pieces.bytes(n))).join(''), whole);
  t.not(toHex(seededRandom('b').bytes(100)), whole);
  t.is(toHex(seededRandom('a').bytes(0)), '');
});

test('the bytes of a seed are the same on every machine', (t) => {
  t.is(toHex(seededRandom('kazasu').bytes(8)), 'A9343BE2D179C280');
});

test('forks differ from each other and from their root, and do not shift it', (t) => {
  const root = seededRandom('a');
  const texts = [root.fork('x'), root.fork('y'), root.fork('x').fork('x'), root].map((one) =>
    toHex(one.bytes(16)),
  );
  t.is(new Set(texts).size, texts.length);
  t.deepEqual(
    [seededRandom('a').fork('x'), seededRandom('a')].map((one) => toHex(one.bytes(16))),
    [texts[0], texts[3]],
  );
});

test('a seeded RSA key is the same each time, and openssl finds nothing wrong with it', async (t) => {
  for (const [seed, bits] of [
    ['one', 2048],
    ['two', 1024],
  ] as const) {
    const {privateKey, publicKey} = await seededRandom(seed).rsaKeyPair(bits);
    const again = await seededRandom(seed).rsaKeyPair(bits);
    const der = privateKey.export({format: 'der', type: 'pkcs8'});
    t.deepEqual(again.privateKey.export({format: 'der', type: 'pkcs8'}), der);
    t.deepEqual(createPublicKey(privateKey).export({format: 'jwk'}), publicKey.export({format: 'jwk'}));
    t.is(privateKey.asymmetricKeyDetails?.modulusLength, bits);
    t.is(privateKey.asymmetricKeyDetails?.publicExponent, 65537n);
    const check = spawnSync('openssl', ['rsa', '-inform', 'DER', '-check', '-noout'], {
      input: der,
      encoding: 'utf8',
    });
    t.is(check.status, 0, check.stderr);
    t.regex(check.stdout + check.stderr, /RSA key ok/);
    const message = Buffer.from('message');
    t.true(verify('sha256', message, publicKey, sign('sha256', message, privateKey)));
  }
});

test('different purposes give different keys', async (t) => {
  const root = seededRandom('keys');
  const [one, other] = [await root.fork('one').rsaKeyPair(1024), await root.fork('other').rsaKeyPair(1024)];
  t.not(one.publicKey.export({format: 'jwk'}).n, other.publicKey.export({format: 'jwk'}).n);
});

test('the system source gives fresh bytes and keys of the asked size', async (t) => {
  const random = systemRandom();
  t.not(toHex(random.bytes(16)), toHex(random.fork('any').bytes(16)));
  const {privateKey} = await random.rsaKeyPair(1024);
  t.is(privateKey.asymmetricKeyDetails?.modulusLength, 1024);
});

test('a whole is as bad as its worst part', (t) => {
  const fromHarmless: readonly Verdict[] = ['not-applicable', 'pass', 'inconclusive', 'fail', 'error'];
  t.is(worstVerdict([]), 'not-applicable');
  fromHarmless.forEach((verdict, i) => {
    t.is(worstVerdict([verdict]), verdict);
    t.is(worstVerdict(fromHarmless.slice(0, i + 1)), verdict);
    t.is(worstVerdict(new Set(fromHarmless.slice(0, i + 1).reverse())), verdict);
  });
});
