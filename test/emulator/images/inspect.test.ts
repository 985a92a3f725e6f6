import test from 'ava';
import {applicationsFor} from '../../../emulator/applications/catalogue.ts';
import {fileTitle} from '../../../emulator/images/inspect/file-titles.ts';
import {ruleWords} from '../../../emulator/images/inspect/rule-words.ts';
import {
  type CardImage,
  cardProfileNamed,
  type FileView,
  inspectCard,
  personaNamed,
} from '../../../emulator/index.ts';
import {type AccessRule, all, always, any, never, verified} from '../../../emulator/os/access-rule.ts';
import type {Application} from '../../../emulator/os/application.ts';
import {realClock, toHex} from '../../../protocol/index.ts';
import {createTestWorld} from '../../../scenarios/index.ts';
import {testImage} from '../../support/test-card.ts';

const knownApplications: Readonly<Record<string, Application>> = applicationsFor(
  cardProfileNamed('my-number-card').behaviour,
);

const world = createTestWorld({clock: realClock()});
const image = await world.cardFor(personaNamed('adult'));

const fileOf = (of: CardImage, application: string, id: string): FileView | undefined =>
  inspectCard(of)
    .applications.find(({name}) => name === application)
    ?.files.find((file) => file.id === id);

const changed = (change: (applications: CardImage['applications']) => void): CardImage => {
  const copy = structuredClone(image);
  change(copy.applications);
  return copy;
};

test('a card is shown with where it stands, its last day and every EF of its applications', (t) => {
  const view = inspectCard(image);
  t.is(view.id, image.id);
  t.is(view.lifeCycle, 'operational');
  t.is(view.municipality, '13221');
  t.regex(view.expiresOn ?? '', /^\d{4}-02-17$/);
  t.deepEqual(view.applications.map(({name}) => name).sort(), Object.keys(knownApplications).sort());
  for (const {name, aid, files} of view.applications) {
    t.is(aid, toHex(knownApplications[name]?.aid ?? new Uint8Array(0)));
    t.true(files.length === knownApplications[name]?.files.length, name);
  }
});

test('certificates show what OpenSSL reads in them, and whether their key is on the card', (t) => {
  const {certificate, bytes, allocatedBytes} = fileOf(image, 'jpki', '000A') ?? {};
  t.regex(certificate?.subject ?? '', /^C=JP, CN=\w{14}13221003A$/);
  t.regex(certificate?.issuer ?? '', /^C=JP, O=JPKI-TEST, OU=JPKI for user authentication, /);
  t.regex(certificate?.serialNumber ?? '', /^[0-9A-F]{16}$/);
  t.regex(certificate?.notAfter ?? '', /-02-17T14:59:59.000Z$/);
  t.deepEqual(certificate?.privateKey, {file: '0017', state: 'present'});
  t.is(allocatedBytes, 3808);
  t.is(bytes, Buffer.from(image.applications['jpki']?.contents['000A'] ?? '', 'base64').length);
  t.is(fileOf(image, 'jpki', '000B')?.certificate?.privateKey, undefined);
  t.is(fileOf(testImage(), 'jpki', '000A')?.certificate, undefined);
});

test('name, address, birth date and sex are shown, and of pictures how large they are', (t) => {
  const values = (application: string, id: string): (string | undefined)[] =>
    (fileOf(image, application, id)?.fields ?? []).map(({value}) => value.en);
  t.deepEqual(values('text-assistance', '0002'), [
    '見本　花子',
    '東京都清瀬市見本町一丁目２番３号',
    '1980-02-17',
    'female',
  ]);
  const [birth, , name, , portrait] = values('card-surface', '0002');
  t.is(birth, '1980-02-17');
  t.regex(name ?? '', /^PNG, 480×\d+ pixels, [\d,]+ bytes$/);
  t.regex(portrait ?? '', /^JPEG 2000, 240×320 pixels, 6,\d{3} bytes$/);
  t.deepEqual(values('jpki', '0008'), ['usable', 'usable']);
});

