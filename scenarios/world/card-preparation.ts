import type {Centre} from '../../centre/index.ts';
import {
  type CardIdentity,
  type CardProfile,
  type CvHierarchy,
  cardDates,
  cardProfileNamed,
  dayInJapan,
  issueDay,
  issueInstant,
  makeIdentity,
  type Persona,
  type Personalisation,
  personOf,
  type SecureChannelName,
} from '../../emulator/index.ts';
import type {KeyPair, LifeCycle, Random} from '../../protocol/index.ts';
import {certifiedKeys, serialNumbersOf} from './certified-keys.ts';
import {issuerKeyOf} from './issuer-key.ts';

export interface CardOrder {
  readonly persona: Persona;
  /** Tells cards of one persona apart. */
  readonly number: number;
  readonly centre: Centre;
  readonly random: Random;
  readonly at: Date;
  /** Default: operational. */
  readonly lifeCycle?: LifeCycle;
  /** Default: the contact interface of a My Number Card. */
  readonly profile?: CardProfile;
  readonly secureChannel?: SecureChannelName;
  /** How many cards the same person has had before; each has keys and numbers of its own. Default: none. */
  readonly earlierCards?: number;
}

/** Everything the factory needs for one card: keys, certificates, identity. When it was revoked: Bench-defined, D96. */
export const prepareCard = async ({
  number,
  centre,
  random,
  at,
  lifeCycle,
  persona: kind,
  profile = cardProfileNamed('my-number-card'),
  secureChannel,
  earlierCards = 0,
}: CardOrder): Promise<Personalisation> => {
  const people = random.fork(`persona/${kind.name}`);
  const first = random.fork(`card/${kind.name}/${number}`);
  const own = earlierCards === 0 ? first : first.fork(`reissued/${earlierCards}`);
  const key = (purpose: string): ReturnType<Random['rsaKeyPair']> => own.fork(purpose).rsaKeyPair(2048);
  const usual = issueDay(at);
  const {issuedOn} = cardDates(kind, dayInJapan(usual));
  const holder = personOf(kind, number, people.fork('person'), issuedOn);
  const persona: Persona = {...kind, holder};
  const dates = cardDates(persona, dayInJapan(usual));
  const issuedAt = issueInstant(issuedOn);
  const identity = identityOfCard(people, dates.cardExpiresOn, number, earlierCards);
  const certified = await certifiedKeys({persona, dates, centre, key});
  const id = `${persona.name}-${identity.cardSerial}`;
  return {
    id,
    persona,
    profile,
    identity,
    ...(certified.userAuthentication ? {userAuthentication: certified.userAuthentication.key} : {}),
    ...(certified.digitalSignature ? {digitalSignature: certified.digitalSignature.key} : {}),
    userAuthenticationCa: (await centre.authorities.issuing('user-authentication', issuedAt)).certificate,
    digitalSignatureCa: (await centre.authorities.issuing('digital-signature', issuedAt)).certificate,
    terminalAuthority: (await random.fork('terminal-authority').rsaKeyPair(2048)).publicKey,
    cardKeys: {
      common: await key('common'),
      cardSurface: await key('card-surface'),
      textSecureMessaging: await key('text-secure-messaging'),
      textInternal: await key('text-internal'),
    },
    cvHierarchies: {
      card: await cvHierarchy(random, 'card', 9000020, holder.municipalityCode),
      cardSurface: await cvHierarchy(random, 'card-surface', 9000023, holder.municipalityCode),
      textAssistance: await cvHierarchy(random, 'text-assistance', 9000033, holder.municipalityCode),
    },
    issuerKey: issuerKeyOf(random, id),
    ...(secureChannel ? {secureChannel} : {}),
    ...(lifeCycle ? {lifeCycle} : {}),
    ...(persona.revocation
      ? {revocation: {reason: persona.revocation, since: usual, serialNumbers: serialNumbersOf(certified)}}
      : {}),
    pictureSeed: `${persona.name}/${number}`,
  };
};

/** 個人番号 and 住民票コード stay with the person, all other numbers are the card's. */
const identityOfCard = (
  people: Random,
  expiresOn: string,
  number: number,
  earlierCards: number,
): CardIdentity => {
  const {myNumber, residentCode, ...first} = makeIdentity(people.fork('identity'), expiresOn, number);
  const own =
    earlierCards === 0
      ? first
      : makeIdentity(people.fork(`identity/reissued/${earlierCards}`), expiresOn, number);
  return {...own, myNumber, residentCode};
};

/**
 * A key identifier of a card-verifiable certificate: seven digits in ASCII, 08 05, three digits, zeros to 16 bytes. The numbers 9xxxxxx are ours: 5000020 to 5000033 are the production roots', 6000020 to 6000033
 * those of the agency's test cards. [S3]
 */
export const cvKeyId = (number: number, version: number): Uint8Array => {
  const id = new Uint8Array(16);
  id.set(Buffer.from(String(number).padStart(7, '0'), 'latin1'));
  id.set([0x08, 0x05], 7);
  id.set(Buffer.from(String(version).padStart(3, '0'), 'latin1'), 9);
  return id;
};

const cvHierarchy = async (
  random: Random,
  application: string,
  rootNumber: number,
  municipalityCode: string,
): Promise<CvHierarchy> => {
  const root = random.fork(`cv/${application}`);
  const signerNumber = Number(`${municipalityCode}${rootNumber % 100}`);
  return {
    root: {keyId: cvKeyId(rootNumber, 1), keys: await root.rsaKeyPair(2048)},
    municipality: {
      keyId: cvKeyId(signerNumber, 0),
      keys: await municipalitySigner(random, application, municipalityCode),
    },
  };
};

/** The key by which a municipality signs what lies in an application of its residents' cards. */
export const municipalitySigner = (
  random: Random,
  application: string,
  municipalityCode: string,
): Promise<KeyPair> => random.fork(`cv/${application}`).fork(municipalityCode).rsaKeyPair(2048);
