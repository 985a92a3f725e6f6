import type {KeyObject} from 'node:crypto';
import type {KeyPair, LifeCycle} from '../../protocol/index.ts';
import type {SecureChannelName} from '../content-management/secure-channels.ts';
import type {CardIdentity} from '../personas/identity.ts';
import type {Persona, RevocationReason} from '../personas/persona.ts';
import type {CardProfile} from '../profiles/card-profile.ts';

/** A key pair on the card with the certificate issued for it, DER. */
export interface CertifiedKey {
  readonly privateKey: KeyObject;
  readonly certificate: Uint8Array;
}

/**
 * Who signs what lies in an application that software verifies with card-verifiable certificates: a root of the
 * application, and the municipality's signer below it. Key identifiers are 16 bytes.
 */
export interface CvHierarchy {
  readonly root: {readonly keyId: Uint8Array; readonly keys: KeyPair};
  readonly municipality: {readonly keyId: Uint8Array; readonly keys: KeyPair};
}

/** What the centre holds against certificates, by serial number (upper-case hex). */
export interface Revocation {
  readonly reason: RevocationReason;
  readonly since: Date;
  readonly serialNumbers: readonly string[];
}

/** What the factory puts on a card. A key pair of the JPKI application is absent where the holder has none. */
export interface Personalisation {
  readonly id: string;
  /** The birth date of its holder is a day. */
  readonly persona: Persona;
  readonly profile: CardProfile;
  readonly identity: CardIdentity;
  readonly userAuthentication?: CertifiedKey;
  readonly digitalSignature?: CertifiedKey;
  /** DER. */
  readonly userAuthenticationCa: Uint8Array;
  readonly digitalSignatureCa: Uint8Array;
  /** Judges the certificates of terminals (JPKI EF 0016). */
  readonly terminalAuthority: KeyObject;
  /** The card's own keys outside the JPKI application, RSA-2048. */
  readonly cardKeys: {
    /** 共通AP EF 0019, INTERNAL AUTHENTICATE. */
    readonly common: KeyPair;
    /** 券面事項確認AP, internal authentication and DF24. */
    readonly cardSurface: KeyPair;
    /** 券面事項入力補助AP EF 0006, key transport of secure messaging. */
    readonly textSecureMessaging: KeyPair;
    /** 券面事項入力補助AP EF 0013, internal signing key. */
    readonly textInternal: KeyPair;
  };
  readonly cvHierarchies: {
    readonly card: CvHierarchy;
    readonly cardSurface: CvHierarchy;
    readonly textAssistance: CvHierarchy;
  };
  /** AES-128, with which the issuer proves its authority to this card. */
  readonly issuerKey: Uint8Array;
  /** How the card manager is reached. Default: `scp03`. */
  readonly secureChannel?: SecureChannelName;
  /** Kept beside the card, so that a centre in another process knows it too. */
  readonly revocation?: Revocation;
  /** Default: operational. Before delivery the holder's secrets are not set. */
  readonly lifeCycle?: LifeCycle;
  /** Seeds what a picture draws at will, such as the portrait. */
  readonly pictureSeed: string;
}
