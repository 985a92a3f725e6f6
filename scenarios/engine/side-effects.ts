import type {Sentence} from '../../protocol/index.ts';
import {type Change, isPlaceAmong, placesOfTries} from './state-difference.ts';

/** What was allowed to change. */
export interface Allowed {
  readonly triesLost?: number;
  readonly changes?: readonly string[];
}

/** What a run did to card and centre, held against what it may do. */
export interface SideEffects {
  /** Changes that nobody allowed, and tries lost beyond or short of what is documented, as a sentence. */
  readonly forbidden?: Sentence;
  /** What there was, for people. */
  readonly told: Sentence;
}

/** At how many places a sentence stops naming them. */
const named = 3;

/**
 * Tries that are lost are counted; they may rise only where the place or the secret itself may change, or where the
 * terminal verified it (`restored`, places as patterns).
 */
export const sideEffectsOf = (
  changes: readonly Change[],
  {triesLost = 0, changes: allowed = []}: Allowed,
  restored: readonly string[],
): SideEffects => {
  const tries = changes.filter(({place}) => isPlaceAmong(place, placesOfTries));
  const lost = tries.reduce(
    (sum, {before, after}) => sum + Math.max(0, Number(before ?? 0) - Number(after ?? before ?? 0)),
    0,
  );
  const others = changes.filter((change) => !tries.includes(change));
  const mayRise = (place: string): boolean =>
    isPlaceAmong(place, [...allowed, ...restored]) ||
    isPlaceAmong(place.replace(/triesLeft$/, 'value'), allowed);
  const risen = tries.filter(
    ({place, before, after}) =>
      before !== undefined && after !== undefined && Number(after) > Number(before) && !mayRise(place),
  );
  const forbidden = [...others.filter(({place}) => !isPlaceAmong(place, allowed)), ...risen];
  return {
    ...(forbidden.length > 0
      ? {forbidden: {en: `${list(forbidden)} changed`, ja: `${list(forbidden)} が変わりました`}}
      : lost === triesLost
        ? {}
        : {
            forbidden: {
              en: `${lost} tries were lost instead of ${triesLost}`,
              ja: `試行回数が ${triesLost} 回ではなく ${lost} 回減りました`,
            },
          }),
    told: told(lost, others.length),
  };
};

const told = (lost: number, others: number): Sentence => {
  const changed =
    others === 0
      ? {en: 'no other side effect', ja: '他の副作用なし'}
      : {en: `changed as documented: ${others}`, ja: `文書どおりの変化: ${others} か所`};
  if (lost > 0) {
    return {en: `tries lost: ${lost}, ${changed.en}`, ja: `減った試行回数 ${lost} 回、${changed.ja}`};
  }
  return others === 0
    ? {en: 'no side effect on card or centre', ja: 'カード・センターへの副作用なし'}
    : changed;
};

const list = (changes: readonly Change[]): string => {
  const places = changes.slice(0, named).map(({place}) => place);
  const more = changes.length - places.length;
  return more > 0 ? `${places.join(', ')} (+${more})` : places.join(', ');
};
