import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {
  type CardIdentity,
  cardDates,
  dayInJapan,
  type Holder,
  issueDay,
  makeIdentity,
  myNumberCheckDigit,
  personaFrom,
  personaNamed,
  personas,
  personOf,
  readPersonaFile,
} from '../../emulator/index.ts';
import {personaFaults} from '../../emulator/personas/check-persona.ts';
import {ageOn, birthdayIn, dayOf, isWhen, nthBirthdayAfter} from '../../emulator/personas/when.ts';
import {KazasuError} from '../../protocol/index.ts';
import {seededKeys} from '../support/seeded-keys.ts';

const now = new Date('2026-11-23T00:00:00Z');
const issuedOn = '2026-04-01';
const many = 1000;

const people = (name: string): {holder: Holder; identity: CardIdentity}[] => {
  const random = seededKeys('kazasu').fork(`persona/${name}`);
  return Array.from({length: many}, (_, number) => ({
    holder: personOf(personaNamed(name), number, random.fork('person'), issuedOn),
    identity: makeIdentity(random.fork('identity'), '2036-02-17', number),
  }));
};

const everybody = Object.keys(personas).map((name) => ({name, of: people(name)}));

const differ = (values: readonly string[]): boolean => new Set(values).size === values.length;

test(`${many} people of each persona share no name, address or number, and no two of all share a 個人番号`, (t) => {
  for (const {name, of} of everybody) {
    for (const value of [
      ({holder}) => holder.name,
      ({holder}) => holder.address,
      ({identity}) => identity.myNumber,
      ({identity}) => identity.residentCode,
      ({identity}) => identity.cardSerial,
      ({identity}) => identity.tokenSerial,
    ] satisfies ((one: {holder: Holder; identity: CardIdentity}) => string)[]) {
      t.true(differ(of.map(value)), `${name}: ${value}`);
    }
    t.true(new Set(of.map(({holder}) => holder.birthDate)).size > many / 3, name);
  }
  t.true(differ(everybody.flatMap(({of}) => of.map(({identity}) => identity.myNumber))));
});

test('they are recognisably test data, written as the record writes: U+3000 between the names, a right check digit', (t) => {
  for (const {name, of} of everybody) {
    for (const {holder, identity} of of) {
      t.regex(holder.name, /^(見本|MIHON).*\u3000[^\u3000]/, name);
      t.regex(holder.address, /^東京都清瀬市見本町/, name);
      t.true([...holder.address].length <= 200, name);
      t.is([...(holder.certificateName ?? holder.name)].length, [...holder.name].length, name);
      t.regex(identity.myNumber, /^0000\d{8}$/, name);
      t.is(identity.myNumber.at(-1), myNumberCheckDigit(identity.myNumber.slice(0, 11)), name);
    }
  }
});

test('number 0 is the persona itself, the others are of its kind', (t) => {
  for (const {name, of} of everybody) {
    const persona = personaNamed(name);
    t.is(of[0]?.holder.name, persona.holder.name);
    const [least, most] = persona.ages ?? [20, 89];
    for (const {holder} of of.slice(1)) {
      const age = ageOn(holder.birthDate, issuedOn);
      t.true(age >= least && age <= most, `${name}: ${holder.birthDate} is ${age}`);
      t.is(holder.certificateName === undefined, persona.holder.certificateName === undefined);
      if (persona.fullLength) {
        t.deepEqual([holder.name.length, holder.address.length], [100, 200]);
      }
    }
  }
});

test('a person depends on seed, persona and number alone', (t) => {
  t.deepEqual(people('adult').slice(0, 3), everybody[0]?.of.slice(0, 3));
  const random = seededKeys('another').fork('persona/adult');
  t.notDeepEqual(
    personOf(personaNamed('adult'), 1, random.fork('person'), issuedOn),
    everybody[0]?.of[1]?.holder,
  );
});

