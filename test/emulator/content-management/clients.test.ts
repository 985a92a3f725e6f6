import {createHash} from 'node:crypto';
import test from 'ava';
import {keyCheckValue, putKeyData} from '../../../protocol/globalplatform/index.ts';
import {fromHex, toHex} from '../../../protocol/index.ts';
import {domains, lv, managedCard, openSession, sent} from '../../support/managed-card.ts';
import {all, dataBlock, longLv, manage, testPackage} from '../../support/managing.ts';
import {testApplet} from '../../support/test-applet.ts';

const app = 'F04B415A41535509010101';
const ssd = 'F04B415A415355090102';
const issuer = domains.issuer.aid;
const [module = ''] = testPackage.modules;
const [gpProBlock, gpshellBlock] = [false, true].map((descriptor) => dataBlock(testPackage, {descriptor}));
const sha256 = (block: Uint8Array = new Uint8Array(0)): string =>
  createHash('sha256').update(block).digest('hex').toUpperCase();
const c4 = (block: Uint8Array = new Uint8Array(0)): string => `C4${longLv(toHex(block))}`;
/** Without Le, as gpshell sends what it wants no data from. */
const noLe = (apdu: string): string => apdu.slice(0, -2);

/** What a client sends, in order, each with the end of its answer. */
interface Step {
  readonly title: string;
  readonly gpPro: readonly string[];
  readonly gpshell: readonly string[];
  readonly answers: RegExp;
}

/** Each step as both clients do it, from their sources. [S111] [S112] */
const steps: readonly Step[] = [
  {
    title: 'GET STATUS of everything',
    gpPro: [0x80, 0x40, 0x10, 0x20].map((p1) => manage('F2', p1, 0x02, '4F00')),
    gpshell: [0x40, 0x80, 0x20, 0x10].map((p1) => manage('F2', p1, 0x02, '4F005C054F9F70C5CC')),
    answers: /^E3.*9000$/,
  },
  {
    title: 'INSTALL [for load] and LOAD',
    gpPro: [
      manage('E6', 0x02, 0, `${lv(testPackage.aid)}${lv(issuer)}${lv(sha256(gpProBlock))}0000`),
      manage('E8', 0x80, 0, c4(gpProBlock)),
    ],
    gpshell: [
      noLe(manage('E6', 0x02, 0, `${lv(testPackage.aid)}${lv(issuer)}0006EF04C602016000`)),
      noLe(manage('E8', 0x80, 0, c4(gpshellBlock))),
    ],
    answers: /^009000$/,
  },
  {
    title: 'INSTALL [for install and make selectable]',
    gpPro: [manage('E6', 0x0c, 0, `${lv(testPackage.aid)}${lv(module)}${lv(app)}0300000002C90000`)],
    gpshell: [noLe(manage('E6', 0x0c, 0, `${lv(testPackage.aid)}${lv(module)}${lv(app)}010002C90000`))],
    answers: /^009000$/,
  },
  {
    title: 'lock and unlock of an application',
    gpPro: [manage('F0', 0x40, 0x80, app), manage('F0', 0x40, 0x00, app)],
    gpshell: [noLe(manage('F0', 0x40, 0x83, app)), noLe(manage('F0', 0x40, 0x07, app))],
    answers: /^9000$/,
  },
  {
    title: 'personalisation',
    gpPro: [manage('E6', 0x20, 0, `0000${lv(app)}000000`), manage('E2', 0x81, 0, '0141')],
    gpshell: [manage('E6', 0x20, 0, `0000${lv(app)}000000`), noLe(manage('E2', 0x80, 0, '0141'))],
    answers: /^(00)?9000$/,
  },
  {
    title: 'a security domain, and an application that is extradited to it',
    gpPro: [
      manage(
        'E6',
        0x0c,
        0,
        `${lv('A0000001515350')}${lv('A000000151535041')}${lv(ssd)}0380000006C9048102037000`,
      ),
      manage('E6', 0x10, 0, `${lv(ssd)}00${lv(app)}000000`),
    ],
    gpshell: [
      noLe(
        manage(
          'E6',
          0x0c,
          0,
          `${lv('A0000001515350')}${lv('A000000151535041')}${lv(ssd)}018011C90F810203708202202083012087022020` +
            '00',
        ),
      ),
      noLe(manage('E6', 0x10, 0, `${lv(ssd)}00${lv(app)}000000`)),
    ],
    answers: /^009000$/,
  },
  {
    title: 'registry update, and the default application',
    gpPro: [manage('E6', 0x08, 0, `0000${lv(app)}030400000000`)],
    gpshell: [noLe(manage('E6', 0x40, 0, `0000${lv(app)}01040000`))],
    answers: /^009000$/,
  },
  {
    title: 'DELETE of application, package and domain',
    gpPro: [app, testPackage.aid, ssd].map((aid) => manage('E4', 0, 0x80, `4F${lv(aid)}`)),
    gpshell: [app, testPackage.aid, ssd].map((aid) => noLe(manage('E4', 0, 0, `4F${lv(aid)}`))),
    answers: /^009000$/,
  },
  {
    title: 'lock of the card, and its end',
    gpPro: [0x7f, 0x0f, 0x7f].map((state) => noLe(`80F080${toHex(Uint8Array.of(state))}00`)),
    gpshell: [0x7f, 0x0f, 0x7f].map((state) => noLe(manage('F0', 0x80, state, issuer))),
    answers: /^9000$/,
  },
];

