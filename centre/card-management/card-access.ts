import {KazasuError} from '../../protocol/index.ts';
import type {ApplicationKind} from './application-kinds.ts';
import type {AreaName} from './areas.ts';
import type {CardContent} from './card-content.ts';
import type {DomainKeys} from './key-vault.ts';
import {refusal, refusalId} from './refusals.ts';

/** The card in a reader, as far as card management needs it. A host of the card's management implements it. */
export interface CardAccess {
  /** The id the card says of itself. Error: `CardGone`. */
  cardId(): Promise<string>;
  /** Opens an area's own security domain, or the one of an issuer below it. Errors: `CardRefused`, `CardGone`. */
  openArea(area: AreaName, keys: DomainKeys, domain?: string): Promise<AreaSession>;
}

/**
 * A session with one domain; what it does is on the card whole or not at all. Errors of all: `CardRefused` where the
 * card answers with a refusal, `CardGone` where it does not answer. AIDs: upper-case hex.
 */
export interface AreaSession {
  /** Everything in the area that this domain rules, itself left out. */
  status(): Promise<CardContent[]>;
  createDomain(aid: string, keys: DomainKeys): Promise<void>;
  load(aid: string, kind: ApplicationKind): Promise<void>;
  install(aid: string, kind: ApplicationKind, loadFile: string): Promise<void>;
  personalise(aid: string, kind: ApplicationKind, data: PersonalData): Promise<void>;
  lock(aid: string): Promise<void>;
  unlock(aid: string): Promise<void>;
  delete(aid: string): Promise<void>;
}

export interface PersonalData {
  readonly userId: string;
  /** By which application and terminal know each other; for kinds with mutual authentication. */
  readonly authenticationKey?: Uint8Array;
}

/** The card answered with a refusal; what it did before stays. */
export class CardRefused extends KazasuError {
  constructor(what: string) {
    const {id, sentence} = refusal('CARD-REFUSED', what);
    super(id, sentence);
    this.name = 'CardRefused';
  }
}

/** The card does not answer; whether it did the last thing is not known. */
export class CardGone extends KazasuError {
  constructor(what: string) {
    const {sentence} = refusal('CARD-GONE', what);
    super(refusalId('CARD-GONE'), sentence);
    this.name = 'CardGone';
  }
}
