import {
  type ApduEvent,
  Dialogue,
  type Exchange,
  KazasuError,
  type PowerEvent,
  type ReadRecord,
} from '../../protocol/index.ts';

/** What one card and its terminal said, out of a record. */
export interface DialogueOfRecord {
  readonly card: string;
  /** Whose times these are. */
  readonly side: 'card' | 'terminal';
  /** Hex; undefined where the record does not tell. */
  readonly atr: string | undefined;
  /** In the order of the record, each with what it meant. */
  readonly exchanges: readonly Exchange[];
  /** Power gone and back, or a reset, by the exchange before which it stands. */
  readonly power: ReadonlyMap<number, 'off' | 'reset'>;
}

/** Names of the cards that a record holds exchanges of. */
export const dialoguesIn = (record: ReadRecord): string[] => [
  ...new Set(record.events.flatMap((event) => (event.type === 'apdu' ? [event.card] : []))),
];

/**
 * The dialogue of one card, seen from the side that is wanted, or the other where the record has only that.
 * @throws KazasuError `KZS-REPLAY-EMPTY` without exchanges, `KZS-REPLAY-CARD` where the card is not told.
 */
export const dialogueOf = (
  record: ReadRecord,
  wanted: 'card' | 'terminal',
  name: string | undefined,
  where: string,
): DialogueOfRecord => {
  const cards = dialoguesIn(record);
  const sides = sidesIn(record);
  if (cards.length === 0) {
    throw new KazasuError('KZS-REPLAY-EMPTY', {
      en: `exchanges were expected in the record ${where}, but it has none`,
      ja: `記録 ${where} にはコマンドと応答の組が必要ですが、1つもありません`,
    });
  }
  const seen = cards.filter((card) => sides.get(card)?.has(wanted));
  const candidates = seen.length > 0 ? seen : cards;
  const card = name ?? (candidates.length === 1 ? candidates[0] : undefined);
  if (card === undefined || !cards.includes(card)) {
    throw whichCard(where, name, cards);
  }
  const side = sides.get(card)?.has(wanted) ? wanted : wanted === 'card' ? 'terminal' : 'card';
  return follow(record, card, side);
};

const sidesIn = ({events}: ReadRecord): Map<string, Set<string>> => {
  const sides = new Map<string, Set<string>>();
  for (const event of events) {
    if (event.type === 'apdu') {
      sides.set(event.card, (sides.get(event.card) ?? new Set()).add(event.side));
    }
  }
  return sides;
};

const follow = ({events}: ReadRecord, card: string, side: 'card' | 'terminal'): DialogueOfRecord => {
  const dialogue = new Dialogue();
  const power = new Map<number, 'off' | 'reset'>();
  // A record is in the order of endings; what began first was said first.
  const told = events
    .filter((event): event is ApduEvent | PowerEvent => event.type === 'apdu' || event.type === 'power')
    .filter((event) => event.card === card)
    .sort((a, b) => a.at - b.at);
  for (const event of told) {
    if (event.type === 'power') {
      dialogue.power(event);
      const at = dialogue.exchanges.length;
      // Off and on again is a cold start, also when a warm reset follows.
      power.set(at, power.get(at) === 'off' || event.state !== 'reset' ? 'off' : 'reset');
    } else if (event.side === side && event.response.length >= 4) {
      dialogue.follow(event);
    }
  }
  const atr = told.flatMap((event) => (event.type === 'power' && event.atr ? [event.atr] : [])).at(0);
  return {card, side, atr, exchanges: dialogue.exchanges, power};
};

const whichCard = (where: string, name: string | undefined, cards: readonly string[]): KazasuError => {
  const names = cards.map((card) => `"${card}"`).join(', ');
  return new KazasuError('KZS-REPLAY-CARD', {
    en: `one of the cards of the record ${where} was expected (${names}), but ${name === undefined ? 'none was named' : `"${name}" was named`}`,
    ja: `記録 ${where} にあるカード(${names})のいずれかを指定してください${name === undefined ? '' : `(「${name}」が指定されました)`}`,
  });
};
