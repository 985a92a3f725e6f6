import {spawn} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import {
  type CardProfile,
  cardFromImage,
  cardProfileFrom,
  cardProfileNamed,
  cardProfiles,
  memoryStore,
  personaNamed,
  vpcdLink,
} from '../../emulator/index.ts';
import {realClock, systemRandom, toHex} from '../../protocol/index.ts';
import {createTestWorld} from '../../scenarios/index.ts';
import {noIsolation, openKoffiPort, type PcscPort, startPrivatePcscd} from '../../terminal/index.ts';
import {lacksPcsc, openscModule, ownDirectory} from '../support/kazasu.ts';
import {untilEmpty} from '../support/port-contract.ts';
import {testRsa} from '../support/test-card.ts';

// One daemon at a time: libpcsclite keeps to one socket in a process.
const test = (lacksPcsc === undefined ? anyTest.serial : anyTest.serial.skip) as TestFn['serial'];

const pkcs11 = (...args: string[]): string[] => ['pkcs11-tool', '--module', openscModule, '--login', ...args];
const signWith = (pin: string, id: string): string[] => [
  ...pkcs11('--pin', pin, '--sign', '-m', 'SHA256-RSA-PKCS', '--id', id),
  ...['-i', '/etc/hostname', '-o', '/dev/null'],
];

const atr: Row = [['opensc-tool', '-a'], 0];
const driver: Row = [['opensc-tool', '-n'], 0, /jpki/];
const dump: Row = [
  ['pkcs15-tool', '-D'],
  0,
  /User Authentication PIN.*Tries left +: 3\n.*Tries left +: 5\n/s,
];
const certificate = ['pkcs15-tool', '--read-certificate', '1'];
const verifyPin: Row = [['pkcs15-tool', '--verify-pin', '--auth-id', '1', '--pin', '1234'], 0];
const signs: Row = [signWith('1234', '01'), 0];
const signsTwice: readonly Row[] = [
  [[...signWith('ABC123', '02'), '--slot', '1'], 0],
  [[...signWith('ABC123', '02'), '--slot', '1'], 0],
];
const free: Row = [certificate, 0, /BEGIN CERTIFICATE/];
/** OpenSC's words for 6982. */
const refused: Row = [certificate, 1, /EF offset too large/];

/** A program, its exit status, and what it must say. */
type Row = readonly [command: readonly string[], status: number, says?: RegExp];

/** What OpenSC makes of each profile of the catalogue. */
const catalogue: Readonly<Record<string, readonly Row[]>> = {
  'my-number-card': [atr, driver, dump, free, signs],
  'my-number-card-c03': [atr, driver, dump, free, signs],
  'my-number-card-l06': [atr, driver, dump, free, signs],
  'my-number-card-l09': [atr, driver, dump, free, signs],
  'resident-register-card': [atr, driver, dump, free, signs],
  'smartphone-android': [atr, driver, dump, refused, signs],
  'smartphone-iphone': [atr, driver, dump, refused, signs],
};

/** What OpenSC makes of behaviours that another client, or OpenSC itself, could stumble over. */
const behaviours: readonly (readonly [behaviour: Partial<CardProfile['behaviour']>, rows: readonly Row[]])[] =
  [
    [{firstCommand: '6F00', extendedLength: '6700', commandChaining: '6884'}, [driver, dump, free, signs]],
    [{endOfFile: '6282', certificatePadding: 'bytes-00'}, [dump, free]],
    [{digitalSignaturePassword: 'one-signature'}, signsTwice],
    // A program that asks while it is verified gets an answer that OpenSC takes for a failure; the next one begins anew.
    [{queryWhenVerified: '9000'}, [verifyPin, dump, [pkcs11('--pin', '1234', '--test'), 1]]],
    [
      {queryWhenVerified: '9000', reselection: 'keeps-security-status'},
      [verifyPin, [['pkcs15-tool', '-D'], 1, /binding failed: Unsupported card/]],
    ],
    [{queryWhenVerified: 'tries-left', reselection: 'keeps-security-status'}, [verifyPin, dump]],
  ];

const run = (
  socketPath: string,
  [program = '', ...args]: readonly string[],
): Promise<{status: number | null; said: string}> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {env: {...process.env, PCSCLITE_CSOCK_NAME: socketPath}});
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.on('error', reject);
    child.on('close', (status) => resolve({status, said}));
  });

interface Reader {
  readonly name: string;
  readonly vpcdPort: number;
  readonly socketPath: string;
  readonly port: PcscPort;
}

const openReader = async (t: ExecutionContext): Promise<Reader> => {
  const isolation = noIsolation({en: 'the cards are in this process', ja: 'カードはこのプロセスにあります'});
  const daemon = await startPrivatePcscd({isolation});
  t.teardown(() => daemon.stop());
  const port = await openKoffiPort({socketPath: daemon.socketPath});
  t.teardown(() => port.close());
  return {name: daemon.readerNames[0], vpcdPort: daemon.vpcdPorts[0], socketPath: daemon.socketPath, port};
};

const world = createTestWorld({clock: realClock()});

/** Puts a card of this profile into the reader, runs the programs one after the other, and takes it out again. */
const withCard = async (
  t: ExecutionContext,
  {name, vpcdPort, socketPath, port}: Reader,
  profile: CardProfile,
  rows: readonly Row[],
): Promise<void> => {
  const clock = realClock();
  const image = await world.cardFor(personaNamed('adult'), 0, 'operational', {profile});
  const card = cardFromImage(image, 'instant', {
    clock,
    random: systemRandom(),
    store: memoryStore,
    rsa: testRsa,
  });
  const link = vpcdLink({cardId: image.id, card, host: '127.0.0.1', port: vpcdPort, clock});
  await link.insert();
  try {
    const present = await port.waitForCard(name, 15_000);
    t.is(toHex(present.atr ?? new Uint8Array(0)), toHex(profile.atr));
    for (const [command, status, says = /./] of rows) {
      const ended = await run(socketPath, command);
      t.is(ended.status, status, `${profile.name}: ${command.join(' ')}: ${ended.said}`);
      t.regex(ended.said, says, `${profile.name}: ${command.join(' ')}`);
      if (command.includes('-a')) {
        t.true(ended.said.replaceAll(':', '').toUpperCase().includes(toHex(profile.atr)), ended.said);
      }
    }
  } finally {
    link.close();
  }
  await untilEmpty(port, name);
};

test('OpenSC opens a card of every profile, and reads what the profile lets it read', async (t) => {
  const reader = await openReader(t);
  t.deepEqual(Object.keys(catalogue), Object.keys(cardProfiles));
  for (const [name, rows] of Object.entries(catalogue)) {
    await withCard(t, reader, cardProfileNamed(name), rows);
  }
});

test('OpenSC gets along with every behaviour but 9000 to a query, which breaks it', async (t) => {
  const reader = await openReader(t);
  const file = join(ownDirectory(t), 'p.json');
  for (const [behaviour, rows] of behaviours) {
    writeFileSync(
      file,
      JSON.stringify({extends: 'my-number-card', name: JSON.stringify(behaviour), behaviour}),
    );
    await withCard(t, reader, cardProfileFrom(file), rows);
  }
});
