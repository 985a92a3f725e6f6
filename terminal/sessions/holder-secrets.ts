import type {Sentence} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {
  type ApplicationSought,
  type InterindustryCommands,
  openApplication,
} from './interindustry-commands.ts';
import type {CardFile} from './issuer.ts';
import {jpkiKeyFiles} from './jpki.ts';
import {PinBlocked} from './status-error.ts';

/** The four secrets that a holder has on the card, by what they are for. */
export type HolderSecret =
  | 'digital-signature'
  | 'user-authentication'
  | 'resident-register'
  | 'text-assistance';

interface SecretForm {
  readonly fits: RegExp;
  readonly words: Sentence;
}

const password: SecretForm = {
  fits: /^(?=.*[A-Z])(?=.*\d)[A-Z\d]{6,16}$/,
  words: {
    en: '6 to 16 letters and digits, at least one of each',
    ja: '英字と数字をそれぞれ1つ以上含む6〜16文字',
  },
};

const pin: SecretForm = {fits: /^\d{4}$/, words: {en: 'four digits', ja: '4桁の数字'}};

export interface HolderSecretFacts {
  readonly name: Sentence;
  readonly file: CardFile;
  /** Wrong ones in a row until it is locked. */
  readonly tries: number;
  readonly form: SecretForm;
}

/** ① to ④ in the order in which municipalities number them, with form and tries. [S3] [S40] */
export const holderSecrets: Readonly<Record<HolderSecret, HolderSecretFacts>> = {
  'digital-signature': {
    name: {en: 'digital signature password', ja: '署名用パスワード'},
    file: jpkiKeyFiles('digital-signature').credential,
    tries: 5,
    form: password,
  },
  'user-authentication': {
    name: {en: 'user authentication PIN', ja: '利用者証明用暗証番号'},
    file: jpkiKeyFiles('user-authentication').credential,
    tries: 3,
    form: pin,
  },
  'resident-register': {
    name: {en: 'resident register PIN', ja: '住民基本台帳用暗証番号'},
    file: {application: 'resident-register', file: 0x001c},
    tries: 3,
    form: pin,
  },
  'text-assistance': {
    name: {en: 'text assistance PIN', ja: '券面事項入力補助用暗証番号'},
    file: {application: 'text-assistance', file: 0x0011},
    tries: 3,
    form: pin,
  },
};

export const holderSecretNames = Object.keys(holderSecrets) as readonly HolderSecret[];

/** What a terminal says of a value that no card is asked to take, without the value; undefined where it fits. */
export const secretFormRefusal = (secret: HolderSecret, value: string): Sentence | undefined => {
  const {name, form} = holderSecrets[secret];
  return form.fits.test(asSent(secret, value))
    ? undefined
    : {
        en: `a ${name.en} has ${form.words.en}, but what was typed has another form`,
        ja: `${name.ja}は${form.words.ja}ですが、入力された値の形式が異なります`,
      };
};

/** One of the holder's secrets on a card; it holds until something else is selected. */
export class HolderSecretSession {
  readonly #card: InterindustryCommands;
  readonly #secret: HolderSecret;

  private constructor(card: InterindustryCommands, secret: HolderSecret) {
    this.#card = card;
    this.#secret = secret;
  }

  /** Selects application and EF. Throws `KZS-SECRET-APPLICATION-NOT-FOUND` when the card does not carry it. */
  static async open(channel: ApduChannel, secret: HolderSecret): Promise<HolderSecretSession> {
    const {name, file} = holderSecrets[secret];
    const sought: ApplicationSought = {
      application: file.application,
      errorId: 'KZS-SECRET-APPLICATION-NOT-FOUND',
      name,
    };
    const card = await openApplication(channel, sought);
    await card.selectFile(file.file);
    return new HolderSecretSession(card, secret);
  }

  /** Asking costs none. */
  triesLeft(): Promise<number> {
    return this.#card.triesLeft(this.#name);
  }

  /** VERIFY, once, also where it is blocked. Throws WrongPin with the tries left, PinBlocked when there are none. */
  verify(value: string): Promise<void> {
    return this.#card.verify(this.#name, this.#bytes(value));
  }

  /** VERIFY where tries are left. Throws as `verify`; PinBlocked, and then no VERIFY was sent. */
  async verifyUnlessBlocked(value: string): Promise<void> {
    if ((await this.triesLeft()) === 0) {
      throw new PinBlocked(this.#name);
    }
    await this.verify(value);
  }

  /** CHANGE REFERENCE DATA; the old value must be verified. Its form is the caller's to check. */
  change(value: string): Promise<void> {
    return this.#card.changeReferenceData(this.#bytes(value));
  }

  get #name(): Sentence {
    return holderSecrets[this.#secret].name;
  }

  #bytes(value: string): Uint8Array {
    return Uint8Array.from(Buffer.from(asSent(this.#secret, value), 'latin1'));
  }
}

/** As cards hold it: the password in upper case. */
export const asSent = (secret: HolderSecret, value: string): string =>
  secret === 'digital-signature' ? value.toUpperCase() : value;
