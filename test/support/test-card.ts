import type {KeyObject} from 'node:crypto';
import {
  type Card,
  type CardImage,
  type CardProfile,
  cardFromImage,
  cardProfileNamed,
  type Environment,
  makeIdentity,
  memoryStore,
  type Personalisation,
  personalise,
  personaNamed,
  rsaEngine,
} from '../../emulator/index.ts';
import {type RecordEvent, realClock, systemRandom} from '../../protocol/index.ts';
import {seededKeys} from './seeded-keys.ts';

/** Bytes that look like a certificate to a reader: a DER SEQUENCE with a two-byte length. */
export const certificateLike = (length: number, fill: number): Uint8Array => {
  const bytes = new Uint8Array(length).fill(fill);
  bytes.set([0x30, 0x82, (length - 4) >> 8, (length - 4) & 0xff]);
  return bytes;
};

const random = seededKeys('test-card');
const keys = {
  userAuthentication: await random.fork('user-authentication').rsaKeyPair(2048),
  digitalSignature: await random.fork('digital-signature').rsaKeyPair(2048),
  terminalAuthority: await random.fork('terminal-authority').rsaKeyPair(2048),
};

/** Public halves of the test card's keys, and the authority that may sign terminal certificates. */
export const testKeys: {
  readonly userAuthentication: KeyObject;
  readonly digitalSignature: KeyObject;
  readonly terminalAuthority: KeyObject;
} = {
  userAuthentication: keys.userAuthentication.publicKey,
  digitalSignature: keys.digitalSignature.publicKey,
  terminalAuthority: keys.terminalAuthority.privateKey,
};

export const certificates = {
  userAuthentication: certificateLike(1574, 0xa1),
  digitalSignature: certificateLike(1749, 0x51),
  userAuthenticationCa: certificateLike(1000, 0xac),
  digitalSignatureCa: certificateLike(1001, 0x5c),
};

const cvHierarchy = {
  root: {keyId: new Uint8Array(16).fill(0x90), keys: keys.terminalAuthority},
  municipality: {keyId: new Uint8Array(16).fill(0x13), keys: keys.terminalAuthority},
};

/** What the factory puts on the test card; a test that needs other keys or people changes it. */
export const testPersonalisation: Personalisation = {
  id: 'test-card',
  persona: personaNamed('adult'),
  profile: cardProfileNamed('my-number-card'),
  identity: {...makeIdentity(random.fork('identity'), '2036-02-17'), tokenSerial: '20500003'},
  userAuthentication: {
    privateKey: keys.userAuthentication.privateKey,
    certificate: certificates.userAuthentication,
  },
  digitalSignature: {
    privateKey: keys.digitalSignature.privateKey,
    certificate: certificates.digitalSignature,
  },
  userAuthenticationCa: certificates.userAuthenticationCa,
  digitalSignatureCa: certificates.digitalSignatureCa,
  terminalAuthority: keys.terminalAuthority.publicKey,
  // One pair for all keys outside the JPKI application: tests that tell them apart make their own.
  cardKeys: {
    common: keys.userAuthentication,
    cardSurface: keys.userAuthentication,
    textSecureMessaging: keys.userAuthentication,
    textInternal: keys.userAuthentication,
  },
  cvHierarchies: {card: cvHierarchy, cardSurface: cvHierarchy, textAssistance: cvHierarchy},
  issuerKey: random.fork('issuer').bytes(16),
  pictureSeed: 'test-card',
};

const image = await personalise(testPersonalisation);

/** An adult's card with certificates of recognisable bytes; no authority stands behind them. */
export const testImage = (): CardImage => structuredClone(image);

/** One engine for all cards of a test file: each costs a thread. */
export const testRsa = rsaEngine();

/** A powered test card and the events it recorded. */
export const testCard = (
  environment: Partial<Environment> = {},
  timing = 'instant',
  of: CardImage = image,
): {card: Card; events: RecordEvent[]} => {
  const events: RecordEvent[] = [];
  const card = cardFromImage(structuredClone(of), timing, {
    clock: realClock(),
    random: systemRandom(),
    store: memoryStore,
    rsa: testRsa,
    record: (event) => events.push(event),
    ...environment,
  });
  card.powerOn();
  return {card, events};
};

/** A test card, not powered, whose user authentication certificate fills so many bytes. */
export const cardWithCertificate = (length: number): Card => {
  const changed = testImage();
  const jpki = changed.applications['jpki'];
  if (jpki) {
    jpki.contents['000A'] = Buffer.from(certificateLike(length, 0xbb)).toString('base64');
  }
  return cardFromImage(changed, 'instant', {
    clock: realClock(),
    random: systemRandom(),
    store: memoryStore,
    rsa: testRsa,
  });
};

/** The image of the test card made with this profile. */
export const imageOfProfile = (profile: CardProfile): Promise<CardImage> =>
  personalise({...testPersonalisation, id: profile.name, profile});

/** The image of the test card under a profile that differs in some behaviours. */
export const imageWithBehaviour = (behaviour: Partial<CardProfile['behaviour']>): Promise<CardImage> => {
  const base = cardProfileNamed('my-number-card');
  return imageOfProfile({...base, name: 'changed', behaviour: {...base.behaviour, ...behaviour}});
};
