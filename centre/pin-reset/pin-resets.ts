import {type Clock, type Random, type Recorder, toHex} from '../../protocol/index.ts';
import type {CertificateKind} from '../authorities/certificate-kind.ts';
import type {Centre} from '../centre.ts';
import {type Challenge, type ChallengeAnswer, openLoginService} from '../login.ts';
import type {CertificateStates} from '../status/certificate-states.ts';
import type {CertificateRegister} from '../store/centre-store.ts';
import {certificateOf} from '../x509/certificate.ts';
import {shownSerialNumber} from '../x509/serial-number.ts';
import {type KioskChain, kioskChains} from './kiosk-chains.ts';
import {isKioskOpen} from './kiosk-hours.ts';
import {PinResetRefused} from './pin-reset-refusal.ts';
import {type PinResetRow, type PinResetStore, pinResetsInMemory} from './pin-reset-store.ts';

/** The holder knows one secret: with its key the card signed a challenge of this service. */
export interface ProofOfSecret extends ChallengeAnswer {
  readonly kind: CertificateKind;
}

export interface BookingRequest {
  /** What is to be reset; what has no certificate is for the counter. */
  readonly secret: string;
  readonly proof: ProofOfSecret;
  /** Whether the face the phone saw is that of the photo in the chip: the app's word. */
  readonly photoMatches: boolean;
}

export interface KioskRequest {
  readonly number: string;
  readonly chain: KioskChain;
  readonly proof: ProofOfSecret;
}

/**
 * JPKI暗証番号リセット: who knows one of the two secrets books the reset of the other one by phone, and makes it at a
 * kiosk within 24 h. Whatever is refused throws `PinResetRefused`.
 */
export interface PinResets {
  /** To sign with the secret that is known: 120 s, once. */
  challenge(): Challenge;
  /** The booking, which replaces an unused one of the same holder and secret. */
  book(request: BookingRequest): Promise<PinResetRow>;
  /** The card lies on a kiosk and its known secret was typed there. May be repeated until the reset is completed. */
  begin(request: KioskRequest): Promise<PinResetRow>;
  /** The issuer's answer to the card's challenge: with it the kiosk may write. Within ten minutes of `begin`. */
  authorise(number: string, cardChallenge: Uint8Array): Promise<Uint8Array>;
  /** The kiosk has written: the booking is used up. */
  complete(number: string): Promise<void>;
  find(number: string): PinResetRow | undefined;
  all(): readonly PinResetRow[];
}

export interface PinResetParts {
  readonly centre: Pick<Centre, 'verify'>;
  readonly register: Pick<CertificateRegister, 'get' | 'ofHolder'>;
  readonly states: Pick<CertificateStates, 'stateAt'>;
  readonly clock: Clock;
  readonly random: Random;
  /** The AES-CMAC with which the issuer of a holder's card answers its challenge; the key leaves nobody. */
  readonly issuerAnswer: (holder: string, cardChallenge: Uint8Array) => Uint8Array;
  readonly record?: Recorder;
  /** Default: in this process only. */
  readonly store?: PinResetStore;
}

/** A booking is good so long, to the millisecond. [S24] */
export const bookingMs = 24 * 3_600_000;

/** From the known secret to the end at the kiosk. Bench-defined, C206 */
const sessionMs = 600_000;

