import type {LifeCycle} from '../../protocol/index.ts';
import type {When} from './when.ts';

/** The person a card is for. Addresses and names as the resident record writes them. */
export interface Holder {
  /** 氏名; U+3000 between the parts. */
  readonly name: string;
  /**
   * The name as certificates write it, where the record has a character (外字) that they must not hold: as many
   * characters, each that differs being a 代替文字. Default: the name.
   */
  readonly certificateName?: string;
  readonly sex: 'male' | 'female' | 'other';
  /** A day; in a persona also a period before the card's issue. */
  readonly birthDate: When;
  readonly address: string;
  /** As `certificateName`, for the address. */
  readonly certificateAddress?: string;
  /** Romanised as in certificates: `Tokyo-to`, `Kiyose-shi`. */
  readonly prefecture: string;
  readonly city: string;
  /** Five digits. */
  readonly municipalityCode: string;
}

/** The four secrets a holder sets at delivery. They are test data and documented, so that scripts can rely on them. */
export interface Secrets {
  readonly userAuthenticationPin: string;
  readonly digitalSignaturePassword: string;
  readonly textAssistancePin: string;
  readonly residentRegisterPin: string;
}

/** The certificates a holder can have on the card. */
export const holderCertificates = ['user-authentication', 'digital-signature'] as const;

export type HolderCertificate = (typeof holderCertificates)[number];

/** Why the centre revoked certificates, RFC 5280 clause 5.3.1: those the agency uses for a holder's. [S19] */
export const revocationReasons = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
] as const;

export type RevocationReason = (typeof revocationReasons)[number];

/** A named test citizen with a purpose. Absent fields stand for the usual: an adult's card as it is after delivery. */
export interface Persona {
  readonly name: string;
  readonly title: {readonly en: string; readonly ja: string};
  readonly holder: Holder;
  readonly secrets: Secrets;
  /** Years of age at the card's issue of this persona's other people (number 1 and up). Default: 20 to 89. */
  readonly ages?: readonly [least: number, most: number];
  /** The persona's other people have names and addresses as long as the holder's. */
  readonly fullLength?: boolean;
  /** When card and certificates were issued, also as a period from the world's usual day of issue. Default: that day. */
  readonly issued?: When;
  /** When it was applied for, also as a period from the issue; it decides who is an adult. Default: the day of issue. */
  readonly applied?: When;
  /** 在留期間の満了日, also as a period from the issue: neither card nor certificates outlive it. */
  readonly stayUntil?: When;
  /** The card's last day where it is earlier than by rule, also as a period from the issue. */
  readonly cardExpiresOn?: When;
  /** The certificates' last day where it is earlier than by rule, also as a period from the issue. */
  readonly certificatesExpireOn?: When;
  /** Default: both. The credential of a certificate the holder does not have is not set. */
  readonly certificates?: readonly HolderCertificate[];
  /** Why the centre revoked the certificates; `certificateHold` is 一時保留. Default: it did not. */
  readonly revocation?: RevocationReason;
  /** Credentials never set, or blocked by wrong tries. Default: set, all tries left. */
  readonly credentials?: Readonly<Partial<Record<keyof Secrets, 'unset' | 'blocked'>>>;
  /** Default: operational. Before delivery none of the holder's credentials is set. */
  readonly lifeCycle?: LifeCycle;
}

/** The secrets every persona has. */
export const defaultSecrets: Secrets = {
  userAuthenticationPin: '1234',
  digitalSignaturePassword: 'ABC123',
  textAssistancePin: '1234',
  residentRegisterPin: '1234',
};
