import {type Authorities, openAuthorities} from '../../centre/authorities/authorities.ts';
import {type Centre, createCentre} from '../../centre/centre.ts';
import type {IssuedCertificate} from '../../centre/certificates/issue.ts';
import {type CertificateLinkage, certificateLinkage} from '../../centre/links/certificate-linkage.ts';
import {misbehaviourNamed} from '../../centre/misbehaviour/catalogue.ts';
import type {Misbehaviour} from '../../centre/misbehaviour/misbehaviour.ts';
import {openPinResets, type PinResets} from '../../centre/pin-reset/pin-resets.ts';
import {openRenewal, type Renewal} from '../../centre/renewal/renewal.ts';
import {type CertificateStates, certificateStates} from '../../centre/status/certificate-states.ts';
import {revocationReasonNamed} from '../../centre/status/revocation-reason.ts';
import type {CertificateRegister} from '../../centre/store/centre-store.ts';
import {certificatesInMemory} from '../../centre/store/certificates-in-memory.ts';
import {linksInMemory} from '../../centre/store/links-in-memory.ts';
import {
  type CardImage,
  type CardProfile,
  type ChangedRecord,
  type Holder,
  type Persona,
  personalise,
  type SecureChannelName,
} from '../../emulator/index.ts';
import {
  aesCmac,
  type Clock,
  type LifeCycle,
  type Random,
  type Recorder,
  type Sentence,
  seededRandom,
} from '../../protocol/index.ts';
import {cardCertificates} from './card-certificates.ts';
import type {CardManagementDesk, openCardManagementDesk} from './card-management-desk.ts';
import {prepareCard} from './card-preparation.ts';
import {formerCertificates, lostCertificate} from './former-certificates.ts';
import {issuerKeyOf} from './issuer-key.ts';
import {keyCache} from './key-cache.ts';
import {madeCard} from './made-cards.ts';
import {movableCalendar} from './movable-calendar.ts';
import {recordFiles} from './registered-holder.ts';
import {openRelyingPartyDesk, type RelyingPartyDesk} from './relying-party-desk.ts';

/** The seed everyone shares who does not choose one: the same authorities and people on every machine. */
export const commonSeed = 'kazasu';

/** What else may be asked for of a card. */
export interface CardOptions {
  /** Default: the contact interface of a My Number Card. */
  readonly profile?: CardProfile;
  /** How the card manager is reached. Default: `scp03`. */
  readonly secureChannel?: SecureChannelName;
  /** How many cards the same person has had before (再交付). Default: none. */
  readonly earlierCards?: number;
}

/** A centre and the cards it stands behind. */
export interface TestWorld {
  readonly centre: Centre;
  /**
   * A persona's card: keys, certificates of this centre, the persona's secrets. The centre knows what is revoked.
   * `number` tells cards of one persona apart; each is another person. The life cycle is the persona's unless given;
   * one before `operational` gives a card not yet delivered, on which the holder's secrets are not set.
   */
  cardFor(
    persona: Persona,
    number?: number,
    lifeCycle?: LifeCycle,
    options?: CardOptions,
  ): Promise<CardImage>;
  /** What the issuer writes onto a card whose holder's record is this one now. */
  recordFiles(image: CardImage, holder: Holder): Promise<ChangedRecord>;
  /** Tells the centre what it holds against a card that was made elsewhere, in another process for one. */
  recognise(image: CardImage): void;
  /** Which certificate replaced which, and which belong together. */
  readonly linkage: CertificateLinkage;
  readonly renewal: Renewal;
  /** JPKI暗証番号リセット: bookings for kiosks. */
  readonly pinResets: PinResets;
  /**
   * What the holder of a card had before it, oldest first, the present certificate replacing the last of them. With
   * a loss it is one, which ended, and which the present one does not replace.
   */
  giveFormerCertificates(
    image: CardImage,
    how?: {readonly lost: boolean},
  ): Promise<readonly IssuedCertificate[]>;
  /** Randomness of the world's own for one purpose: the same in every world of the seed. */
  random(purpose: string): Random;
  /** The centre's calendar moves ahead; nobody waits. */
  moveCalendarMs(ms: number): void;
  /** The day and time it is at the centre. */
  wall(): Date;
  /** The certificates of the world's cards: what is issued, and what became of it. */
  readonly certificates: {readonly states: CertificateStates; readonly register: CertificateRegister};
  /** The card management system, with its issuers and operators; opened when first asked for. */
  cardManagement(): Promise<CardManagementDesk>;
  /** What the centre keeps, by its place: `certificates/SERIAL`, `cards/ID/state`. Nothing personal is in it. */
  state(): ReadonlyMap<string, string>;
  /** A verification base for relying parties, with nobody registered yet. */
  openDesk(): RelyingPartyDesk;
  /** The name of what whoever answers about revocation does wrong, where somebody does. */
  readonly misbehaviour?: string;
  /** The issuer's key of a card of this world, by the card's id. */
  issuerKey(cardId: string): Uint8Array;
  /** Ends what the world has opened: the store of its card management system. */
  close(): void;
}

