import {type CardStateEvent, type Clock, type Random, type Recorder, sw} from '../../protocol/index.ts';
import type {CardContent} from '../content-management/content.ts';
import {fits} from '../content-management/memory.ts';
import {defaultSelected} from '../content-management/privileges.ts';
import type {CardStore} from '../environment.ts';
import type {CardProfile} from '../profiles/card-profile.ts';
import type {RsaEngine} from '../rsa/engine.ts';
import type {Application} from './application.ts';
import type {CardContext} from './context.ts';
import {type FileDefinition, fileIdText} from './file.ts';
import {refuse} from './refusal.ts';
import {
  type ApplicationState,
  freshVolatileState,
  type PersistentState,
  type VolatileState,
} from './state.ts';

export interface CardMemoryParts {
  readonly cardId: string;
  readonly profile: CardProfile;
  /** Those the card was made with, the issuer security domain first. */
  readonly applications: readonly Application[];
  /** Those that were installed later. */
  readonly installed?: (content: CardContent) => readonly Application[];
  readonly persistent: PersistentState;
  readonly clock: Clock;
  readonly random: Random;
  readonly rsa: RsaEngine;
  readonly store: CardStore;
  readonly record?: Recorder;
  /** Hears of a store that failed. */
  readonly fault: (error: unknown) => void;
  /** Hears of every commit that came into force. */
  readonly committed?: (before: PersistentState, next: PersistentState) => void;
}

/** What fills an EF up to its allocated size; certificates alone have one. */
const paddings = {'bytes-FF': 0xff, 'bytes-00': 0x00} as const;

const emptyState: ApplicationState = {
  contents: new Map(),
  records: new Map(),
  credentials: new Map(),
  privateKeys: new Map(),
  publicKeys: new Map(),
};

/** Both halves of a card, and the only ways in which they change. Command handlers see it as their context. */
export class CardMemory implements CardContext {
  readonly profile: CardProfile;
  readonly random: Random;
  readonly rsa: RsaEngine;
  readonly #parts: CardMemoryParts;
  readonly #padded = new WeakMap<Uint8Array, Uint8Array>();
  #persistent: PersistentState;
  #volatile: VolatileState;
  #applications: {readonly of: CardContent; readonly all: readonly Application[]} | undefined;

  constructor(parts: CardMemoryParts) {
    this.profile = parts.profile;
    this.random = parts.random;
    this.rsa = parts.rsa;
    this.#parts = parts;
    this.#persistent = parts.persistent;
    this.#volatile = freshVolatileState(this.#firstApplication());
  }

  get applications(): readonly Application[] {
    const {content} = this.#persistent;
    if (this.#applications?.of !== content) {
      const {applications, installed} = this.#parts;
      this.#applications = {of: content, all: [...applications, ...(installed?.(content) ?? [])]};
    }
    return this.#applications?.all ?? [];
  }

  get persistent(): PersistentState {
    return this.#persistent;
  }

  get volatile(): VolatileState {
    return this.#volatile;
  }

  get state(): ApplicationState {
    return this.#persistent.applications.get(this.#volatile.application.name) ?? emptyState;
  }

  /** What a power-off leaves: nothing of the volatile half. */
  clear(): void {
    this.#volatile = freshVolatileState(this.#firstApplication());
  }

  /** A warm reset: what survives it is the profile's to say. */
  warmReset(): void {
    const {verified, application, terminalAuthenticated} = this.#volatile;
    this.clear();
    if (this.profile.behaviour.warmReset === 'keeps-security-status') {
      Object.assign(this.#volatile, {verified, application, terminalAuthenticated});
    }
  }

  content(file: FileDefinition): Uint8Array {
    const stored = this.state.contents.get(file.id) ?? refuse(sw.fileNotFound);
    const size = file.kind === 'transparent' ? (file.size ?? stored.length) : stored.length;
    if (stored.length >= size) {
      return stored;
    }
    let padded = this.#padded.get(stored);
    if (!padded) {
      padded = new Uint8Array(size).fill(paddings[this.profile.behaviour.certificatePadding]);
      padded.set(stored);
      this.#padded.set(stored, padded);
    }
    return padded;
  }

  selectApplication(application: Application): void {
    const before = this.#volatile;
    const keeps =
      application === before.application && this.profile.behaviour.reselection === 'keeps-security-status';
    const fresh = freshVolatileState(application);
    fresh.issuerAuthenticated = before.issuerAuthenticated;
    if (keeps) {
      fresh.verified = before.verified;
      fresh.terminalAuthenticated = before.terminalAuthenticated;
    }
    Object.assign(before, fresh);
    this.note({change: 'application-selected', subject: application.name});
  }

  selectFile(file: FileDefinition): void {
    if (this.#volatile.file !== file) {
      this.#volatile.file = file;
      this.note({change: 'file-selected', subject: `${fileIdText(file.id)} ${file.name}`});
    }
  }

  commit(next: PersistentState): void {
    if (!fits(this.#persistent, next)) {
      refuse(sw.notEnoughMemory);
    }
    try {
      this.#parts.store.write(next);
    } catch (error) {
      this.#parts.fault(error);
      refuse(sw.memoryFailure);
    }
    const before = this.#persistent;
    this.#persistent = next;
    this.#parts.committed?.(before, next);
  }

  note(change: Pick<CardStateEvent, 'change' | 'subject' | 'triesLeft'>): void {
    const {record, clock, cardId} = this.#parts;
    record?.({type: 'card-state', at: clock.now(), card: cardId, ...change});
  }

  /** The issuer security domain, or the installed application that has been made the default. */
  #firstApplication(): Application {
    const {content, issuer} = this.#persistent;
    const [chosen] = issuer.lifeCycle === 'operational' ? defaultSelected(content) : [];
    const [domain] = this.applications;
    const first = (chosen && this.applications.find(({name}) => name === chosen)) ?? domain;
    if (!first) {
      throw new Error('a card has at least one application');
    }
    return first;
  }
}
