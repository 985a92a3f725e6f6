import {readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {cardProfileFrom, cardProfileNamed, readAtr, readCardFile} from '../../emulator/index.ts';
import {toHex} from '../../protocol/index.ts';
import {kazasu, ownDirectory} from '../support/kazasu.ts';
import {refusal} from '../support/refusal.ts';

const example = 'examples/profiles/strict-card.yaml';

test('the example is a profile: what it names is its own, the rest that of the card it extends', (t) => {
  const base = cardProfileNamed('my-number-card');
  const profile = cardProfileFrom(example);
  t.is(profile.name, 'strict-card');
  t.deepEqual(readAtr(profile.atr).protocols, [1]);
  t.is(profile.contactAtr, profile.atr);
  t.is(profile.behaviour.blockedVerify, '6983');
  t.is(profile.behaviour.queryWhenVerified, base.behaviour.queryWhenVerified);
  t.is(profile.tokenLabel, base.tokenLabel);
  t.regex(readFileSync(example, 'utf8'), /^# /);
});

const atr = '3BE000FF8131FE4514';

/** `[text, place, piece of the sentence]` */
const refusals: readonly (readonly [text: string, place: string, fragment: string])[] = [
  ['extends: my-number-crad', ':1:10', '"my-number-card" may be meant'],
  ['name: x', ':1:1', 'extends is one of'],
  ['extends: my-number-card\nbehavior: {}', ':2:1', '"behaviour" may be meant'],
  ['extends: my-number-card\nbehaviour:\n  blockedVerifi: 6983', ':3:3', '"blockedVerify" may be meant'],
  ['extends: my-number-card\nbehaviour:\n  blockedVerify: 6985', ':3:18', '6983, 6984'],
  [
    `extends: my-number-card\natr: ${atr.slice(0, -1)}5`,
    ':2:6',
    'its check byte TCK should be 14, but 15 came',
  ],
  ['extends: my-number-card\natr: 3B8', ':2:6', 'hex bytes (two digits each)'],
  ['extends: my-number-card\ncontactAtr: 3B80', ':2:13', '3 in all, but 2 came'],
  ['extends: my-number-card\nuid: 010203', ':2:6', 'expected string'],
  ['extends: my-number-card\nuid: "010203"', ':2:6', '4 to 10 bytes'],
  ['extends: my-number-card\napplications: [jpki, jukki]', ':2:22', '"jpki" may be meant'],
  ['{"extends": "my-number-card", "tokenLabel": ""}', ':1:45', 'tokenLabel does not fit'],
];

test('what is wrong in a profile file is named with line, column and the nearest name', (t) => {
  const file = join(ownDirectory(t), 'p.yaml');
  for (const [text, place, fragment] of refusals) {
    writeFileSync(file, text);
    const {sentence} = refusal(t, () => cardProfileFrom(file), 'KZS-CARD-PROFILE-FILE', fragment);
    t.true(sentence.en.includes(file + place), sentence.en);
  }
  writeFileSync(file, `extends: my-number-card\natr: ${atr.slice(0, -1)}5`);
  const wrong = refusal(t, () => cardProfileFrom(file), 'KZS-CARD-PROFILE-FILE', 'TCK');
  t.true(wrong.sentence.ja.includes('チェックバイトTCKは14のはずです'), wrong.sentence.ja);
  refusal(t, () => cardProfileFrom(`${file}.json`), 'KZS-CARD-PROFILE-FILE', 'cannot be read');
  refusal(t, () => cardProfileFrom('smartphone-andriod'), 'KZS-CARD-PROFILE-UNKNOWN', '"smartphone-android"');
  refusal(t, () => cardProfileFrom('zzz'), 'KZS-CARD-PROFILE-UNKNOWN', 'one of my-number-card,');
});

test('a profile needs no more than a name and what differs; a contactless one keeps its own contact ATR', (t) => {
  const file = join(ownDirectory(t), 'own make.json');
  writeFileSync(
    file,
    JSON.stringify({extends: 'my-number-card-l06', atr, uid: '01020304', applications: ['jpki']}),
  );
  const profile = cardProfileFrom(file);
  t.like(profile, {
    name: 'own make',
    contactAtr: undefined,
    applications: ['jpki'],
    evidence: 'bench-defined',
  });
  t.is(toHex(profile.uid as Uint8Array), '01020304');
  writeFileSync(file, JSON.stringify({extends: 'my-number-card', contactAtr: 'none', uid: 'random'}));
  t.like(cardProfileFrom(file), {contactAtr: undefined, uid: 'random'});
});

test('a card made with a profile file runs in another process without the file, and keeps its profile', async (t) => {
  const folder = ownDirectory(t);
  const [profile, card] = [join(folder, 'mine.yaml'), join(folder, 'card.json')];
  writeFileSync(profile, 'extends: smartphone-android\nbehaviour:\n  blockedVerify: 6983\n');
  const wrong = '00200098:39393939';
  const select = 'A4040C:D392F000260100000001=9000';
  const made = await kazasu(t, [
    'apdu',
    '--card-profile',
    profile,
    '--card',
    card,
    select,
    wrong,
    wrong,
    wrong,
  ]);
  t.is(made.status, 0, made.said);
  const again = await kazasu(t, ['apdu', '--card-profile', profile, '--card', card, select]);
  t.is(again.status, 0, again.said);
  rmSync(profile);
  const image = readCardFile(card);
  t.is(image.profile, 'mine');
  const later = await kazasu(t, ['apdu', '--card', card, select, `${wrong}=6983`, '00B08600/15']);
  t.is(later.status, 0, later.said);
  t.true(later.stdout.includes(Buffer.from('JPKIAPGPSETOKEN').toString('hex').toUpperCase()));
  const other = await kazasu(t, ['apdu', '--card-profile', 'my-number-card', '--card', card, select]);
  t.is(other.status, 2, other.said);
  t.regex(other.stderr, /made with the profile "mine" and keeps it/);
  const damaged = JSON.parse(readFileSync(card, 'utf8'));
  damaged.profileSettings.atr = '3BFF';
  writeFileSync(card, JSON.stringify(damaged));
  const refused = await kazasu(t, ['apdu', '--card', card, select]);
  t.is(refused.status, 2, refused.said);
  t.regex(refused.stderr, /KZS-CARD-IMAGE: .*profileSettings\.atr/);
});

test('a profile that is none ends a command with 2 and a sentence', async (t) => {
  const file = join(ownDirectory(t), 'p.yaml');
  writeFileSync(file, 'extends: my-number-card\nbehaviour:\n  endOfFile: 6283\n');
  const {status, stderr} = await kazasu(t, [
    'run',
    'jpki/login',
    '--link',
    'in-process',
    '--card-profile',
    file,
  ]);
  t.is(status, 2, stderr);
  t.regex(stderr, /KZS-CARD-PROFILE-FILE: .*p\.yaml:3:14 behaviour\.endOfFile is one of/);
});