test('every persona can be, today and on the first and last day of a fiscal year for twenty years', (t) => {
  for (let year = 2026; year < 2046; year += 1) {
    for (const day of [`${year}-04-01`, `${year + 1}-03-31`]) {
      for (const persona of Object.values(personas)) {
        t.deepEqual(personaFaults(persona, `${year}-04-01`, day), [], `${persona.name} on ${day}`);
        const {cardExpiresOn, certificatesExpireOn} = cardDates(persona, `${year}-04-01`);
        t.is(cardExpiresOn < day, persona.name === 'card-expired', `${persona.name} on ${day}`);
        t.is(certificatesExpireOn < day, persona.name.endsWith('expired'), `${persona.name} on ${day}`);
      }
    }
  }
});

test('days and periods: months that are too short, 29 February, the years that make an adult', (t) => {
  t.is(dayOf('2030-01-02', issuedOn), '2030-01-02');
  t.is(dayOf('-P8Y2M10D', issuedOn), '2018-01-22');
  t.is(dayOf('P1M', '2027-01-31'), '2027-02-28');
  t.is(dayOf('P1Y', '2028-02-29'), '2029-02-28');
  t.is(birthdayIn('2000-02-29', 2031), '2031-02-28');
  t.is(nthBirthdayAfter('2000-02-29', issuedOn, 10), '2036-02-29');
  t.is(nthBirthdayAfter('2000-02-29', '2027-02-28', 1), '2028-02-29');
  for (const wrong of ['2027-02-29', '2027-13-01', '2027-1-1', 'P', 'P1W', '', 'tomorrow', '--P1Y']) {
    t.false(isWhen(wrong), wrong);
  }
  const expires = (birthDate: string, usual: string, applied?: string): string => {
    const {holder, ...rest} = personaNamed('adult');
    const persona = {...rest, holder: {...holder, birthDate}, ...(applied ? {applied} : {})};
    return cardDates(persona, usual).cardExpiresOn;
  };
  t.is(expires('2008-04-01', '2026-04-01'), '2036-04-01');
  t.is(expires('2008-04-02', '2026-04-01'), '2030-04-02');
  t.is(expires('2002-04-01', '2021-04-01'), '2026-04-01');
  t.is(expires('2001-04-01', '2021-04-01'), '2031-04-01');
  t.is(expires('2002-10-05', '2022-04-12', '2022-03-31'), '2026-10-05');
  t.is(expires('2002-10-05', '2022-04-12', '2022-04-01'), '2031-10-05');
  t.is(expires('2008-04-01', '2026-04-10', '-P10D'), '2031-04-01');
});

