import {createPrivateKey, generateKeyPairSync, type KeyObject, sign} from 'node:crypto';
import {
  behaviourNames,
  behaviourOf,
  type CardBehaviour,
  type CardProfile,
  cardFromImage,
  cardProfileNamed,
  type Environment,
  personalise,
  type TimingProfile,
  timingProfileNamed,
} from '../../emulator/index.ts';
import type {AccessRule} from '../../emulator/os/access-rule.ts';
import type {Application} from '../../emulator/os/application.ts';
import type {ApplicationState, PersistentState} from '../../emulator/os/state.ts';
import {type LifeCycle, type Random, realClock, seededRandom} from '../../protocol/index.ts';
import {createTestWorld} from '../../scenarios/index.ts';
import {dice} from '../support/dice.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {testKeys, testPersonalisation, testRsa} from '../support/test-card.ts';
import {type Delivery, delivery} from './protected-apdu.ts';

/** Where some bytes belong that must not come out freely. */
export interface Owner {
  readonly application: string;
  readonly file: number;
  /** Who may read them; nobody may read a key. */
  readonly read: AccessRule;
}

/** What every fuzzed card begins with, made once. */
export interface FuzzWorld {
  readonly name: string;
  readonly profile: CardProfile;
  readonly timing: TimingProfile;
  readonly applications: readonly Application[];
  readonly persistent: PersistentState;
  /** Eight bytes in a row (as Latin-1) of each protected file and private key, with whose they are. */
  readonly protectedBytes: ReadonlyMap<string, Owner>;
  /** The two commands that make a true terminal certificate known, and the terminal's answer to a challenge. */
  readonly terminal: {
    readonly body: Uint8Array;
    readonly signature: Uint8Array;
    answer(challenge: Uint8Array): Uint8Array;
  };
  /** Keys a terminal may agree on with 券面事項入力補助AP. */
  readonly deliveries: readonly Delivery[];
  /** The certificate for the key the card will make, and one for a key it has never seen. */
  readonly newCertificates: readonly Uint8Array[];
  environment(record: NonNullable<Environment['record']>): Environment;
}

/** A make of card that is fuzzed, and where it stands. */
export interface FuzzedMake {
  readonly name: string;
  readonly profile: CardProfile;
  readonly lifeCycle: LifeCycle;
}

const usual = cardProfileNamed('my-number-card');
/** Everything that a card may do otherwise. */
const contrary = Object.fromEntries(
  behaviourNames.map((name) => [name, behaviourOf(usual.behaviour, name).alternatives[0]?.value]),
) as unknown as CardBehaviour;

export const fuzzedMakes: readonly FuzzedMake[] = [
  {name: 'usual', profile: usual, lifeCycle: 'operational'},
  {
    name: 'contrary',
    profile: {
      ...usual,
      name: 'contrary',
      behaviour: {...contrary, extendedLength: 'served', commandChaining: 'served'},
    },
    lifeCycle: 'operational',
  },
  {name: 'strict', profile: {...usual, name: 'strict', behaviour: contrary}, lifeCycle: 'suspended'},
  {name: 'undelivered', profile: usual, lifeCycle: 'prepared'},
  {name: 'phone', profile: cardProfileNamed('smartphone-iphone'), lifeCycle: 'operational'},
];

export const windowBytes = 8;

const keys = seededKeys('fuzz');
const madeOnCard = await keys.fork('made-on-card').rsaKeyPair(2048);
const {centre} = createTestWorld({clock: realClock()});
const certificateFor = async (publicKey: KeyObject): Promise<Uint8Array> =>
  (
    await centre.issue({
      kind: 'user-authentication',
      holder: testPersonalisation.persona.holder,
      publicKey,
      cardExpiresOn: testPersonalisation.identity.expiresOn,
    })
  ).certificate;
const newCertificates = [
  await certificateFor(madeOnCard.publicKey),
  await certificateFor((await keys.fork('stranger').rsaKeyPair(2048)).publicKey),
];
const deliveries = Array.from({length: 3}, () => delivery(testKeys.userAuthentication));

