import type {LifeCycle} from '../../protocol/index.ts';
import type {CardContent} from '../content-management/content.ts';
import type {SecureChannelSession} from '../content-management/session.ts';
import type {Application} from './application.ts';
import type {FileDefinition} from './file.ts';
import type {SecureMessagingSession} from './secure-messaging.ts';

/** Reference data of one credential. `value` is the secret itself: a card image is a test card, not a vault. */
export interface CredentialState {
  readonly value: Uint8Array;
  readonly triesLeft: number;
  /** Failures that block it, where personalisation said another number than the file's definition. */
  readonly tries?: number;
}

/** What one application keeps; keys of the maps are EF identifiers. */
export interface ApplicationState {
  readonly contents: ReadonlyMap<number, Uint8Array>;
  readonly records: ReadonlyMap<number, readonly Uint8Array[]>;
  readonly credentials: ReadonlyMap<number, CredentialState>;
  /** RSA private keys, PKCS#8 DER. */
  readonly privateKeys: ReadonlyMap<number, Uint8Array>;
  /** RSA public keys, SubjectPublicKeyInfo DER. */
  readonly publicKeys: ReadonlyMap<number, Uint8Array>;
  /** Keys made on the card whose certificate has not come yet, PKCS#8 DER, by the EF they will go to. */
  readonly pendingKeys?: ReadonlyMap<number, Uint8Array>;
  /** The issuer locked the application (LOCK DF). */
  readonly locked?: boolean;
}

/** What the issuer security domain keeps. */
export interface IssuerState {
  /** AES-128. */
  readonly key: Uint8Array;
  readonly triesLeft: number;
  readonly lifeCycle: LifeCycle;
}

/** The half of a card that survives without power. Never changed in place: a change makes a new one. */
export interface PersistentState {
  /** Those the card was made with by their name, installed ones by their AID in hex. */
  readonly applications: ReadonlyMap<string, ApplicationState>;
  /** Data objects of the card itself, which GET DATA answers: value by tag. */
  readonly cardData: ReadonlyMap<number, Uint8Array>;
  readonly issuer: IssuerState;
  readonly content: CardContent;
}

/** The half that a power-off ends. */
export interface VolatileState {
  application: Application;
  file: FileDefinition | undefined;
  verified: Set<number>;
  terminalAuthenticated: boolean;
  /** Holds in every application until power-off or reset. */
  issuerAuthenticated: boolean;
  challenge: Uint8Array | undefined;
  /** Body of a terminal certificate whose signature has not come yet, or the key of one that was accepted. */
  terminalCertificate: Uint8Array | undefined;
  terminalKey: Uint8Array | undefined;
  secureMessagingSession: SecureMessagingSession | undefined;
  /** GlobalPlatform's, with the security domain that is selected, and the work that it has begun. */
  secureChannel: SecureChannelSession | undefined;
  /** What the selected applet remembers until another SELECT, a reset or power-off. */
  appletSession: unknown;
}

/** The state at power-on: the default application, nothing verified. */
export const freshVolatileState = (application: Application): VolatileState => ({
  application,
  file: undefined,
  verified: new Set(),
  terminalAuthenticated: false,
  issuerAuthenticated: false,
  challenge: undefined,
  terminalCertificate: undefined,
  terminalKey: undefined,
  secureMessagingSession: undefined,
  secureChannel: undefined,
  appletSession: undefined,
});

/** The same card with one application changed. */
export const withApplication = (
  state: PersistentState,
  application: string,
  change: (before: ApplicationState) => ApplicationState,
): PersistentState => {
  const before = state.applications.get(application);
  if (!before) {
    throw new Error(`the card keeps nothing for ${application}`);
  }
  return {...state, applications: new Map(state.applications).set(application, change(before))};
};

/** The same card with the issuer's part changed. */
export const withIssuer = (state: PersistentState, change: Partial<IssuerState>): PersistentState => ({
  ...state,
  issuer: {...state.issuer, ...change},
});

/** The same card with one credential changed. */
export const withCredential = (
  state: PersistentState,
  application: string,
  id: number,
  change: Partial<CredentialState>,
): PersistentState =>
  withApplication(state, application, (before) => {
    const credential = before.credentials.get(id);
    if (!credential) {
      throw new Error(`the card holds no credential ${id} in ${application}`);
    }
    return {...before, credentials: new Map(before.credentials).set(id, {...credential, ...change})};
  });