/** `[file, place, what the error says in English and Japanese]` */
const refused: readonly (readonly [text: string, place: string, en: RegExp, ja: RegExp])[] = [
  ['extends: adutl', '1:10', /"adutl" came; "adult" may be meant/, /「adult」のことでしょうか/],
  ['holder:\n  nmae: 見本　五郎', '2:3', /"nmae" is no field of holder; "name" may be meant/, /「name」/],
  [
    'holder:\n  birthDate: 2030-01-01',
    '2:14',
    /not after the card's issue on 2026-04-01, but here on 2030/,
    /以前/,
  ],
  ['holder:\n  birthDate: 2001-02-29', '2:14', /expected a day such as/, /日付/],
  ['holder:\n  name: "  "', '2:9', /expected some text/, /空でない/],
  ['holder:\n  prefecture: 東京都', '2:15', /letters, as in Tokyo-to/, /ローマ字/],
  ['holder:\n  municipalityCode: 13221', '2:21', /five digits, in quotes/, /5桁/],
  ['holder:\n  certificateName: 吉', '2:20', /as many characters as the name, 5/, /5 文字/],
  [`holder:\n  address: ${'長'.repeat(201)}`, '2:12', /at most 200 characters, but here 201/, /201 文字/],
  ['secrets:\n  userAuthenticationPin: 1234', '2:26', /four digits, in quotes/, /引用符/],
  ['secrets:\n  userAuthenticationPin: "77777"', '2:26', /four digits, in quotes/, /引用符/],
  ['secrets:\n  digitalSignaturePassword: sesame', '2:29', /6 to 16 capital letters/, /英大文字/],
  ['issued: 2027-04-01', '1:9', /not in the future, but here it is on 2027-04-01/, /未来/],
  ['issued: 2015-12-31', '1:9', /from 2016-01-01 on/, /2016-01-01 以降/],
  ['applied: P1D', '1:10', /not after its issue on 2026-04-01/, /申請日/],
  ['stayUntil: 2026-03-01', '1:12', /ends after the card's issue on 2026-04-01/, /在留期間/],
  ['cardExpiresOn: 2036-02-18', '1:16', /not after 2036-02-17, the last by rule/, /2036-02-17 以前/],
  [
    'cardExpiresOn: 2029-01-01\ncertificatesExpireOn: 2029-01-02',
    '2:23',
    /not after the card's \(2029-01-01\)/,
    /2029-01-01/,
  ],
  ['certificatesExpireOn: 2031-02-18', '1:23', /the fifth birthday \(2031-02-17\)/, /5回目の誕生日/],
  ['ages: [30, 20]', '1:7', /the least age comes first/, /最小の年齢/],
  ['certificates: [digital-signatrue]', '1:16', /"digital-signature" may be meant/, /digital-signature/],
  ['revocation: certificateHeld', '1:13', /"certificateHold" may be meant/, /certificateHold/],
  ['credentials:\n  userAuthenticationPin: blokced', '2:26', /"blocked" may be meant/, /blocked/],
  ['lifeCycle: lost', '1:12', /manufactured, arrived/, /manufactured/],
  ['name: adult', '1:7', /no built-in persona of this name/, /異なる名前/],
  ['{"holder": {"birthDate": "1500-01-01"}}', '1:26', /from 1868-01-25 on/, /1868-01-25 以降/],
  ['- adult', '1:1', /the whole file/, /ファイル全体/],
  ['holder: [', '1:10', /cannot be read/, /読み取れません/],
];

for (const [text, place, en, ja] of refused) {
  test(`a persona file is refused where it cannot be: ${text.replaceAll(/\s+/g, ' ').slice(0, 60)}`, (t) => {
    const error = t.throws(() => readPersonaFile(text, 'p.yaml', now), {instanceOf: KazasuError});
    t.is(error.id, 'KZS-PERSONA-FILE');
    t.true(error.sentence.en.includes(` at p.yaml:${place} `), error.sentence.en);
    t.true(error.sentence.ja.includes(`p.yaml:${place} で`), error.sentence.ja);
    t.regex(error.sentence.en, en);
    t.regex(error.sentence.ja, ja);
    t.notRegex(error.message + error.sentence.ja, /77777|sesame|\b1234\b/, 'no secret in an error');
  });
}

test('the example file reads as what it says, and takes the rest from the persona it extends', (t) => {
  const path = join('examples', 'personas', 'exchange-student.yaml');
  t.regex(readFileSync(path, 'utf8'), /^# /);
  const persona = personaFrom(path, now);
  const base = personaNamed('foreign-resident');
  t.is(persona.name, 'file-exchange-student');
  t.deepEqual(persona.secrets, {
    ...base.secrets,
    userAuthenticationPin: '2468',
    digitalSignaturePassword: 'STAY2026',
  });
  t.is(persona.holder.municipalityCode, base.holder.municipalityCode);
  t.deepEqual(persona.credentials, {textAssistancePin: 'blocked'});
  const dates = cardDates(persona, dayInJapan(issueDay(now)));
  t.is(dates.certificatesExpireOn, '2027-10-01');
});

test('another name in a file drops what certificates made of the name of the persona it extends', (t) => {
  const renamed = readPersonaFile(
    'extends: substitute-characters\nholder: {name: 見本　五郎}',
    'p.yaml',
    now,
  );
  t.is(renamed.holder.certificateName, undefined);
  t.is(renamed.holder.certificateAddress, personaNamed('substitute-characters').holder.certificateAddress);
  t.is(readPersonaFile('name: p.1', 'p.yaml', now).name, 'p.1');
});

test('a name nobody has is told from a file that is missing', (t) => {
  t.throws(() => personaFrom('adutl', now), {message: /KZS-PERSONA-UNKNOWN: .*"adult" may be meant/});
  t.throws(() => personaFrom('./adutl', now), {message: /KZS-PERSONA-FILE: .*cannot be read/});
  t.is(personaFrom('adult', now), personaNamed('adult'));
});
