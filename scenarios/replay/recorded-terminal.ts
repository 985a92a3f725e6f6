import {
  type ApduEvent,
  type Clock,
  Dialogue,
  type Exchange,
  fromHex,
  maskedCommand,
  type Sentence,
} from '../../protocol/index.ts';
import {ConfidentialReads} from '../../terminal/index.ts';
import {type Comparison, compareAnswers} from './compare-answers.ts';
import type {DialogueOfRecord} from './dialogue-of-record.ts';
import type {CredentialValue} from './known-credentials.ts';

/** What the recorded terminal speaks to. */
export interface Replaying {
  readonly clock: Clock;
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** Power off and on, or a warm reset. */
  power(state: 'off' | 'reset'): Promise<void>;
  readonly credential: CredentialValue;
  /** Whether it is the card of the record: then signatures and what is encrypted are the same too. */
  readonly sameCard: boolean;
}

/** One recorded exchange and what became of it. */
export interface ReplayedExchange {
  /** From 1. */
  readonly place: number;
  readonly recorded: Exchange;
  /** What came; undefined where the command was not sent. */
  readonly now: Exchange | undefined;
  readonly notSent: Sentence | undefined;
  readonly comparison: Comparison;
}

/**
 * Sends the commands of a recorded dialogue to a card, one after the other, and compares each answer. A command with
 * a masked secret is sent where the secret is known and was right then; else it is not sent, so that no try is lost.
 */
export const replayTerminal = async (
  {exchanges, power}: DialogueOfRecord,
  to: Replaying,
): Promise<ReplayedExchange[]> => {
  const dialogue = new Dialogue();
  const confidential = new ConfidentialReads();
  const refused = new Set<string>();
  const replayed: ReplayedExchange[] = [];
  for (const [i, recorded] of exchanges.entries()) {
    const state = i === 0 ? undefined : power.get(i);
    if (state !== undefined) {
      dialogue.power({state});
      await to.power(state);
    }
    const bytes = sendable(recorded, to.credential, refused);
    if (!(bytes instanceof Uint8Array)) {
      replayed.push({place: i + 1, recorded, now: undefined, notSent: bytes, comparison: {kind: 'not-sent'}});
      continue;
    }
    const now = dialogue.follow(await sent(bytes, recorded, confidential, to));
    if (recorded.event.command.includes('*') && !now.succeeded) {
      refused.add(subjectOf(recorded));
    }
    replayed.push({
      place: i + 1,
      recorded,
      now,
      notSent: undefined,
      comparison: compareAnswers(recorded, now, to.sameCard),
    });
  }
  return replayed;
};

const sent = async (
  bytes: Uint8Array,
  {event}: Exchange,
  confidential: ConfidentialReads,
  {clock, transmit}: Replaying,
): Promise<ApduEvent> => {
  const at = clock.now();
  const response = await transmit(bytes);
  return {
    type: 'apdu',
    side: 'terminal',
    card: event.card,
    at,
    end: clock.now(),
    command: maskedCommand(bytes),
    response: confidential.recorded(bytes, response),
  };
};

/** The bytes to send, or why they cannot be. Bench-defined, D147. */
const sendable = (
  {event, operation, succeeded, name}: Exchange,
  credential: CredentialValue,
  refused: ReadonlySet<string>,
): Uint8Array | Sentence => {
  if (name === 'EXTERNAL AUTHENTICATE') {
    return reasons.challenge;
  }
  if (!event.command.includes('*')) {
    return fromHex(event.command);
  }
  if (operation.kind !== 'verify') {
    return reasons.newValue;
  }
  if (!succeeded) {
    return reasons.wrongThen;
  }
  if (refused.has(subjectOf({operation}))) {
    return reasons.refusedNow;
  }
  const value = credential(operation.credential);
  if (value === undefined) {
    return reasons.unknown;
  }
  const head = event.command.slice(0, 10);
  const masked = event.command.slice(10);
  const length = Number.parseInt(head.slice(8), 16);
  const fits = !head.includes('*') && masked === '**'.repeat(length) && value.length === length;
  return fits ? fromHex(head + Buffer.from(value, 'latin1').toString('hex')) : reasons.otherLength;
};

const subjectOf = ({operation}: Pick<Exchange, 'operation'>): string =>
  operation.kind === 'verify'
    ? `${operation.credential.application?.aid} ${operation.credential.id}`
    : operation.kind;

const reasons = {
  challenge: {
    en: 'it answers a challenge, which is another one today',
    ja: 'チャレンジへの応答であり、今回のチャレンジとは合いません',
  },
  newValue: {en: 'the new secret is masked', ja: '新しい暗証番号はマスクされています'},
  wrongThen: {
    en: 'the secret was refused when it was recorded; sending one would cost a try',
    ja: '記録時に照合が失敗しています(送ると残り回数が減ります)',
  },
  refusedNow: {
    en: 'the card has refused this secret in this run',
    ja: 'このカードは今回すでにこの暗証番号を拒否しました',
  },
  unknown: {en: 'the secret is masked and not known', ja: '暗証番号がマスクされており、不明です'},
  otherLength: {
    en: 'the secret that is known has another length',
    ja: '判明している暗証番号とは長さが違います',
  },
} as const satisfies Readonly<Record<string, Sentence>>;