for (const client of ['gpPro', 'gpshell'] as const) {
  for (const level of [0x01, 0x03, 0x33]) {
    test(`what ${client} sends through the life of an application is served at level ${level}`, async (t) => {
      const {card} = managedCard({applets: [testApplet]});
      const session = await openSession(card, {level});
      for (const step of steps) {
        for (const command of step[client]) {
          t.regex(await session.send(command), step.answers, `${step.title}: ${command}`);
        }
      }
    });
  }
}

test('what clients ask before they authenticate tells them what they look for', async (t) => {
  const {card} = managedCard();
  const recognition =
    '732F06072A864886FC6B01600C060A2A864886FC6B02020301630906072A864886FC6B03640B06092A864886FC6B040370';
  const selected = `6F498407${issuer}A53E${recognition}9F6E06`;
  const asked: readonly (readonly [command: string, answer: RegExp])[] = [
    ['00A4040000', new RegExp(`^${selected}0000609100009F6501FF9000$`)],
    [`00A4040008A00000015100000000`, /^6A82$/],
    [`00A40400${lv(issuer)}00`, new RegExp(`^${selected}`)],
    ['00A4040008A00000000300000000', /^6A82$/],
    ['80CA006600', new RegExp(`^6631${recognition}9000$`)],
    ['80CA9F7F00', /^9F7F2A(....){3}6091.*9000$/],
    ['80CA006700', /^67.*A00980010381017082010781.*9000$/],
    ['80CA00E000', /^E012C00401308810C00402308810C004033088109000$/],
    ['80CA004200', /^42064B415A4153559000$/],
    ['80CA004500', /^4504313233349000$/],
    ['80CA00C200', /^C20200009000$/],
    ['80CA00CF00', /^CF0A.{20}9000$/],
    ['80CAFF2100', /^FF210F810100820400008000830400001000.*9000$/],
    ['80CA2F0000', /^61094F07A0000001510000.*9000$/],
    ['80CA00EE00', /^6A88$/],
    ['80CA006601AA00', /^6700$/],
  ];
  for (const [command, answer] of asked) {
    t.regex(await sent(card, command), answer, command);
  }
  await sent(card, `00A4040C${lv(domains.ordinance.aid)}`);
  t.regex(await sent(card, '80CAFF2100'), /^FF210F8101008204000080008304/);
  t.is(await sent(card, '80CA004200'), '6A88');
});

const dekOf = (session: Awaited<ReturnType<typeof openSession>>) => session.channel.keys.dek;

