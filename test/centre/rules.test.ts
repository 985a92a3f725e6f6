import test from 'ava';
import {issuingGeneration, validGenerations} from '../../centre/authorities/generation.ts';
import {birthDateWithEra} from '../../centre/certificates/era.ts';
import {certificateValidity, type ValidityRule} from '../../centre/certificates/validity.ts';
import {calendarDate, dayInJapan, endOfDay, timestampInJapan} from '../../centre/japan-time.ts';
import {inTimeZone} from './time-zone.ts';

const zones = ['UTC', 'America/Los_Angeles', 'Asia/Tokyo'] as const;

/** The same claims in each zone. */
const everywhere = async (work: (zone: string) => void): Promise<void> => {
  for (const zone of zones) {
    await inTimeZone(zone, () => work(zone));
  }
};

test.serial('setting the zone takes effect in this process', async (t) => {
  const offsets = new Set<number>();
  await everywhere(() => offsets.add(new Date('2026-01-01T00:00:00Z').getTimezoneOffset()));
  t.is(offsets.size, zones.length);
});

const validities: readonly [claim: string, rule: [at: string, birth: string, card?: string], end: string][] =
  [
    ['the fifth birthday after the issue', ['2025-10-27T01:02:03Z', '1980-02-17'], '2030-02-17'],
    [
      'a birthday later in the year of issue counts as the first',
      ['2025-10-27T01:02:03Z', '1980-11-05'],
      '2029-11-05',
    ],
    ['the birthday itself is not after the issue', ['2025-02-17T03:00:00Z', '1980-02-17'], '2030-02-17'],
    ['the day before the birthday', ['2025-02-16T03:00:00Z', '1980-02-17'], '2029-02-17'],
    ['in Japan it is already the birthday', ['2025-02-16T15:00:00Z', '1980-02-17'], '2030-02-17'],
    ['in Japan it is still the day before', ['2025-02-16T14:59:59Z', '1980-02-17'], '2029-02-17'],
    ['new year in Japan, old year in UTC', ['2025-12-31T15:00:00Z', '1980-01-01'], '2031-01-01'],
    ['last second of the year in Japan', ['2025-12-31T14:59:59Z', '1980-01-01'], '2030-01-01'],
    ['birthday on the last day of the year', ['2025-12-31T03:00:00Z', '1980-12-31'], '2030-12-31'],
    ['29 February, fifth birthday in a leap year', ['2023-06-01T03:00:00Z', '1980-02-29'], '2028-02-29'],
    ['29 February, fifth birthday in a common year', ['2025-10-27T03:00:00Z', '1980-02-29'], '2030-02-28'],
    [
      '29 February, issued on 28 February of a common year',
      ['2027-02-28T03:00:00Z', '1980-02-29'],
      '2032-02-29',
    ],
    [
      '29 February, issued on 28 February of a leap year',
      ['2028-02-28T03:00:00Z', '1980-02-29'],
      '2032-02-29',
    ],
    ['29 February of 2100, which is a common year', ['2095-06-01T03:00:00Z', '1996-02-29'], '2100-02-28'],
    ['the card ends first', ['2025-10-27T01:02:03Z', '1980-02-17', '2027-02-17'], '2027-02-17'],
    ['the card ends later', ['2025-10-27T01:02:03Z', '1980-02-17', '2035-02-17'], '2030-02-17'],
  ];

for (const [claim, [at, birthDate, card], end] of validities) {
  test.serial(`a certificate ends at 23:59:59 in Japan on ${end}: ${claim}`, async (t) => {
    const rule: ValidityRule = {
      issuedAt: new Date(at),
      birthDate,
      ...(card === undefined ? {} : {cardExpiresOn: card}),
    };
    await everywhere((zone) => {
      const {notBefore, notAfter} = certificateValidity(rule);
      t.deepEqual(
        [notBefore.toISOString(), notAfter.toISOString()],
        [`${at.slice(0, 19)}.000Z`, `${end}T14:59:59.000Z`],
        zone,
      );
    });
  });
}

test('a certificate for digital signature never outlives the one for user authentication', (t) => {
  const rule = {issuedAt: new Date('2026-01-05T00:00:00Z'), birthDate: '1990-06-01'};
  const notLaterThan = endOfDay('2028-06-01');
  t.deepEqual(certificateValidity({...rule, notLaterThan}).notAfter, notLaterThan);
});

test('a certificate that would end before it begins is refused by name', (t) => {
  const issuedAt = new Date('2026-01-05T00:00:00Z');
  t.throws(() => certificateValidity({issuedAt, birthDate: '1990-06-01', cardExpiresOn: '2026-01-04'}), {
    message: /^KZS-CENTRE-VALIDITY/,
  });
});

test('the issue instant is cut to the second', (t) => {
  const {notBefore} = certificateValidity({
    issuedAt: new Date('2026-01-05T00:00:00.999Z'),
    birthDate: '1990-06-01',
  });
  t.is(notBefore.toISOString(), '2026-01-05T00:00:00.000Z');
});

const eras: readonly [day: string, coded: string][] = [
  ['1868-01-24', '018680124'],
  ['1868-01-25', '118680125'],
  ['1912-07-29', '119120729'],
  ['1912-07-30', '219120730'],
  ['1926-12-24', '219261224'],
  ['1926-12-25', '319261225'],
  ['1980-02-17', '319800217'],
  ['1989-01-07', '319890107'],
  ['1989-01-08', '419890108'],
  ['2019-04-30', '420190430'],
  ['2019-05-01', '520190501'],
];

test('a birth date is its era digit and its Gregorian date, on both sides of every boundary', (t) => {
  t.deepEqual(
    eras.map(([day]) => [day, birthDateWithEra(day)]),
    eras.map(([day, coded]) => [day, coded]),
  );
});

for (const text of [
  '2025-02-29',
  '2025-13-01',
  '2025-1-1',
  '20250101',
  '',
  '2025-01-01T00:00:00Z',
  '2100-02-29',
]) {
  test(`"${text}" is no day of the calendar`, (t) => {
    t.throws(() => calendarDate(text), {message: /^KZS-CENTRE-DATE/});
  });
}

const generations: readonly [at: string, issues: number | undefined, valid: number[]][] = [
  ['2015-07-15T14:59:59.999Z', undefined, []],
  ['2015-07-15T15:00:00Z', 1, [1]],
  ['2019-07-15T14:59:59Z', 1, [1]],
  ['2019-07-15T15:00:00Z', 2, [1, 2]],
  ['2025-07-15T14:59:59.999Z', 3, [1, 2, 3]],
  ['2025-07-15T15:00:00Z', 3, [2, 3]],
  ['2026-11-01T00:00:00Z', 3, [2, 3]],
  ['2027-07-15T15:00:00Z', 4, [2, 3, 4]],
];

test.serial('an authority begins on 16 July every four years and lasts ten', async (t) => {
  await everywhere((zone) => {
    for (const [at, issues, valid] of generations) {
      const instant = new Date(at);
      t.is(issuingGeneration(instant)?.number, issues, `${at} ${zone}`);
      t.deepEqual(
        validGenerations(instant).map(({number}) => number),
        valid,
        `${at} ${zone}`,
      );
    }
  });
});

test.serial('the day and the time stamp are those of Japan', async (t) => {
  await everywhere((zone) => {
    t.is(dayInJapan(new Date('2025-12-31T15:00:00Z')), '2026-01-01', zone);
    t.is(timestampInJapan(new Date('2025-12-31T14:59:59Z')), '20251231235959', zone);
  });
});
