import {KazasuError, type Sentence} from '../../protocol/index.ts';
import type {ApplicationProgram} from './application-program.ts';
import type {AreaName} from './areas.ts';
import type {CardContent} from './card-content.ts';
import type {KnownDomainKeys, NewDomainKeys} from './domain-keys.ts';
import {refusal, refusalId} from './refusals.ts';

/** The card in a reader, as far as card management needs it. A host of the card's management implements it. */
export interface CardAccess {
  /** The id the card says of itself. Error: `CardGone`. */
  cardId(): Promise<string>;
  /**
   * Opens an area's own security domain, or the one of an issuer below it, by those keys which the card proves.
   * Errors: `CardRefused`, `CardGone`.
   */
  openArea(area: AreaName, keys: KnownDomainKeys, domain?: string): Promise<AreaSession>;
}

/**
 * A session with one domain; what it does is on the card whole or not at all. Errors of all: `CardRefused` where the
 * card answers with a refusal, `CardGone` where it does not answer. AIDs: upper-case hex.
 */
export interface AreaSession {
  /** Everything in the area that this domain rules, itself left out. */
  status(): Promise<CardContent[]>;
  /** With the keys in it, in place of one that a cut left without them. */
  createDomain(aid: string, keys: NewDomainKeys): Promise<void>;
  /** `aid`: that of the package. */
  load(aid: string, cap: ApplicationProgram['cap']): Promise<void>;
  install(aid: string, from: {readonly loadFile: string; readonly module: string}): Promise<void>;
  personalise(aid: string, data: PersonalData): Promise<void>;
  /**
   * The id that an application holds, while it is not locked; undefined where the channel does not encrypt answers, or
   * the program of an issuer's own kind tells none. `CardRefused` where a basic one tells none, or any something else.
   */
  readId(aid: string, from: IdTeller): Promise<Uint8Array | undefined>;
  lock(aid: string): Promise<void>;
  unlock(aid: string): Promise<void>;
  delete(aid: string): Promise<void>;
}

/** Whose program is asked for its id: a basic one tells it, an issuer's own may keep it. Bench-defined, C220 */
export type IdTeller = 'basic' | 'own-kind';

export interface PersonalData {
  /** As the application gives it. */
  readonly id: Uint8Array;
  /** By which application and terminal know each other; for kinds with mutual authentication. AES-128. */
  readonly authenticationKey?: Uint8Array;
  /** The initial PIN, where there is one: 4 to 16 bytes. */
  readonly pin?: Uint8Array;
}

/** The card answered with a refusal; what it did before stays. */
export class CardRefused extends KazasuError {
  /** `what`: the command that was refused, or a sentence of its own where no command tells enough. */
  constructor(what: string | Sentence, options?: ErrorOptions) {
    const sentence = typeof what === 'string' ? refusal('CARD-REFUSED', what).sentence : what;
    super(refusalId('CARD-REFUSED'), sentence, options);
    this.name = 'CardRefused';
  }
}

/** The card does not answer; whether it did the last thing is not known. */
export class CardGone extends KazasuError {
  /** `what`: the command that was not answered, or the work in the middle of which the card fell silent. */
  constructor(what: string | Sentence, options?: ErrorOptions) {
    super(refusalId('CARD-GONE'), refusal('CARD-GONE', what).sentence, options);
    this.name = 'CardGone';
  }
}
