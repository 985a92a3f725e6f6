import test from 'ava';
import {z} from 'zod';
import {KazasuError, nearest, readSettings, type SettingsKind} from '../../protocol/index.ts';

const kind: SettingsKind<unknown> = {
  errorId: 'KZS-TEST-FILE',
  title: {en: 'a pet file', ja: 'ペットのファイル'},
  schema: z.strictObject({
    name: z.string(),
    sex: z.enum(['male', 'female']).optional(),
    owner: z.strictObject({city: z.string(), born: z.iso.date()}).optional(),
    toys: z.array(z.strictObject({colour: z.string()})).optional(),
    weights: z.record(z.string(), z.number().nonnegative()).optional(),
    food: z
      .union([
        z.strictObject({kind: z.literal('fish')}),
        z.strictObject({kind: z.literal('meat'), grams: z.number()}),
      ])
      .optional(),
    home: z
      .discriminatedUnion('kind', [
        z.strictObject({kind: z.literal('house')}),
        z.strictObject({kind: z.enum(['boat', 'tent'])}),
      ])
      .optional(),
  }),
};

test('A settings file is YAML or JSON', (t) => {
  const expected = {name: 'Tama', owner: {city: 'Kiyose', born: '2001-02-03'}};
  t.deepEqual(
    readSettings(kind, 'name: Tama\nowner:\n  city: Kiyose\n  born: "2001-02-03"\n', 'a.yaml'),
    expected,
  );
  t.deepEqual(readSettings(kind, JSON.stringify(expected), 'a.json'), expected);
});

/** Text, the English and the Japanese words that have to come. */
const refused: Readonly<Record<string, readonly [text: string, en: RegExp, ja: RegExp]>> = {
  'an unknown field is refused at its key with the nearest name': [
    'name: Tama\nsexx: male\n',
    /^a pet file was expected, but at f\.yaml:2:1 "sexx" is no field; "sex" may be meant$/,
    /^ペットのファイルが必要ですが、f\.yaml:2:1 で「sexx」という項目はありません\(「sex」のことでしょうか\)$/,
  ],
  'a field that resembles none is refused with those there are': [
    'name: Tama\nowner:\n  telephone: 1\n  city: X\n',
    /at f\.yaml:3:3 "telephone" is no field of owner; there are city, born$/,
    /あるのは city, born/,
  ],
  'a field in a list is named with its place': [
    'name: Tama\ntoys:\n  - colour: red\n  - color: red\n',
    /f\.yaml:4:5 "color" is no field of toys\.1; "colour" may be meant$/,
    /colour/,
  ],
  'a value that is none of those allowed is refused with the nearest': [
    'name: Tama\nsex: femal\n',
    /f\.yaml:2:6 sex is one of male, female, but "femal" came; "female" may be meant$/,
    /female/,
  ],
  'a form that is none of several is refused with all there are': [
    'name: Tama\nhome:\n  kind: boot\n',
    /f\.yaml:3:9 home\.kind is one of house, boat, tent, but "boot" came; "boat" may be meant$/,
    /home\.kind は house, boat, tent のいずれかですが、"boot" が来ました/,
  ],
  'a form that is not named is refused with all there are': [
    'name: Tama\nhome: {}\n',
    /home\.kind is one of house, boat, tent, but is missing$/,
    /home\.kind は house, boat, tent のいずれかですが、ありません$/,
  ],
  'a field that is missing is named, at what should hold it': [
    'owner:\n  city: X\n  born: "2001-02-03"\n',
    /f\.yaml:1:1 name is missing$/,
    /name がありません$/,
  ],
  'an impossible date is refused where it stands': [
    'name: Tama\nowner:\n  city: X\n  born: "2001-02-30"\n',
    /f\.yaml:4:9 owner\.born does not fit \("2001-02-30"\): Invalid ISO date$/,
    /owner\.born の値"2001-02-30"が合いません: 無効なISO日付$/,
  ],
  'a negative number in a table is refused where it stands': [
    'name: Tama\nweights:\n  head: -1\n',
    /f\.yaml:3:9 weights\.head does not fit \("-1"\)/,
    /weights\.head/,
  ],
  'a text that is no YAML is refused with line and column': [
    'name: Tama\n  sex: [male\n',
    /f\.yaml:\d+:\d+ the text cannot be read: /,
    /文を読み取れません/,
  ],
  'a name that comes twice is refused': [
    'name: Tama\nname: Mike\n',
    /f\.yaml:2:1 the text cannot be read: Map keys must be unique/,
    /f\.yaml:2:1/,
  ],
  'a file that is empty is refused': ['', /f\.yaml:1:1 the whole file does not fit/, /ファイル全体/],
  'of a choice that fits nowhere, the part that got furthest is told': [
    'name: Tama\nfood:\n  kind: meat\n  grams: much\n',
    /f\.yaml:4:10 food\.grams does not fit \("much"\)/,
    /food\.grams/,
  ],
};

for (const [title, [text, en, ja]] of Object.entries(refused)) {
  test(`Settings: ${title}`, (t) => {
    const error = t.throws(() => readSettings(kind, text, 'f.yaml'), {instanceOf: KazasuError});
    t.is(error.id, 'KZS-TEST-FILE');
    t.regex(error.sentence.en, en);
    t.regex(error.sentence.ja, ja);
  });
}

test('Too many aliases do not swell a settings file', (t) => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefgh'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`),
  ].join('\n');
  t.throws(() => readSettings(kind, bomb, 'f.yaml'), {instanceOf: KazasuError});
});

test('The nearest name is one that differs little', (t) => {
  t.is(nearest('adutl', ['adult', 'under-15']), 'adult');
  t.is(nearest('Under15', ['adult', 'under-15']), 'under-15');
  t.is(nearest('spaceship', ['adult', 'under-15']), undefined);
  t.is(nearest('x', []), undefined);
});

test('The nearest name may be one that begins so, unless another differs by a letter only', (t) => {
  const names = ['adult', 'foreign-resident', 'foreign-resident-under-15', 'seed', 'setting-hands', 'cards'];
  t.is(nearest('foreign', names), 'foreign-resident');
  t.is(nearest('FOREIGN-', names), 'foreign-resident');
  t.is(nearest('set', names), 'setting-hands');
  t.is(nearest('see', names), 'seed');
  t.is(nearest('card', ['card-expired', 'cards']), 'cards');
  t.is(nearest('f', names), undefined);
  t.is(nearest('resident', names), undefined);
});