export const openPinResets = ({
  centre,
  register,
  states,
  clock,
  random,
  issuerAnswer,
  record,
  store = pinResetsInMemory(),
}: PinResetParts): PinResets => {
  const proofs = openLoginService({
    clock,
    random,
    verify: (certificate, signed) => centre.verify('user-authentication', certificate, signed),
    relyingParty: 'pin-reset',
  });
  /** The serial number of the certificate that the proof was made with. */
  const proven = async ({kind, ...answer}: ProofOfSecret): Promise<string> => {
    const {result, reason} = await proofs.answer(answer, (certificate, signed) =>
      centre.verify(kind, certificate, signed),
    );
    return result === 'valid'
      ? shownSerialNumber(certificateOf(answer.certificate).serialNumber)
      : refuse(reason);
  };
  const told = async <T>(operation: string, work: () => Promise<T> | T): Promise<T> => {
    const at = clock.now();
    let outcome = 'error';
    try {
      const done = await work();
      outcome = 'done';
      return done;
    } catch (error) {
      outcome = error instanceof PinResetRefused ? error.reason : outcome;
      throw error;
    } finally {
      record?.({type: 'centre', at, end: clock.now(), operation: `pin-reset/${operation}`, outcome});
    }
  };
  const unused = (number: string): PinResetRow => {
    const row = store.get(number) ?? refuse('booking-unknown');
    return row.state === 'completed' || row.state === 'replaced' ? refuse('booking-used') : row;
  };
  const inTime = (number: string, at: Date): PinResetRow => {
    const row = unused(number);
    return at.getTime() - row.bookedAt.getTime() > bookingMs ? refuse('booking-expired') : row;
  };
  /** What began in time may end behind it, and behind closing time. */
  const underWay = (number: string, states: readonly PinResetRow['state'][]): PinResetRow => {
    const row = unused(number);
    const ms = row.begunAt ? clock.wall().getTime() - row.begunAt.getTime() : Number.POSITIVE_INFINITY;
    return ms <= sessionMs && states.includes(row.state) ? row : refuse('not-begun');
  };
  const inForce = (holder: string, secret: CertificateKind, at: Date): boolean =>
    register
      .ofHolder(holder)
      .some(
        ({kind, notAfter, serialNumber}) =>
          kind === secret && notAfter >= at && states.stateAt(serialNumber, at).state === 'valid',
      );

  return {
    challenge: () => proofs.challenge(),
    book: ({secret, proof, photoMatches}) =>
      told('book', async () => {
        if (!isKind(secret) || secret === proof.kind) {
          return refuse('counter-only');
        }
        const provenBy = await proven(proof);
        const at = clock.wall();
        const holder = register.get(provenBy)?.holder ?? refuse('certificate-ended');
        if (!photoMatches) {
          refuse('photo-differs');
        }
        if (!inForce(holder, secret, at)) {
          refuse('certificate-ended');
        }
        for (const row of store.all()) {
          if (row.holder === holder && row.secret === secret && row.state !== 'completed') {
            store.put({...row, state: 'replaced'});
          }
        }
        const number = toHex(random.bytes(8));
        const row: PinResetRow = {number, secret, provenBy, holder, bookedAt: at, state: 'booked'};
        store.put(row);
        return row;
      }),
    begin: ({number, chain, proof}) =>
      told('begin', async () => {
        const at = clock.wall();
        const {secret, provenBy} = inTime(number, at);
        const offered: readonly CertificateKind[] = kioskChains[chain];
        if (!isKioskOpen(at)) {
          refuse('kiosk-closed');
        }
        if (!offered.includes(secret)) {
          refuse('not-offered');
        }
        if ((await proven(proof)) !== provenBy) {
          refuse('another-card');
        }
        // Asked again: another kiosk may have been faster while the proof was judged.
        const begun: PinResetRow = {...inTime(number, at), begunAt: at, state: 'begun'};
        store.put(begun);
        return begun;
      }),
    authorise: (number, cardChallenge) =>
      told('authorise', () => {
        const row = underWay(number, ['begun', 'authorised']);
        store.put({...row, state: 'authorised'});
        return issuerAnswer(row.holder, cardChallenge);
      }),
    complete: (number) =>
      told('complete', () => store.put({...underWay(number, ['authorised']), state: 'completed'})),
    find: (number) => store.get(number),
    all: () => store.all(),
  };
};

const isKind = (secret: string): secret is CertificateKind =>
  secret === 'user-authentication' || secret === 'digital-signature';

const refuse = (reason: PinResetRefused['reason']): never => {
  throw new PinResetRefused(reason);
};