export interface TestWorldOptions {
  readonly clock: Clock;
  /** Default: the common seed. */
  readonly seed?: string;
  readonly record?: Recorder;
  /** What whoever answers about revocation does wrong: its name, or one of one's own. */
  readonly misbehaviour?: string | Misbehaviour;
  /** Lists are asked where OCSP gives no answer; what is wrong with them, by name. */
  readonly fallback?: {readonly misbehaviour?: string};
  /** How far the authorities' clock is ahead of the relying party's, minutes. */
  readonly aheadMinutes?: number;
  /** The centre believes other authorities than those that issue its cards' certificates. Bench-defined, D303 */
  readonly issuerUnknown?: boolean;
  /** Hears what the maker of a card should know, such as characters its pictures lack. */
  readonly remark?: (said: Sentence) => void;
}

/**
 * A test world grown from a seed. Keys come from the seed alone; certificates also from the fiscal year, because
 * cards are issued on its first day. Nothing secret is stored: whoever knows the seed knows every key.
 */
export const createTestWorld = ({
  clock: stageClock,
  seed = commonSeed,
  record,
  remark,
  misbehaviour,
  fallback,
  aheadMinutes = 0,
  issuerUnknown = false,
}: TestWorldOptions): TestWorld => {
  const random = seededRandom(seed, keyCache());
  const calendar = movableCalendar(stageClock);
  const {clock} = calendar;
  const states = certificateStates(clock);
  const authorityRandom = random.fork('centre');
  const centre = createCentre({
    random: authorityRandom,
    authorities: authoritiesOf(seed, authorityRandom),
    clock,
    ...(issuerUnknown ? {believed: openAuthorities(random.fork('other-authorities'))} : {}),
    status: {
      states,
      ...(misbehaviour ? {misbehaviour: named(misbehaviour)} : {}),
      ...(fallback
        ? {fallback: fallback.misbehaviour ? {misbehaviour: named(fallback.misbehaviour)} : {}}
        : {}),
      ...(aheadMinutes === 0 ? {} : {aheadMs: aheadMinutes * 60_000}),
    },
    ...(record ? {record: calendar.recorderTo(record)} : {}),
  });
  const register = certificatesInMemory();
  const linkage = certificateLinkage({register, links: linksInMemory(register), states});
  const renewal = openRenewal({centre, states, register, linkage, clock});
  const pinResets = openPinResets({
    centre,
    register,
    states,
    clock,
    random: random.fork('pin-resets'),
    issuerAnswer: (cardId, challenge) => aesCmac(issuerKeyOf(random, cardId), challenge),
    ...(record ? {record: calendar.recorderTo(record)} : {}),
  });
  const recognise = (image: CardImage): void => {
    const {userAuthentication, digitalSignature} = cardCertificates(image);
    for (const issued of [userAuthentication, digitalSignature]) {
      if (issued) {
        states.enrol(issued.certificate);
      }
    }
    const holder = image.id;
    if (userAuthentication) {
      renewal.enrol(userAuthentication, {holder});
    }
    if (digitalSignature) {
      const belongsTo = userAuthentication?.serialNumber;
      renewal.enrol(digitalSignature, {holder, ...(belongsTo === undefined ? {} : {belongsTo})});
    }
    const {serialNumbers = [], since = 0, reason = ''} = image.revocation ?? {};
    for (const serialNumber of serialNumbers) {
      states.revoke(serialNumber, {
        since: new Date(since),
        reason: revocationReasonNamed(reason) ?? 'unspecified',
      });
    }
  };
  let opening: Promise<CardManagementDesk> | undefined;
  let desk: CardManagementDesk | undefined;
  return {
    centre,
    linkage,
    renewal,
    pinResets,
    certificates: {states, register},
    cardManagement() {
      opening ??= openDeskOf({clock, random: random.fork('card-management')}).then((opened) => {
        desk = opened;
        return opened;
      });
      return opening;
    },
    state: () =>
      new Map([
        ...statesOf(register, states, clock.wall()),
        ...pinResets.all().map(({number, state}): [string, string] => [`pin-resets/${number}`, state]),
        ...(desk?.state() ?? []),
      ]),
    async cardFor(persona, number = 0, lifeCycle = persona.lifeCycle ?? 'operational', options = {}) {
      const order = {persona, number, centre, random, at: clock.wall(), lifeCycle, ...options};
      const image = await madeCard(
        seed,
        order,
        async (said) => personalise(await prepareCard(order), said),
        remark,
      );
      recognise(image);
      return image;
    },
    recordFiles: (image, holder) => recordFiles(image, holder, random),
    recognise,
    async giveFormerCertificates(image, {lost} = {lost: false}) {
      recognise(image);
      const {userAuthentication: present} = cardCertificates(image);
      if (!present) {
        return [];
      }
      const life = {centre, renewal, random, holder: image.id, present};
      return lost ? [await lostCertificate(life)] : formerCertificates(life);
    },
    random: (purpose) => random.fork(purpose),
    moveCalendarMs: (ms) => calendar.moveMs(ms),
    wall: () => clock.wall(),
    openDesk: () =>
      openRelyingPartyDesk({
        centre,
        clock,
        random: random.fork('relying-parties'),
      }),
    ...(typeof misbehaviour === 'string' ? {misbehaviour} : {}),
    issuerKey: (cardId) => issuerKeyOf(random, cardId),
    close: () => desk?.close(),
  };
};

