import {createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto';
import type {CardImage} from '../../emulator/index.ts';

/** What an image says besides its credentials, as text that can be compared. */
const standings = {
  'life cycle': ({issuer}: CardImage): string => issuer.lifeCycle,
  'lock of the text assistance application': ({applications}: CardImage): string =>
    String(applications['text-assistance']?.locked ?? false),
  'user authentication certificate': ({applications}: CardImage): string =>
    applications['jpki']?.contents['000A'] ?? 'none',
} as const;

export type StandingName = keyof typeof standings;

const names = Object.keys(standings) as StandingName[];

/** What a client knows of a card besides its credentials: each is one value, or two while an answer is missing. */
export class Standing {
  readonly #known = new Map<StandingName, readonly string[]>();

  constructor(image: CardImage) {
    this.#settle(image);
  }

  /** The value where it is certain, else the last one that was sent. */
  of(name: StandingName): string {
    return this.#known.get(name)?.at(-1) ?? '';
  }

  sent(name: StandingName, value: string): void {
    this.#known.set(name, [...(this.#known.get(name) ?? []), value]);
  }

  done(name: StandingName): void {
    this.#known.set(name, [this.of(name)]);
  }

  /** What an image has that cannot be; afterwards the image is what is known. */
  compare(image: CardImage): string[] {
    const wrong = names
      .filter((name) => !this.#known.get(name)?.includes(standings[name](image)))
      .map((name) => `the ${name} is neither what it was nor what was sent`);
    this.#settle(image);
    return [...wrong, ...mixed(image)];
  }

  #settle(image: CardImage): void {
    for (const name of names) {
      this.#known.set(name, [standings[name](image)]);
    }
  }
}

/** A certificate beside a key that is not its own. */
const mixed = ({applications}: CardImage): string[] => {
  const {contents = {}, privateKeys = {}} = applications['jpki'] ?? {};
  const der = (base64 = ''): Buffer => Buffer.from(base64, 'base64');
  const certificate = new X509Certificate(der(contents['000A']));
  const key = createPrivateKey({key: der(privateKeys['0017']), format: 'der', type: 'pkcs8'});
  return createPublicKey(key).equals(certificate.publicKey)
    ? []
    : ['the certificate 000A does not belong to the key 0017'];
};
