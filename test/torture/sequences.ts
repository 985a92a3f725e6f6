import type {CardImage} from '../../emulator/index.ts';
import type {KeyPair} from '../../protocol/index.ts';

/** A credential by application and EF identifier. */
export interface CredentialName {
  readonly application: string;
  readonly id: number;
}

/** What the client means by a command; nothing where no credential is concerned. */
export type Effect = CredentialName &
  (
    | {readonly kind: 'verify'; readonly right: boolean}
    | {readonly kind: 'change'; readonly value: string}
    | {readonly kind: 'unblock'; readonly authorised: boolean; readonly value?: string}
  );

export interface TorturedCommand {
  /** Hex, or what makes it from the data of the response before. */
  readonly apdu: string | ((before: Uint8Array) => string);
  readonly effect?: Effect;
  /** What it is answered with where no credential is concerned, four hex digits; 9000 by default. */
  readonly expected?: string;
}

/** Commands during which the power is cut at every write. */
export interface Sequence {
  readonly title: string;
  readonly commands: readonly TorturedCommand[];
  /** The card it begins with, made from the test card; default: the test card as it is. */
  readonly card?: (image: CardImage) => CardImage;
  /** The key pairs the card makes, in order: a real search for primes is nothing to repeat at every cut. */
  readonly newKeys?: readonly KeyPair[];
  /** What is wrong with a card beyond what holds for all of them, from its image after a cut. One image is one answer. */
  readonly afterwards?: (image: CardImage) => Promise<readonly string[]>;
}

export const selectJpki = {apdu: '00A4040C0AD392F000260100000001'} as const;

export const pin: CredentialName = {application: 'jpki', id: 0x18};
export const password: CredentialName = {application: 'jpki', id: 0x1b};

/** A command on a credential of the selected application, by its short EF identifier. */
const onCredential = (ins: string, p1: string, {id}: CredentialName, value: string): string => {
  const data = Buffer.from(value, 'latin1');
  const p2 = (0x80 | (id & 0x1f)).toString(16);
  return `00${ins}${p1}${p2}${data.length.toString(16).padStart(2, '0')}${data.toString('hex')}`;
};

/** A command of the holder, whose APDU does not depend on what the card said. */
export type HolderCommand = TorturedCommand & {readonly apdu: string};

export const verifying = (name: CredentialName, value: string, right: boolean): HolderCommand => ({
  apdu: onCredential('20', '00', name, value),
  effect: {...name, kind: 'verify', right},
});

export const changing = (name: CredentialName, value: string): HolderCommand => ({
  apdu: onCredential('24', '01', name, value),
  effect: {...name, kind: 'change', value},
});

export const asking = ({id}: CredentialName): string => `002000${(0x80 | (id & 0x1f)).toString(16)}`;

export const wrongPin = verifying(pin, '0000', false);
export const rightPin = verifying(pin, '1234', true);
const wrongPassword = verifying(password, 'WRONG1', false);
const rightPassword = verifying(password, 'ABC123', true);

/** What the holder does. What the issuer does is in issuer-sequences.ts. */
export const holderSequences: readonly Sequence[] = [
  {title: 'VERIFY wrong until blocked', commands: [selectJpki, wrongPin, wrongPin, wrongPin, wrongPin]},
  {title: 'VERIFY right', commands: [selectJpki, rightPin, rightPin]},
  {
    title: 'VERIFY wrong, then right',
    commands: [selectJpki, wrongPin, wrongPin, rightPin, wrongPassword, rightPassword, wrongPassword],
  },
  {
    title: 'VERIFY of the last try',
    commands: [selectJpki, rightPin],
    card: (image) => withTriesLeft(image, pin, 1),
  },
  {
    title: 'CHANGE REFERENCE DATA of the PIN, there and back',
    commands: [
      selectJpki,
      rightPin,
      changing(pin, '9876'),
      verifying(pin, '1234', false),
      verifying(pin, '9876', true),
      changing(pin, '1234'),
      rightPin,
    ],
  },
  {
    title: 'CHANGE REFERENCE DATA of the password to another length',
    commands: [
      selectJpki,
      wrongPassword,
      rightPassword,
      changing(password, 'SIXTEEN-LETTERS!'),
      verifying(password, 'SIXTEEN-LETTERS!', true),
    ],
  },
];

const withTriesLeft = (image: CardImage, {application, id}: CredentialName, triesLeft: number): CardImage => {
  const changed = structuredClone(image);
  const kept = changed.applications[application]?.credentials[idText(id)];
  if (kept) {
    kept.triesLeft = triesLeft;
  }
  return changed;
};

export const idText = (id: number): string => id.toString(16).toUpperCase().padStart(4, '0');
