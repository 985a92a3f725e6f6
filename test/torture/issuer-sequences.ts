import {type CardImage, personaNamed} from '../../emulator/index.ts';
import {
  aesCmac,
  aids,
  type KeyPair,
  type LifeCycle,
  lifeCycleCode,
  realClock,
  toHex,
} from '../../protocol/index.ts';
import {createTestWorld} from '../../scenarios/index.ts';
import {ISSUER, update} from '../support/issuer.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {
  type CredentialName,
  pin,
  rightPin,
  type Sequence,
  selectJpki,
  type TorturedCommand,
  verifying,
  wrongPin,
} from './sequences.ts';

/** A card with real certificates: whether key and certificate belong together can be told from outside. */
const world = createTestWorld({clock: realClock()});
const adult = personaNamed('adult');
export const certifiedImage: CardImage = await world.cardFor(adult);
const preparedImage = await world.cardFor(adult, 0, 'prepared');

/** The issuer's authority, counted like a credential. Its value is the key, base64, as the image keeps it. */
export const issuerAuthority: CredentialName = {application: 'issuer-security-domain', id: 0};

export const selectDomain = {apdu: ISSUER} as const;
export const askChallenge = {apdu: '0084000010'} as const;

/** EXTERNAL AUTHENTICATE with the answer to the challenge that came before. */
export const proving = (key: string, right = true): TorturedCommand => ({
  apdu: (challenge) => {
    const answer = aesCmac(Uint8Array.from(Buffer.from(key, 'base64')), challenge);
    answer[0] = (answer[0] ?? 0) ^ (right ? 0 : 1);
    return `0082000110${toHex(answer)}`;
  },
  effect: {...issuerAuthority, kind: 'verify', right},
});

/** UNLOCK KEY in the selected application. */
export const unblocking = (
  {application, id}: CredentialName,
  {value, authorised = true}: {value?: string; authorised?: boolean} = {},
): TorturedCommand & {readonly apdu: string} => {
  const data = Buffer.from(value ?? '', 'latin1');
  const lc = data.length > 0 ? data.length.toString(16).padStart(2, '0') : '';
  return {
    apdu: `805400${(0x80 | id).toString(16)}${lc}${data.toString('hex')}`,
    effect: {application, id, kind: 'unblock', authorised, ...(value === undefined ? {} : {value})},
  };
};

export const settingStatus = (state: LifeCycle): string =>
  `80F0A0${lifeCycleCode(state).toString(16).padStart(2, '0')}`;

export const lockDf = '80500000';
export const unlockDf = '80520000';

/** GENERATE ASYMMETRIC KEY PAIR for the key of this short EF identifier, with room for proof and key. */
export const generating = (sfi: number): string =>
  `004700${(0x80 | sfi).toString(16)}00000801020304050607080000`;

/** A certificate of the test world for a new key of the card's holder, DER. */
export const certificateFor = async (
  kind: 'user-authentication' | 'digital-signature',
  publicKey: KeyPair['publicKey'],
): Promise<Uint8Array> => (await world.centre.issue({kind, holder: adult.holder, publicKey})).certificate;

const random = seededKeys('torture-keys');
const pairs = {
  abandoned: await random.fork('abandoned').rsaKeyPair(2048),
  authentication: await random.fork('authentication').rsaKeyPair(2048),
  signature: await random.fork('signature').rsaKeyPair(2048),
};
const written = {
  authentication: await certificateFor('user-authentication', pairs.authentication.publicKey),
  signature: await certificateFor('digital-signature', pairs.signature.publicKey),
};

const authenticated = ({issuer}: CardImage): TorturedCommand[] => [
  selectDomain,
  askChallenge,
  proving(issuer.key),
];

const selectText: TorturedCommand = {
  apdu: `00A4040C0A${toHex(aids['text-assistance'])}`,
};
const textPin: CredentialName = {application: 'text-assistance', id: 0x11};
const password: CredentialName = {application: 'jpki', id: 0x1b};

/** What the issuer does. Whatever else it may write to a card belongs here. */
export const issuerSequences: readonly Sequence[] = [
  {
    title: 'issuer authentication wrong, then right',
    card: () => certifiedImage,
    commands: [
      selectDomain,
      askChallenge,
      proving(certifiedImage.issuer.key, false),
      askChallenge,
      proving(certifiedImage.issuer.key, false),
      askChallenge,
      proving(certifiedImage.issuer.key),
    ],
  },
  {
    title: 'UNLOCK KEY of a blocked PIN',
    card: () => certifiedImage,
    commands: [
      ...authenticated(certifiedImage),
      selectJpki,
      wrongPin,
      wrongPin,
      wrongPin,
      unblocking(pin),
      rightPin,
    ],
  },
  {
    title: 'UNLOCK KEY without authority',
    card: () => certifiedImage,
    commands: [
      selectJpki,
      wrongPin,
      wrongPin,
      wrongPin,
      unblocking(pin, {authorised: false}),
      unblocking(pin, {authorised: false, value: '2468'}),
    ],
  },
  {
    title: 'delivery: UNLOCK KEY with values, then SET STATUS',
    card: () => preparedImage,
    commands: [
      ...authenticated(preparedImage),
      selectJpki,
      unblocking(pin, {value: '2468'}),
      unblocking(password, {value: 'DELIVERED1'}),
      selectText,
      unblocking(textPin, {value: '1357'}),
      selectDomain,
      {apdu: settingStatus('operational')},
      selectJpki,
      verifying(pin, '2468', true),
    ],
  },
  {
    title: 'renewal: keys made on the card, certificates written',
    card: () => certifiedImage,
    newKeys: [pairs.abandoned, pairs.authentication, pairs.signature],
    commands: [
      ...authenticated(certifiedImage),
      selectJpki,
      {apdu: generating(0x17)},
      {apdu: generating(0x17)},
      {apdu: update(0x0a, written.authentication)},
      {apdu: generating(0x1a)},
      {apdu: update(0x01, written.signature)},
    ],
  },
  {
    title: 'SET STATUS to suspended, back, and to the end',
    card: () => certifiedImage,
    commands: [
      ...authenticated(certifiedImage),
      {apdu: settingStatus('suspended')},
      {apdu: settingStatus('operational')},
      {apdu: settingStatus('terminated')},
    ],
  },
  {
    title: 'LOCK DF and UNLOCK DF',
    card: () => certifiedImage,
    commands: [
      ...authenticated(certifiedImage),
      selectJpki,
      {apdu: lockDf},
      {apdu: unlockDf},
      rightPin,
      {apdu: lockDf},
    ],
  },
];
