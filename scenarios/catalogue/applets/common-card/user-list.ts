import type {Sentence} from '../../../../protocol/index.ts';
import {Refused} from '../../../engine/scenario.ts';
import {identificationMedia, type Medium} from './identification-media.ts';

/** One way to know a user. */
export interface UserEntry {
  readonly medium: Medium;
  readonly number: string;
  readonly user: string;
  /** Lost, or of a card that is at its end (廃止). */
  readonly blocked?: boolean;
  /** The last day, `2026-11-30`. */
  readonly until?: string;
}

export type Outcome =
  | {readonly outcome: 'known'; readonly user: string}
  | {readonly outcome: 'unreadable' | 'id-unknown' | 'card-blocked' | 'card-expired'};

/** A service's own list of users (業務システムの利用者一覧), which a terminal carries with it: no line is needed. */
export interface UserList {
  /** Whom something that was read stands for, on a day. */
  find(medium: Medium, text: string, today: string): Outcome;
}

export const userList = (entries: readonly UserEntry[]): UserList => {
  const byNumber = new Map(entries.map((entry) => [`${entry.medium}/${entry.number}`, entry]));
  return {
    find(medium, text, today) {
      const number = identificationMedia[medium].read(text);
      if (number === undefined) {
        return {outcome: 'unreadable'};
      }
      const entry = byNumber.get(`${medium}/${number}`);
      if (!entry) {
        return {outcome: 'id-unknown'};
      }
      if (entry.blocked) {
        return {outcome: 'card-blocked'};
      }
      return entry.until !== undefined && today > entry.until
        ? {outcome: 'card-expired'}
        : {outcome: 'known', user: entry.user};
    },
  };
};

const sentences: Readonly<Record<Exclude<Outcome['outcome'], 'known'>, Sentence>> = {
  unreadable: {
    en: 'a number whose check fits was expected, but what was read is damaged; it is to be read again',
    ja: '検査数字の合う番号が必要ですが、読み取りに誤りがあります。読み直してください',
  },
  'id-unknown': {
    en: 'the number of a user was expected, but the service does not know the one that was read',
    ja: '登録済みの番号が必要ですが、読み取った番号は登録されていません',
  },
  'card-blocked': {
    en: 'a card in use was expected, but this one is on the service’s block list',
    ja: '利用可能なカードが必要ですが、利用停止の一覧にあります',
  },
  'card-expired': {
    en: 'a card that has not expired was expected, but this one has',
    ja: '有効期限内のカードが必要ですが、期限が切れています',
  },
};

/** @throws Refused `unreadable`, `id-unknown`, `card-blocked`, `card-expired`. */
export const knownUser = (found: Outcome): string => {
  if (found.outcome === 'known') {
    return found.user;
  }
  throw new Refused(sentences[found.outcome], found.outcome);
};