test('PUT KEY takes the forms of both clients, answers check values, and the new keys open sessions', async (t) => {
  const next = {
    enc: new Uint8Array(16).fill(1),
    mac: new Uint8Array(16).fill(2),
    dek: new Uint8Array(16).fill(3),
  };
  for (const inner of ['always', 'where-padded'] as const) {
    const {card} = managedCard();
    const session = await openSession(card, {level: 0x03});
    const keys = [next.enc, next.mac, next.dek].map((value) => ({type: 'aes' as const, value}));
    const data = toHex(putKeyData.encode({keyVersion: 0x31, keys}, dekOf(session), inner));
    const values = keys.map(({value}) => toHex(keyCheckValue('aes', value))).join('');
    t.is(await session.send(manage('D8', 0x30, 0x81, data)), `31${values}9000`);
    t.is(await sent(card, '00A4040007A0000001510000'), '9000');
    t.is(await sent(card, '80CA00E000'), 'E012C00401318810C00402318810C004033188109000');
    t.is((await openSession(card, {keys: next})).opened, '9000');
    t.regex((await openSession(card)).opened, /^6300/);
  }
});

test('PUT KEY refuses what does not fit, and the old keys stay', async (t) => {
  const {card} = managedCard();
  const session = await openSession(card, {level: 0x03});
  const keys = [1, 2, 3].map((n) => ({type: 'aes' as const, value: new Uint8Array(16).fill(n)}));
  const encoded = (version: number): string =>
    toHex(putKeyData.encode({keyVersion: version, keys}, dekOf(session)));
  const wrongValue = encoded(0x31).replace(/..$/, (byte) => (byte === '00' ? '01' : '00'));
  const rows: readonly (readonly [title: string, p1: number, p2: number, data: string, status: string])[] = [
    ['a wrong check value', 0x30, 0x81, wrongValue, '9485'],
    ['an unknown type', 0x30, 0x81, '31AA0100', '9484'],
    ['a version that is not there', 0x35, 0x81, encoded(0x35), '6A88'],
    ['a new version that is there', 0x00, 0x81, encoded(0x30), '6A88'],
    ['version 0', 0x30, 0x81, encoded(0x00), '6A80'],
    ['several keys without saying so', 0x30, 0x01, encoded(0x30), '6A86'],
    ['identifier 0', 0x30, 0x80, encoded(0x30), '6A86'],
    ['a cut key', 0x30, 0x81, encoded(0x30).slice(0, -20), '6A80'],
    ['nothing', 0x30, 0x81, '30', '6A80'],
  ];
  for (const [title, p1, p2, data, status] of rows) {
    t.is(await session.send(manage('D8', p1, p2, data)), status, title);
  }
  t.is((await openSession(card)).opened, '9000');
});

test('keys are added beside others and deleted in both forms, but never those in use', async (t) => {
  const {card} = managedCard();
  const session = await openSession(card, {level: 0x03});
  const keys = [1, 2, 3].map((n) => ({type: 'aes' as const, value: new Uint8Array(16).fill(n)}));
  const added = toHex(putKeyData.encode({keyVersion: 0x32, keys}, dekOf(session)));
  t.regex(await session.send(manage('D8', 0x00, 0x81, added)), /^32.{18}9000$/);
  t.is(await session.send(manage('E4', 0, 0, 'D20130')), '6985');
  t.is(await session.send(manage('E4', 0, 0, 'D00101D20130')), '6985');
  t.is(await session.send(manage('E4', 0, 0, 'D20133')), '6A88');
  t.is(await session.send(manage('E4', 0, 0, 'D00103D20132')), '009000');
  t.is(await session.send(manage('E4', 0, 0x80, 'D20132')), '009000');
  t.is(await session.send(manage('E4', 0, 0, 'D20132')), '6A88');
  t.is((await openSession(card)).opened, '9000');
});

