import type {
  Centre,
  Holder as CertificateHolder,
  CertificateKind,
  IssuedCertificate,
} from '../../centre/index.ts';
import {
  type CardDates,
  type CertifiedKey,
  type Holder,
  holderCertificates,
  issueInstant,
  type Persona,
} from '../../emulator/index.ts';
import type {KeyPair} from '../../protocol/index.ts';

export interface CertifiedKeysOrder {
  /** The birth date of its holder is a day. */
  readonly persona: Persona;
  readonly dates: CardDates;
  readonly centre: Centre;
  readonly key: (purpose: CertificateKind) => Promise<KeyPair>;
}

interface Certified {
  readonly key: CertifiedKey;
  readonly issued: IssuedCertificate;
}

/** A holder's key pairs with their certificates; absent where the holder has none. */
export interface CertifiedKeys {
  readonly userAuthentication?: Certified;
  readonly digitalSignature?: Certified;
}

/** Makes the keys the persona has certificates for, and has the centre issue them. */
export const certifiedKeys = async (order: CertifiedKeysOrder): Promise<CertifiedKeys> => {
  const {certificates = holderCertificates} = order.persona;
  const certified = async (kind: CertificateKind, notLaterThan?: Date): Promise<Certified | undefined> =>
    certificates.includes(kind) ? certifiedKey(kind, order, notLaterThan) : undefined;
  const userAuthentication = await certified('user-authentication');
  const digitalSignature = await certified('digital-signature', userAuthentication?.issued.notAfter);
  return {
    ...(userAuthentication ? {userAuthentication} : {}),
    ...(digitalSignature ? {digitalSignature} : {}),
  };
};

/** Serial numbers of the certificates, upper-case hex. */
export const serialNumbersOf = ({userAuthentication, digitalSignature}: CertifiedKeys): string[] =>
  [userAuthentication, digitalSignature].flatMap((one) => (one ? [one.issued.serialNumber] : []));

const certifiedKey = async (
  kind: CertificateKind,
  {persona, dates, centre, key}: CertifiedKeysOrder,
  notLaterThan: Date | undefined,
): Promise<Certified> => {
  const {privateKey, publicKey} = await key(kind);
  const issued = await centre.issue({
    kind,
    publicKey,
    holder: certificateHolder(persona.holder),
    issuedAt: issueInstant(dates.issuedOn),
    // No certificate outlives its card, nor what the persona says of the certificates.
    cardExpiresOn: dates.certificatesExpireOn,
    ...(notLaterThan ? {notLaterThan} : {}),
  });
  return {key: {privateKey, certificate: issued.certificate}, issued};
};

/** The holder as certificates have them: 代替文字 in place of characters they must not hold, and flags for these. */
export const certificateHolder = ({
  name,
  certificateName = name,
  address,
  certificateAddress = address,
  ...rest
}: Holder): CertificateHolder => ({
  ...rest,
  name: certificateName,
  nameSubstitutes: flags(name, certificateName),
  address: certificateAddress,
  addressSubstitutes: flags(address, certificateAddress),
});

/** One digit a character: 1 where certificates write another. Bench-defined, D94. */
const flags = (record: string, certificate: string): string => {
  const written = [...certificate];
  return [...record].map((character, i) => (character === written[i] ? '0' : '1')).join('');
};
