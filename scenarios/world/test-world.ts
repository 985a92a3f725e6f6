import {type Centre, createCentre} from '../../centre/index.ts';
import {type CardImage, cardProfileNamed, type Persona, personalise} from '../../emulator/index.ts';
import {type Clock, type Random, type Recorder, seededRandom} from '../../protocol/index.ts';
import {issueDay, yearsLater} from './issue-day.ts';

/** The seed everyone shares who does not choose one: the same authorities and people on every machine. */
export const commonSeed = 'kazasu';

/** A centre and the cards it stands behind. */
export interface TestWorld {
  readonly centre: Centre;
  /** A card as it is after delivery: keys, certificates of this centre, the persona's secrets, all tries left. */
  cardFor(persona: Persona): Promise<CardImage>;
}

export interface TestWorldOptions {
  readonly clock: Clock;
  /** Default: the common seed. */
  readonly seed?: string;
  readonly record?: Recorder;
}

/**
 * A test world grown from a seed. Keys come from the seed alone; certificates also from the fiscal year, because
 * cards are issued on its first day. Nothing secret is stored: whoever knows the seed knows every key.
 */
export const createTestWorld = ({clock, seed = commonSeed, record}: TestWorldOptions): TestWorld => {
  const random = seededRandom(seed);
  const centre = createCentre({random: random.fork('centre'), clock, ...(record ? {record} : {})});
  return {centre, cardFor: (persona) => cardFor(persona, {centre, clock, random})};
};

const cardFor = async (
  persona: Persona,
  {centre, clock, random}: {centre: Centre; clock: Clock; random: Random},
): Promise<CardImage> => {
  const own = random.fork(`card/${persona.name}`);
  const keysFor = (kind: string): ReturnType<Random['rsaKeyPair']> => own.fork(kind).rsaKeyPair(2048);
  const authentication = await keysFor('user-authentication');
  const signature = await keysFor('digital-signature');
  const terminalAuthority = await random.fork('terminal-authority').rsaKeyPair(2048);
  const issuedAt = issueDay(clock.wall());
  const common = {
    holder: persona.holder,
    issuedAt,
    cardExpiresOn: yearsLater(persona.holder.birthDate, issuedAt, 10),
  };
  const authenticationCertificate = await centre.issue({
    ...common,
    kind: 'user-authentication',
    publicKey: authentication.publicKey,
  });
  const signatureCertificate = await centre.issue({
    ...common,
    kind: 'digital-signature',
    publicKey: signature.publicKey,
    notLaterThan: authenticationCertificate.notAfter,
  });
  const authenticationCa = await centre.authorities.issuing('user-authentication', issuedAt);
  const signatureCa = await centre.authorities.issuing('digital-signature', issuedAt);
  const serial = Buffer.from(own.fork('token').bytes(6)).readUIntBE(0, 6) % 10_000_000_000;
  return personalise({
    id: `${persona.name}-${serial}`,
    persona,
    profile: cardProfileNamed('my-number-card'),
    tokenSerial: String(serial),
    userAuthentication: {
      privateKey: authentication.privateKey,
      certificate: authenticationCertificate.certificate,
    },
    digitalSignature: {privateKey: signature.privateKey, certificate: signatureCertificate.certificate},
    userAuthenticationCa: authenticationCa.certificate,
    digitalSignatureCa: signatureCa.certificate,
    terminalAuthority: terminalAuthority.publicKey,
  });
};
