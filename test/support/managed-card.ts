import type {AppletDefinition} from '../../emulator/applets/applet.ts';
import {builtInApplets} from '../../emulator/applets/catalogue.ts';
import {newContent} from '../../emulator/content-management/default-content.ts';
import {type SecureChannelName, secureChannels} from '../../emulator/content-management/secure-channels.ts';
import {
  type Card,
  type CardImage,
  type CardStore,
  cardFromImage,
  memoryStore,
  withState,
} from '../../emulator/index.ts';
import type {PersistentState} from '../../emulator/os/state.ts';
import {
  authentication,
  commandSecurity,
  initializeUpdateResponse,
  macBytes,
  raiseLevel,
  type SecureChannel,
  type StaticKeys,
} from '../../protocol/globalplatform/index.ts';
import {
  type CardPort,
  type CommandApdu,
  cardAreas,
  command,
  commandApdu,
  fromHex,
  type LifeCycle,
  type RecordEvent,
  realClock,
  StatusWord,
  seededRandom,
  toHex,
} from '../../protocol/index.ts';

const unused = (): never => {
  throw new Error('a card without RSA keys was asked to compute with one');
};

/** A card without the applications of a My Number Card: everything a card manager has, made in no time. */
export const bareImage = ({
  secureChannel = 'scp03',
  lifeCycle = 'operational',
  areaBytes,
}: {
  secureChannel?: SecureChannelName;
  lifeCycle?: LifeCycle;
  areaBytes?: number;
} = {}): CardImage => {
  const state: PersistentState = {
    applications: new Map(),
    cardData: new Map([
      [0x42, fromHex('4B415A415355')],
      [0x45, fromHex('31323334')],
    ]),
    issuer: {key: new Uint8Array(16), triesLeft: 10, lifeCycle},
    content: newContent({
      cardId: 'bare',
      areas: true,
      secureChannel: secureChannels[secureChannel],
      ...(areaBytes === undefined ? {} : {areaBytes}),
    }),
  };
  return withState(
    {kind: 'kazasu-card', version: 1, id: 'bare', persona: 'adult', profile: 'my-number-card'},
    state,
  );
};

export interface ManagedCardOptions {
  readonly image?: CardImage;
  readonly applets?: readonly AppletDefinition[];
  readonly store?: CardStore;
}

/** A powered card of such an image, and the events it recorded. */
export const managedCard = ({
  image = bareImage(),
  applets = builtInApplets,
  store = memoryStore,
}: ManagedCardOptions = {}): {card: Card; events: RecordEvent[]} => {
  const events: RecordEvent[] = [];
  const card = cardFromImage(
    image,
    'instant',
    {
      clock: realClock(),
      random: seededRandom('managed-card'),
      store,
      rsa: {warm: () => undefined, compute: unused, close: () => Promise.resolve()},
      record: (event) => events.push(event),
    },
    applets,
  );
  card.powerOn();
  return {card, events};
};

/** Bytes counting up: how the keys of a new card look. */
const countingFrom = (first: number, length = 16): Uint8Array =>
  Uint8Array.from({length}, (_, n) => first + n);

const same = (key: Uint8Array): StaticKeys => ({enc: key, mac: key, dek: key});

/** The keys of a new card's domains, as its documentation tells them. */
export const issuerKeys = (length = 16): StaticKeys => same(countingFrom(0x40, length));

export const domains = {
  issuer: {aid: 'A0000001510000', keys: issuerKeys()},
  ordinance: {aid: toHex(cardAreas.ordinance.aid), keys: same(countingFrom(0x60))},
  extended: {aid: toHex(cardAreas.extended.aid), keys: same(countingFrom(0x80))},
} as const;

export interface SessionOptions {
  readonly aid?: string;
  readonly keys?: StaticKeys;
  readonly level?: number;
  readonly keyVersion?: number;
  /** Of SCP02, whose answer does not tell it. */
  readonly i?: number;
}

/** The host's end of a session. `send` is one command, whatever it takes on the wire: `data` and status word in hex. */
export interface HostSession {
  readonly channel: SecureChannel;
  readonly opened: string;
  send(apdu: string): Promise<string>;
  /** Commands as they would travel. */
  wrap(apdu: string): string[];
}

export const sent = async (card: CardPort, apdu: string): Promise<string> =>
  toHex(await card.transmit(fromHex(apdu)));

/** SELECT by AID, without an answer. */
export const selecting = (aid: string): string => `00A4040C${lv(aid)}`;

/** A length of one byte in front of a value, hex. */
export const lv = (value: string): string =>
  (value.length / 2).toString(16).toUpperCase().padStart(2, '0') + value;

const hostChallenge = fromHex('0102030405060708090A0B0C0D0E0F10');

/** Selects a domain, and opens a session with it. `opened`: the status word of EXTERNAL AUTHENTICATE. */
export const openSession = async (card: CardPort, options: SessionOptions = {}): Promise<HostSession> => {
  const {
    aid = domains.issuer.aid,
    keys = domains.issuer.keys,
    level = 0x01,
    keyVersion = 0,
    i = 0x55,
  } = options;
  await sent(card, selecting(aid));
  const initialize = async (length: number): Promise<string> =>
    sent(card, `8050${toHex(Uint8Array.of(keyVersion))}00${lv(toHex(hostChallenge.subarray(0, length)))}00`);
  let answer = await initialize(8);
  if (answer === '6700') {
    answer = await initialize(16);
  }
  const response = initializeUpdateResponse.decode(fromHex(answer.slice(0, -4)), i);
  if (!response) {
    throw new Error(`INITIALIZE UPDATE was answered with ${answer}`);
  }
  const {channel, hostCryptogram, cardCryptogram} = authentication(keys, {
    ...response,
    sequence: response.sequence ?? 0,
    hostChallenge: hostChallenge.subarray(0, macBytes(response.protocol, response.i)),
  });
  const host = commandSecurity(channel);
  const external = command({cla: 0x80, ins: 0x82, p1: level, p2: 0, data: hostCryptogram});
  const [travelling = external] = host.wrap(external);
  const opened = await sent(card, toHex(commandApdu.encode(travelling)));
  raiseLevel(channel, level);
  const wrapped = (apdu: string): CommandApdu[] => host.wrap(commandApdu.decode(fromHex(apdu)));
  return {
    channel,
    opened: toHex(cardCryptogram) === toHex(response.cardCryptogram) ? opened : `${opened} from a stranger`,
    wrap: (apdu) => wrapped(apdu).map((one) => toHex(commandApdu.encode(one))),
    async send(apdu) {
      let last: Uint8Array = new Uint8Array(0);
      for (const one of wrapped(apdu)) {
        last = await card.transmit(commandApdu.encode(one));
      }
      const {data, sw} = unwrapped(host, last);
      return data + sw;
    },
  };
};

const unwrapped = (
  host: ReturnType<typeof commandSecurity>,
  bytes: Uint8Array,
): {data: string; sw: string} => {
  const sw = {value: ((bytes.at(-2) ?? 0) << 8) | (bytes.at(-1) ?? 0)};
  const plain = host.unwrap({data: bytes.slice(0, -2), sw: StatusWord.of(sw.value)});
  if (typeof plain === 'string') {
    throw new Error(`the response ${toHex(bytes)} is not to be believed: ${plain}`);
  }
  return {data: toHex(plain.data), sw: toHex(bytes.slice(-2))};
};
