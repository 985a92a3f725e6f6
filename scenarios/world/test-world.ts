import {
  type Centre,
  certificateStates,
  createCentre,
  type Misbehaviour,
  revocationReasonNamed,
} from '../../centre/index.ts';
import {
  type CardImage,
  type CardProfile,
  type Persona,
  personalise,
  type SecureChannelName,
} from '../../emulator/index.ts';
import {
  type Clock,
  type LifeCycle,
  type Recorder,
  type Sentence,
  seededRandom,
} from '../../protocol/index.ts';
import {prepareCard} from './card-preparation.ts';
import {issuerKeyOf} from './issuer-key.ts';
import {keyCache} from './key-cache.ts';

/** The seed everyone shares who does not choose one: the same authorities and people on every machine. */
export const commonSeed = 'kazasu';

/** What else may be asked for of a card. */
export interface CardOptions {
  /** Default: the contact interface of a My Number Card. */
  readonly profile?: CardProfile;
  /** How the card manager is reached. Default: `scp03`. */
  readonly secureChannel?: SecureChannelName;
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
  /** Tells the centre what it holds against a card that was made elsewhere, in another process for one. */
  recognise(image: CardImage): void;
  /** The issuer's key of a card of this world, by the card's id. */
  issuerKey(cardId: string): Uint8Array;
}

export interface TestWorldOptions {
  readonly clock: Clock;
  /** Default: the common seed. */
  readonly seed?: string;
  readonly record?: Recorder;
  /** What whoever answers about revocation does wrong. */
  readonly misbehaviour?: Misbehaviour;
  /** Hears what the maker of a card should know, such as characters its pictures lack. */
  readonly remark?: (said: Sentence) => void;
}

/**
 * A test world grown from a seed. Keys come from the seed alone; certificates also from the fiscal year, because
 * cards are issued on its first day. Nothing secret is stored: whoever knows the seed knows every key.
 */
export const createTestWorld = ({
  clock,
  seed = commonSeed,
  record,
  remark,
  misbehaviour,
}: TestWorldOptions): TestWorld => {
  const random = seededRandom(seed, keyCache());
  const states = certificateStates(clock);
  const centre = createCentre({
    random: random.fork('centre'),
    clock,
    status: {states, ...(misbehaviour ? {misbehaviour} : {})},
    ...(record ? {record} : {}),
  });
  const recognise = (image: CardImage): void => {
    for (const certificate of certificatesOf(image)) {
      states.enrol(certificate);
    }
    const {serialNumbers = [], since = 0, reason = ''} = image.revocation ?? {};
    for (const serialNumber of serialNumbers) {
      states.revoke(serialNumber, {
        since: new Date(since),
        reason: revocationReasonNamed(reason) ?? 'unspecified',
      });
    }
  };
  return {
    centre,
    async cardFor(persona, number = 0, lifeCycle = persona.lifeCycle ?? 'operational', options = {}) {
      const order = {persona, number, centre, random, at: clock.wall(), lifeCycle, ...options};
      const image = await personalise(await prepareCard(order), remark);
      recognise(image);
      return image;
    },
    recognise,
    issuerKey: (cardId) => issuerKeyOf(random, cardId),
  };
};

/** EF 000A and 0001 of the JPKI application: the holder's certificates, without what fills the files behind them. */
const certificatesOf = ({applications}: CardImage): Uint8Array[] =>
  ['000A', '0001'].flatMap((file) => {
    const held = Buffer.from(applications['jpki']?.contents[file] ?? '', 'base64');
    const length = held.length > 4 && held[0] === 0x30 && held[1] === 0x82 ? 4 + held.readUInt16BE(2) : 0;
    return length > 0 && length <= held.length ? [Uint8Array.from(held.subarray(0, length))] : [];
  });
