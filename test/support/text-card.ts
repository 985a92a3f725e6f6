import {type Card, cardFromImage, type Holder, memoryStore, personalise} from '../../emulator/index.ts';
import {type RecordEvent, realClock, systemRandom} from '../../protocol/index.ts';
import {testPersonalisation, testRsa} from './test-card.ts';

const random = systemRandom();
const [root, municipality, textSecureMessaging, textInternal] = await Promise.all(
  [1, 2, 3, 4].map(() => random.rsaKeyPair(2048)),
);
if (!root || !municipality || !textSecureMessaging || !textInternal) {
  throw new Error('four key pairs were asked for');
}

/** The keys of the text card, each its own. */
export const textKeys = {root, municipality, textSecureMessaging, textInternal};

const keyId = (number: string): Uint8Array =>
  Uint8Array.from(Buffer.from(`${number}\u0008\u0005001\0\0\0\0`, 'latin1'));

/** Key identifiers of the text card's root and its municipality. */
export const textKeyIds = {root: keyId('9000033'), municipality: keyId('1322133')};

/** What stands on the card: the sample of the attributes' offset table has a name and an address of these lengths. */
export const textHolder: Holder = {
  ...testPersonalisation.persona.holder,
  name: '見本　太郎',
  address: '東京都清瀬市見本町一丁目２番３号１０',
  birthDate: '1989-01-07',
  sex: 'male',
};

export const textIdentity = {
  ...testPersonalisation.identity,
  myNumber: '000000012340',
  securityCode: '2285',
  expiresOn: '2035-01-07',
};

export const textSecrets = {pin: '4321', A: '000000012340', B: '64010720352285'} as const;

const image = await personalise({
  ...testPersonalisation,
  persona: {
    ...testPersonalisation.persona,
    holder: textHolder,
    secrets: {...testPersonalisation.persona.secrets, textAssistancePin: textSecrets.pin},
  },
  identity: textIdentity,
  cardKeys: {...testPersonalisation.cardKeys, textSecureMessaging, textInternal},
  cvHierarchies: {
    ...testPersonalisation.cvHierarchies,
    textAssistance: {
      root: {keyId: textKeyIds.root, keys: root},
      municipality: {keyId: textKeyIds.municipality, keys: municipality},
    },
  },
});

/** A powered card whose text assistance application has keys of its own, and the events it recorded. */
export const textCard = (): {card: Card; events: RecordEvent[]} => {
  const events: RecordEvent[] = [];
  const card = cardFromImage(image, 'instant', {
    clock: realClock(),
    random,
    store: memoryStore,
    rsa: testRsa,
    record: (event) => events.push(event),
  });
  card.powerOn();
  return {card, events};
};
