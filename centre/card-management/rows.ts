import type {LifeCycle} from '../../protocol/index.ts';
import type {CalendarDate} from '../japan-time.ts';
import type {ApplicationKind, Place} from './application-kinds.ts';
import type {AreaName} from './areas.ts';
import type {ReadBack} from './card-content.ts';
import type {Transition} from './card-states.ts';
import type {IssuerType} from './issuer-types.ts';
import type {CardStep, OperationKind} from './plan.ts';
import type {Role} from './roles.ts';

/** 発行者: a tenant of the installation. */
export interface IssuerRow {
  readonly name: string;
  /** By which AIDs tell the issuer, from 1. */
  readonly number: number;
  readonly type: IssuerType;
  readonly municipalityCode?: string;
  /** Id of the ordinance, 番号法18条1号. */
  readonly ordinance?: string;
  /** Id of the permission for the extended area, 番号法18条2号. */
  readonly permission?: string;
  readonly keyVersion: number;
  /** The master key, wrapped by the installation's key. */
  readonly wrappedKey: Uint8Array;
  readonly registeredAt: Date;
  readonly endedAt?: Date;
}

/** 操作者 of an issuer. */
export interface OperatorRow {
  readonly issuer: string;
  readonly name: string;
  readonly role: Role;
  readonly salt: Uint8Array;
  /** log2 of scrypt's N. */
  readonly passwordCost: number;
  readonly passwordHash: Uint8Array;
  /** Wrong passwords in a row. */
  readonly wrongTries: number;
  readonly endedAt?: Date;
}

export interface LoginRow {
  /** SHA-256 of the token, hex. */
  readonly tokenHash: string;
  readonly issuer: string;
  readonly operator: string;
  readonly until: Date;
}

export interface CardRow {
  readonly cardId: string;
  readonly state: LifeCycle;
  /** Code of the municipality of residence. */
  readonly residence: string;
  /** The day on which the holder said to move out, while 継続利用 has not followed. */
  readonly movingOn?: CalendarDate;
  readonly registeredAt: Date;
}

/** A kind of application that an issuer developed itself. */
export interface OwnKindRow {
  readonly issuer: string;
  readonly name: string;
  /** By which AIDs tell the kind. */
  readonly number: number;
  readonly area: AreaName;
  /** AIDs of package and applet, upper-case hex. */
  readonly loadFile: string;
  readonly module: string;
  readonly personalised: boolean;
  readonly mutualAuthentication: boolean;
  /** A CAP file. */
  readonly cap: Uint8Array;
}

/** An application on a card. */
export interface ApplicationRow extends Place {
  readonly cardId: string;
  readonly issuer: string;
  readonly aid: string;
  /** What the application gives as the id of its user; opaque. */
  readonly userId: string;
  readonly stopped: boolean;
  readonly since: Date;
}

export interface ServiceRow {
  readonly issuer: string;
  readonly name: string;
  readonly area: AreaName;
  readonly kind: ApplicationKind;
  readonly stopped: boolean;
}

export interface ProfileRow {
  readonly issuer: string;
  readonly name: string;
  readonly applications: readonly Place[];
}

/** What a linked register knows of the holder of a card: an opaque id and nothing else. */
export interface ResidentRow {
  readonly register: string;
  readonly cardId: string;
  readonly userId: string;
}

/** A two-phase commit between system and card; one is open for a card at a time. */
export interface CommitRow {
  readonly issuer: string;
  readonly requestId: string;
  readonly operator: string;
  readonly cardId: string;
  readonly state: 'begun' | 'committed' | 'aborted' | 'abandoned';
  readonly begunAt: Date;
  readonly endedAt?: Date;
}

/** Of what is on the card. */
export interface OperationRow extends CommitRow {
  readonly kind: OperationKind;
  readonly steps: readonly CardStep[];
  readonly userId?: string;
  /** What the applications told when their ids were read back; an id that was another one is not among them. */
  readonly readBack?: readonly ReadBack[];
  /** Once it has been decided to take it back; from then on it cannot be committed. */
  readonly towards?: 'absent';
}

/** Of a card's state with its chip. */
export interface TransitionRow extends CommitRow {
  readonly transition: Transition;
  /** The state that the card leaves, and the one that it reaches. */
  readonly leaves: LifeCycle;
  readonly reaches: LifeCycle;
}

/** The answer that a request was given, for whoever asks again. */
export interface AnsweredRow {
  readonly issuer: string;
  readonly requestId: string;
  /** SHA-256 of what was asked, hex. */
  readonly requestHash: string;
  /** JSON. */
  readonly answer: string;
}

export interface AuditRow {
  /** From 1, without a gap. */
  readonly number: number;
  readonly at: Date;
  readonly issuer: string;
  readonly operator: string;
  readonly operation: string;
  /** What it was about: a card's id, a name. */
  readonly subject: string;
  /** `done`, or the id of the refusal. */
  readonly outcome: string;
  /** HMAC over the row and the hash before it, hex. */
  readonly hash: string;
}

export interface SettingRow {
  readonly name: string;
  readonly value: string;
}

/** Rows of one kind, in the order of their keys. */
export interface Rows<R> {
  /** Errors: that of the broken constraint. */
  add(row: R): void;
  /** Adds it, or replaces the one of the same key. */
  put(row: R): void;
  find(where?: Partial<R>): R[];
  one(where: Partial<R>): R | undefined;
  /** How many there were. */
  remove(where: Partial<R>): number;
}

export interface CardManagementStore {
  readonly issuers: Rows<IssuerRow>;
  readonly operators: Rows<OperatorRow>;
  readonly logins: Rows<LoginRow>;
  readonly kinds: Rows<OwnKindRow>;
  readonly cards: Rows<CardRow>;
  readonly applications: Rows<ApplicationRow>;
  readonly services: Rows<ServiceRow>;
  readonly profiles: Rows<ProfileRow>;
  readonly residents: Rows<ResidentRow>;
  readonly operations: Rows<OperationRow>;
  readonly transitions: Rows<TransitionRow>;
  readonly answered: Rows<AnsweredRow>;
  readonly settings: Rows<SettingRow>;
  readonly audit: {
    /** Nothing that was added can be changed or taken away. */
    add(row: AuditRow): void;
    last(): AuditRow | undefined;
    after(number: number, limit: number): AuditRow[];
    /** The same, of one issuer. */
    of(issuer: string, number: number, limit: number): AuditRow[];
  };
}
