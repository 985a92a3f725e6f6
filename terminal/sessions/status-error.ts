import {KazasuError, type Sentence, type StatusWord, sw} from '../../protocol/index.ts';

/** A card answered a command with a status word that ends the dialogue. */
export class UnexpectedStatus extends KazasuError {
  readonly sw: StatusWord;

  constructor(what: string, status: StatusWord) {
    super('KZS-CARD-STATUS', {
      en: `${what} was expected to answer 9000, but the card answered ${status}`,
      ja: `${what} に 9000 が必要ですが、カードは ${status} を返しました`,
    });
    this.name = 'UnexpectedStatus';
    this.sw = status;
  }
}

/** Lets 9000 pass, and throws UnexpectedStatus for anything else. */
export const expectOk = (what: string, response: {readonly sw: StatusWord}): void => {
  if (response.sw !== sw.ok) {
    throw new UnexpectedStatus(what, response.sw);
  }
};

/** The wrong PIN or password; the card says how many tries are left. */
export class WrongPin extends KazasuError {
  readonly triesLeft: number;

  constructor(credential: Sentence, triesLeft: number) {
    super('KZS-CARD-WRONG-PIN', {
      en: `the ${credential.en} was refused by the card; ${triesLeft} tries are left`,
      ja: `カードが${credential.ja}を拒否しました。残り ${triesLeft} 回です`,
    });
    this.name = 'WrongPin';
    this.triesLeft = triesLeft;
  }
}

/** No tries are left; only the issuer can lift this. */
export class PinBlocked extends KazasuError {
  readonly triesLeft = 0;

  constructor(credential: Sentence) {
    super('KZS-CARD-PIN-BLOCKED', {
      en: `the ${credential.en} is blocked: no tries are left`,
      ja: `${credential.ja}がロックされています(残り0回)`,
    });
    this.name = 'PinBlocked';
  }
}
