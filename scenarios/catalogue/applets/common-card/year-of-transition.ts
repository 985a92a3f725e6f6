import type {Random} from '../../../../protocol/index.ts';
import {identificationMedia, type Medium} from './identification-media.ts';
import {type UserEntry, type UserList, userList} from './user-list.ts';

export interface YearOptions {
  /** Whom the service has when it begins. */
  readonly users: number;
  readonly newUsersAMonth: number;
  readonly visitsAMonth: number;
  /** How many of a hundred barcodes and stripes are read with a digit wrong. */
  readonly damagedOfHundred: number;
}

/** What became of one month. */
export interface MonthOfTransition {
  /** Users that come with the card application, of a hundred. */
  readonly icOfHundred: number;
  /** Cards of its own that the service still gave out. */
  readonly oldCardsIssued: number;
  readonly reads: number;
  /** Refused, and read again. */
  readonly readAgain: number;
  /** Taken for somebody else. */
  readonly misread: number;
}

interface Member {
  readonly user: string;
  readonly number: string;
  readonly old?: Exclude<Medium, 'ic'>;
  ic: boolean;
}

const months = 12;

/**
 * 徐々に移行: in the first month everybody comes with an old card, in the last with the card application; whoever
 * joins meanwhile gets what is usual in that month. Bench-defined, D224.
 */
export const yearOfTransition = (
  random: Random,
  {users, newUsersAMonth, visitsAMonth, damagedOfHundred}: YearOptions,
  listOf: (entries: readonly UserEntry[]) => UserList = userList,
): readonly MonthOfTransition[] => {
  const members: Member[] = [];
  const join = (count: number, withOldCard: number): void => {
    for (let n = 0; n < count; n += 1) {
      members.push(newMember(members.length, n < withOldCard));
    }
  };
  join(users, users);
  return Array.from({length: months}, (_, month) => {
    const icShare = month / (months - 1);
    const oldCardsIssued = Math.round(newUsersAMonth * (1 - icShare));
    join(newUsersAMonth, oldCardsIssued);
    migrate(members, icShare);
    const list = listOf(members.flatMap(entriesOf));
    const reads = members.flatMap((member) =>
      Array.from({length: visitsAMonth}, () => visit(member, list, random, damagedOfHundred)),
    );
    return {
      icOfHundred: Math.round(100 * icShare),
      oldCardsIssued,
      reads: reads.length,
      readAgain: reads.filter((one) => one === 'again').length,
      misread: reads.filter((one) => one === 'misread').length,
    };
  });
};

const newMember = (n: number, withOldCard: boolean): Member => ({
  user: `user ${n}`,
  number: String(10_000_000 + n),
  ...(withOldCard ? {old: n % 2 === 0 ? 'barcode' : 'magnetic'} : {}),
  ic: !withOldCard,
});

/** Those who have had their old card for longest go first. */
const migrate = (members: readonly Member[], icShare: number): void => {
  let missing = Math.round(members.length * icShare) - members.filter(({ic}) => ic).length;
  for (const member of members) {
    if (missing > 0 && !member.ic) {
      member.ic = true;
      missing -= 1;
    }
  }
};

const icNumber = (number: string): string => `TX-${number}`;

/** An old card goes on being known beside the new one. */
const entriesOf = ({user, number, old, ic}: Member): readonly UserEntry[] => [
  ...(old ? [{medium: old, number, user}] : []),
  ...(ic ? [{medium: 'ic' as const, number: icNumber(number), user}] : []),
];

type Read = 'right' | 'again' | 'misread';

/** A visit with what the member comes with now. A chip's answer comes whole or not at all. */
const visit = (
  {user, number, old, ic}: Member,
  list: UserList,
  random: Random,
  damagedOfHundred: number,
): Read => {
  const medium = ic || !old ? 'ic' : old;
  const written = identificationMedia[medium].written(medium === 'ic' ? icNumber(number) : number);
  const [chance = 0, where = 0, other = 0] = medium === 'ic' ? [255] : random.bytes(3);
  const read = chance * 100 < damagedOfHundred * 256 ? withDigitWrong(written, where, other) : written;
  const found = list.find(medium, read, '');
  return found.outcome !== 'known' ? 'again' : found.user === user ? 'right' : 'misread';
};

/** One digit of a text becomes another one. */
export const withDigitWrong = (text: string, where: number, other: number): string => {
  const places = [...text].flatMap((character, at) => (/\d/.test(character) ? [at] : []));
  const at = places[where % places.length] ?? 0;
  const wrong = (Number(text[at]) + 1 + (other % 9)) % 10;
  return `${text.slice(0, at)}${wrong}${text.slice(at + 1)}`;
};
