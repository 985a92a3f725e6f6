import {KazasuError, type ResponseApdu, type Sentence, type StatusWord, sw} from '../../protocol/index.ts';

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

/** The wrong PIN or password; the card says how many tries are left. */
export class WrongPin extends KazasuError {
  readonly triesLeft: number;

  constructor(credential: Sentence, triesLeft: number) {
    super('KZS-CARD-WRONG-PIN', {
      en: `the ${credential.en} was refused by the card; ${triesLeft} ${triesLeft === 1 ? 'try is' : 'tries are'} left`,
      ja: `カードが${credential.ja}を拒否しました。残り ${triesLeft} 回です`,
    });
    this.name = 'WrongPin';
    this.triesLeft = triesLeft;
  }
}

/** No tries are left, or none were ever given: the card answers alike. Only the issuer can lift this. */
export class PinBlocked extends KazasuError {
  readonly triesLeft = 0;

  constructor(credential: Sentence) {
    super('KZS-CARD-PIN-BLOCKED', {
      en: `the ${credential.en} is blocked or was never set: no tries are left`,
      ja: `${credential.ja}がロックされているか、設定されていません(残り0回)`,
    });
    this.name = 'PinBlocked';
  }
}

/** Throws UnexpectedStatus unless the response is 9000; `what` names the command in the sentence. */
export const expectOk = (what: string, response: Pick<ResponseApdu, 'sw'>): void => {
  if (response.sw !== sw.ok) {
    throw new UnexpectedStatus(what, response.sw);
  }
};

/** Throws what a VERIFY that was not 9000 means: WrongPin, PinBlocked or UnexpectedStatus. */
export const expectVerified = (name: Sentence, {sw: status}: Pick<ResponseApdu, 'sw'>): void => {
  if (status.triesLeft !== undefined) {
    throw new WrongPin(name, status.triesLeft);
  }
  if (status === sw.referenceDataNotUsable || status === sw.authenticationMethodBlocked) {
    throw new PinBlocked(name);
  }
  expectOk(`VERIFY of the ${name.en}`, {sw: status});
};