/** What a changed card is shown as: `[claim, card, part of the view, expected]`. */
const states: readonly [string, CardImage, (of: CardImage) => unknown, unknown][] = [
  [
    'a credential with no try left is blocked',
    changed((of) => Object.assign(of['jpki']?.credentials['0018'] ?? {}, {triesLeft: 0})),
    (of) => fileOf(of, 'jpki', '0018')?.credential,
    {state: 'blocked', triesLeft: 0, tries: 3},
  ],
  [
    'a credential without a value is not set',
    await world.cardFor(personaNamed('adult'), 0, 'prepared'),
    (of) => fileOf(of, 'jpki', '001B')?.credential?.state,
    'not-set',
  ],
  [
    'the reference that nobody can verify is blocked, not unset',
    image,
    (of) => fileOf(of, 'text-assistance', '0012')?.credential,
    {state: 'blocked', triesLeft: 0, tries: 0},
  ],
  [
    'a certificate whose key is not there says so',
    changed((of) => delete of['jpki']?.privateKeys['0017']),
    (of) => fileOf(of, 'jpki', '000A')?.certificate?.privateKey?.state,
    'absent',
  ],
  [
    'a certificate beside a key that is not its own says so',
    changed((of) => Object.assign(of['jpki']?.privateKeys ?? {}, {'0017': of['jpki']?.privateKeys['001A']})),
    (of) => fileOf(of, 'jpki', '000A')?.certificate?.privateKey?.state,
    'another',
  ],
  [
    'a key that waits for its certificate is told',
    changed((of) =>
      Object.assign(of['jpki'] ?? {}, {pendingKeys: {'0017': of['jpki']?.privateKeys['001A']}}),
    ),
    (of) => fileOf(of, 'jpki', '0017')?.keyPending,
    true,
  ],
  [
    'a locked application is told',
    changed((of) => Object.assign(of['jpki'] ?? {}, {locked: true})),
    (of) =>
      inspectCard(of)
        .applications.filter(({locked}) => locked)
        .map(({name}) => name),
    ['jpki'],
  ],
  [
    'an EF without content is absent',
    changed((of) => delete of['jpki']?.contents['0001']),
    (of) => fileOf(of, 'jpki', '0001')?.present,
    false,
  ],
  [
    'a content that does not hold together shows no fields',
    changed((of) => Object.assign(of['text-assistance']?.contents ?? {}, {'0002': 'ABCD'})),
    (of) => fileOf(of, 'text-assistance', '0002')?.fields,
    undefined,
  ],
];

for (const [claim, of, look, expected] of states) {
  test(claim, (t) => {
    t.deepEqual(look(of), expected);
  });
}

test('no secret and no key of a card is in what is shown of it', (t) => {
  const marked = changed((of) => {
    for (const {credentials} of Object.values(of)) {
      for (const [id, credential] of Object.entries(credentials)) {
        // A PIN of four digits would be found by chance; one of such letters is not.
        credential.value = credential.value.length === 4 ? `@${id.slice(2)}@` : credential.value;
      }
    }
  });
  const shown = JSON.stringify(inspectCard(marked));
  const {issuer, applications} = marked;
  const residentCode = Buffer.from(applications['resident-register']?.contents['0001'] ?? '', 'base64');
  const secrets = Object.values(applications).flatMap(({credentials, privateKeys}) => [
    ...Object.values(credentials).map(({value}) => value),
    ...Object.values(privateKeys),
  ]);
  const forms = [...secrets, issuer.key, residentCode.subarray(3).toString('latin1')]
    .filter((secret) => secret !== '')
    .flatMap((secret) => [
      secret,
      toHex(Buffer.from(secret, 'base64')),
      toHex(Buffer.from(secret, 'latin1')),
    ]);
  t.true(secrets.length > 12);
  t.deepEqual(
    forms.filter((form) => form.length >= 4 && shown.includes(form)),
    [],
  );
});

test('every EF of every application has a Japanese title', (t) => {
  const names = Object.values(knownApplications).flatMap(({files}) => files.map(({name}) => name));
  t.deepEqual(
    names.filter((name) => fileTitle(name).ja === name),
    [],
  );
});

const rules: readonly [AccessRule, en: string, ja: string][] = [
  [always, 'always', 'いつでも可'],
  [never, 'never', '不可'],
  [{kind: 'issuer-authenticated'}, 'by the issuer', '発行者のみ'],
  [verified(0x1b), 'after 001B', '001B の後'],
  [any(any(verified(1), verified(2)), verified(3)), 'after 0001, 0002 or 0003', '0001 か 0002 か 0003 の後'],
  [all(verified(1), verified(2)), 'after 0001 and 0002', '0001 と 0002 の後'],
  [
    any(verified(0x18), {kind: 'terminal-authenticated'}),
    'after 0018 or terminal authentication',
    '0018 か 端末認証 の後',
  ],
];

for (const [rule, en, ja] of rules) {
  test(`a rule reads "${en}" and 「${ja}」`, (t) => {
    t.deepEqual(ruleWords(rule), {en, ja});
  });
}

test('a state that no card can have is refused with its place', (t) => {
  const broken = changed((of) => Object.assign(of['jpki']?.credentials['0018'] ?? {}, {triesLeft: 9}));
  t.throws(() => inspectCard(broken), {message: /applications.jpki, EF 0018/});
  t.throws(
    () =>
      inspectCard({
        ...image,
        applications: {nothing: structuredClone(image.applications['jpki'])},
      } as CardImage),
    {
      message: /"nothing"/,
    },
  );
});