/** The test card with protected files full of random bytes, so that a few of them tell where they are from. */
export const fuzzWorld = async ({name, profile, lifeCycle}: FuzzedMake): Promise<FuzzWorld> => {
  const image = await personalise({...testPersonalisation, profile, lifeCycle});
  const random: Random = {...seededRandom('fuzz'), rsaKeyPair: async () => madeOnCard};
  const environment = (record: NonNullable<Environment['record']>): Environment => ({
    clock: realClock(),
    random,
    store: {write: () => undefined},
    rsa: testRsa,
    record,
  });
  const card = cardFromImage(
    image,
    'instant',
    environment(() => undefined),
  );
  const protectedBytes = new Map<string, Owner>();
  const states = new Map<string, ApplicationState>();
  for (const application of card.applications) {
    const state = card.persistent.applications.get(application.name);
    if (state) {
      states.set(application.name, marked(application, state, protectedBytes));
    }
  }
  for (const part of privateParts(
    Uint8Array.from(madeOnCard.privateKey.export({format: 'der', type: 'pkcs8'})),
  )) {
    rememberIn(protectedBytes, part, {application: 'jpki', file: 0, read: {kind: 'never'}});
  }
  return {
    name,
    profile,
    timing: timingProfileNamed('instant'),
    applications: card.applications,
    persistent: {...card.persistent, applications: states},
    protectedBytes,
    terminal: trueTerminal(),
    deliveries,
    newCertificates,
    environment,
  };
};

/** All of them, the usual card first. */
export const fuzzWorlds = async (): Promise<[FuzzWorld, ...FuzzWorld[]]> => {
  const [first, ...more] = await Promise.all(fuzzedMakes.map(fuzzWorld));
  if (!first) {
    throw new Error('there is a card to fuzz');
  }
  return [first, ...more];
};

const marked = (
  application: Application,
  state: ApplicationState,
  protectedBytes: Map<string, Owner>,
): ApplicationState => {
  const contents = new Map(state.contents);
  const records = new Map(state.records);
  const remember = (bytes: Uint8Array, file: number, read: AccessRule): void =>
    rememberIn(protectedBytes, bytes, {application: application.name, file, read});
  // A seed for each application: the same bytes in two of them would tell nothing of where they are from.
  const random = dice(application.aid.reduce((seed, byte) => (seed * 31 + byte) % 0x7fff_ffff, 0x6b7a));
  for (const file of application.files) {
    if ((file.kind !== 'transparent' && file.kind !== 'records') || file.read.kind === 'always') {
      continue;
    }
    const content = contents.get(file.id);
    if (content) {
      const mark = random.bytes(content.length);
      contents.set(file.id, mark);
      remember(mark, file.id, file.read);
    }
    const kept = records.get(file.id);
    if (kept) {
      const marks = kept.map(({length}) => random.bytes(length));
      records.set(file.id, marks);
      for (const mark of marks) {
        remember(mark, file.id, file.read);
      }
    }
  }
  for (const [file, der] of state.privateKeys) {
    for (const part of privateParts(der)) {
      remember(part, file, {kind: 'never'});
    }
  }
  return {...state, contents, records};
};

const rememberIn = (protectedBytes: Map<string, Owner>, bytes: Uint8Array, owner: Owner): void => {
  const text = Buffer.from(bytes).toString('latin1');
  for (let at = 0; at + windowBytes <= text.length; at += 1) {
    protectedBytes.set(text.slice(at, at + windowBytes), owner);
  }
};

const privateParts = (der: Uint8Array): Uint8Array[] => {
  const {d, p, q, dp, dq, qi} = createPrivateKey({
    key: Buffer.from(der),
    format: 'der',
    type: 'pkcs8',
  }).export({format: 'jwk'});
  return [d, p, q, dp, dq, qi].flatMap((part) => (part ? [Buffer.from(part, 'base64url')] : []));
};

/** A terminal whose certificate the card's terminal authority signed. */
const trueTerminal = (): FuzzWorld['terminal'] => {
  const {privateKey, publicKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
  const {n = '', e = ''} = publicKey.export({format: 'jwk'});
  const body = Buffer.concat([
    Buffer.alloc(32, 0x11),
    Buffer.of(0x90, 0x03),
    Buffer.from(e, 'base64url'),
    Buffer.of(0x91, 0x82, 0x01, 0x00),
    Buffer.from(n, 'base64url'),
  ]);
  const signature = sign('sha256', body, testKeys.terminalAuthority);
  return {
    body: Buffer.concat([Buffer.from('7F218202335F4E820129', 'hex'), body]),
    signature: Buffer.concat([Buffer.from('5F37820100', 'hex'), signature]),
    answer: (challenge) => sign('sha256', challenge, privateKey),
  };
};