test('a public key longer than a command comes in pieces, by reference or with its curve', async (t) => {
  const {card} = managedCard();
  const session = await openSession(card, {level: 0x03});
  const modulus = `B${'7'.repeat(511)}`;
  const rsa = `70A1820100${modulus}A00301000100`;
  const pieces = session.wrap(manage('D8', 0x00, 0x01, rsa));
  t.true(pieces.length > 1);
  const answers: string[] = [];
  for (const piece of pieces) {
    answers.push(await sent(card, piece));
  }
  t.deepEqual(answers, [...pieces.slice(1).map(() => '9000'), '709000']);
  t.is(await sent(card, '00A4040007A0000001510000'), '9000');
  t.regex(await sent(card, '80CA00E000'), /C0060170A100A0039000$/);
});

test('a piece that is followed by another command ends the chain', async (t) => {
  const {card} = managedCard();
  const session = await openSession(card);
  const [first = ''] = session.wrap(
    manage('E6', 0x02, 0, `${lv(testPackage.aid)}00${longLv('00'.repeat(300))}`),
  );
  t.is(await sent(card, first), '9000');
  t.is(await sent(card, '84F28002024F0000'), '6883');
  t.is(await sent(card, '84F28002024F0000'), '6988');
});

test('a list longer than a response goes on as often as it is asked', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const session = await openSession(card, {level: 0x33});
  const load = [
    manage('E6', 0x02, 0, `${lv(testPackage.aid)}00000000`),
    manage('E8', 0x80, 0, c4(gpProBlock)),
  ];
  await all(session, load);
  const names = Array.from({length: 20}, (_, n) => `F04B415A4153550901FF${toHex(Uint8Array.of(n))}`);
  for (const aid of names) {
    t.is(
      await session.send(manage('E6', 0x0c, 0, `${lv(testPackage.aid)}${lv(module)}${lv(aid)}01000000`)),
      '009000',
    );
  }
  const listed: string[] = [];
  let answer = await session.send(manage('F2', 0x40, 0x02, `4F${lv('F04B415A4153550901FF')}`));
  listed.push(answer);
  while (answer.endsWith('6310')) {
    answer = await session.send(manage('F2', 0x40, 0x03, `4F${lv('F04B415A4153550901FF')}`));
    listed.push(answer);
  }
  t.true(listed.length > 2);
  for (const aid of names) {
    t.is(listed.filter((part) => part.includes(`4F0B${aid}`)).length, 1, aid);
  }
  t.is(await session.send(manage('F2', 0x40, 0x03, '4F00')), '6985');
  t.is(await session.send(manage('F2', 0x40, 0x02, '4F02FFFF')), '6A88');
  t.is(await session.send(manage('F2', 0x30, 0x02, '4F00')), '6A86');
  t.is(await session.send(manage('F2', 0x40, 0x04, '4F00')), '6A86');
  t.is(await session.send(manage('F2', 0x40, 0x02, '5C014F')), '6A80');
  t.is(
    await session.send(manage('F2', 0x20, 0x00, `4F${lv(testPackage.aid)}`)),
    `${lv(testPackage.aid)}01009000`,
  );
  t.is(
    await session.send(manage('F2', 0x10, 0x00, `4F${lv(testPackage.aid)}`)),
    `${lv(testPackage.aid)}010001${lv(module)}9000`,
  );
  t.is(
    await session.send(manage('F2', 0x10, 0x02, `4F${lv(testPackage.aid)}`)),
    `E3284F${lv(testPackage.aid)}9F700101CE02010284${lv(module)}CC07${issuer}9000`,
  );
});

test('the session’s keys and cryptograms stand in no event', async (t) => {
  const {card, events} = managedCard();
  const session = await openSession(card, {level: 0x03});
  const value = fromHex('A1A2A3A4A5A6A7A8A9AAABACADAEAFB0');
  const keys = [1, 2, 3].map(() => ({type: 'aes' as const, value}));
  await session.send(
    manage('D8', 0x00, 0x81, toHex(putKeyData.encode({keyVersion: 0x33, keys}, dekOf(session)))),
  );
  const told = JSON.stringify(events).toUpperCase();
  t.true(told.includes('KEYS OF'));
  for (const secret of [toHex(value), toHex(domains.issuer.keys.enc)]) {
    t.false(told.includes(secret));
  }
});