/** At most so many certificates are looked at; a world of cards in readers has a few dozen. */
const mostCertificates = 10_000;

const statesOf = (
  register: CertificateRegister,
  states: CertificateStates,
  at: Date,
): ReadonlyMap<string, string> =>
  new Map(
    register.page({limit: mostCertificates}).map(({serialNumber}) => {
      const found = states.stateAt(serialNumber, at);
      const said = found.state === 'revoked' ? `revoked: ${found.reason}` : found.state;
      return [`certificates/${serialNumber}`, said];
    }),
  );

/** The authorities of the seed that was used last: worlds of one seed have the same, to the byte. */
let opened: {readonly seed: string; readonly authorities: Authorities} | undefined;

const authoritiesOf = (seed: string, random: Random): Authorities => {
  if (opened?.seed !== seed) {
    opened = {seed, authorities: openAuthorities(random)};
  }
  return opened.authorities;
};

/** Loaded when a world needs it: most commands make a card and nothing else. */
const openDeskOf: typeof openCardManagementDesk = async (parts) => {
  const desk = await import('./card-management-desk.ts');
  return desk.openCardManagementDesk(parts);
};

const named = (misbehaviour: string | Misbehaviour): Misbehaviour =>
  typeof misbehaviour === 'string' ? misbehaviourNamed(misbehaviour) : misbehaviour;
