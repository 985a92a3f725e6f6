import test from 'ava';
import {
  type SecureChannelName,
  secureChannels,
} from '../../../emulator/content-management/secure-channels.ts';
import {stateOf} from '../../../emulator/index.ts';
import {diversifiedKeys, levelsOf, type StaticKeys} from '../../../protocol/globalplatform/index.ts';
import {fromHex, toHex} from '../../../protocol/index.ts';
import {
  bareImage,
  domains,
  issuerKeys,
  lv,
  managedCard,
  openSession,
  selecting,
  sent,
} from '../../support/managed-card.ts';

const listing = '80F280020 24F00'.replaceAll(' ', '');
const issuerEntry = 'E3244F07A00000015100009F70010FC5039EFE80C407A0000001515350';

/** The keys of a new card, as the title of its secure channel says. */
const keysOf = (name: SecureChannelName): StaticKeys => {
  const {keyBytes, diversification} = {diversification: undefined, ...secureChannels[name]};
  const master = issuerKeys(keyBytes);
  const {diversificationData} = stateOf(bareImage({secureChannel: name})).content;
  return diversification ? diversifiedKeys(diversification, master.enc, diversificationData) : master;
};

for (const name of Object.keys(secureChannels) as SecureChannelName[]) {
  const {protocol, i} = secureChannels[name];
  test(`a card made with ${name} opens a session at every level it has, and refuses the others`, async (t) => {
    const allowed = levelsOf(protocol, i);
    for (const level of [0x00, 0x01, 0x03, 0x10, 0x11, 0x13, 0x33, 0x02, 0x83]) {
      const {card} = managedCard({image: bareImage({secureChannel: name})});
      const session = await openSession(card, {keys: keysOf(name), level, i});
      t.is(session.opened, allowed.includes(level) ? '9000' : '6A86', `level ${level}`);
      if (allowed.includes(level)) {
        for (let n = 0; n < 3; n += 1) {
          const answer = await session.send(`80F28002024F00`);
          t.true(answer.startsWith('E3'), answer);
          t.true(answer.includes('4F07A0000001510000') && answer.endsWith('9000'), answer);
        }
      }
    }
  });
}

test('a session ends at whatever GlobalPlatform says ends it', async (t) => {
  const ends: readonly (readonly [string, string, string])[] = [
    ['SELECT of another application', selecting(domains.ordinance.aid), '9000'],
    ['SELECT of the same one', selecting(domains.issuer.aid), '9000'],
    ['INITIALIZE UPDATE', '80500000080102030405060708 00', '…9000'],
    ['a plain command', '80F28002024F0000', '6982'],
    ['a plain GET CHALLENGE', '0084000008', '6982'],
    ['a command without MAC', '84F28002024F0000', '6988'],
    ['a wrong MAC', '84F280020A4F000000000000000000 00', '6988'],
    ['another form of secure messaging', '8CF280020A4F000000000000000000 00', '6882'],
  ];
  for (const [title, apdu, expected] of ends) {
    const {card} = managedCard();
    const session = await openSession(card);
    t.is(session.opened, '9000');
    const [next = ''] = session.wrap('80F28002024F00');
    const answer = await sent(card, apdu);
    t.true(answer.endsWith(expected.replace('…', '')), `${title}: ${answer}`);
    const ended = title !== 'another form of secure messaging';
    t.is((await sent(card, next)).slice(-4), ended ? '6982' : '9000', title);
  }
});

test('a reset and a power cut end a session', async (t) => {
  for (const end of ['reset', 'power'] as const) {
    const {card} = managedCard();
    const session = await openSession(card);
    const [next = ''] = session.wrap('80F28002024F00');
    if (end === 'reset') {
      card.reset();
    } else {
      card.powerOff();
      card.powerOn();
    }
    t.is(await sent(card, next), '6982', end);
  }
});

test('at level 00 commands go plain, and at no session nothing is managed', async (t) => {
  const {card} = managedCard();
  for (const ins of ['F2', 'F0', 'E6', 'E8', 'E4', 'D8', 'E2']) {
    t.is(await sent(card, `80${ins}8000024F00`), '6982', ins);
  }
  const session = await openSession(card, {level: 0x00});
  t.is(session.opened, '9000');
  t.is(await sent(card, listing), `${issuerEntry}CC07A00000015100009000`);
});

test('a wrong cryptogram costs a try on disk, and after ten there is none any more', async (t) => {
  const tries: number[] = [];
  const store = {
    write: (state: ReturnType<typeof stateOf>) => {
      tries.push(state.content.domains.get(domains.issuer.aid)?.triesLeft ?? -1);
    },
  };
  const {card, events} = managedCard({store});
  const wrong = {keys: issuerKeys(16), enc: new Uint8Array(16)};
  const stranger = {...wrong.keys, mac: new Uint8Array(16)};
  t.is((await openSession(card, {keys: stranger})).opened.slice(0, 4), '6300');
  t.deepEqual(tries, [9]);
  t.is((await openSession(card)).opened, '9000');
  t.deepEqual(tries, [9, 8, 10]);
  for (let n = 9; n >= 0; n -= 1) {
    t.is((await openSession(card, {keys: stranger})).opened.slice(0, 4), '6300');
  }
  t.is((await openSession(card, {keys: stranger})).opened.slice(0, 4), '6983');
  t.is((await openSession(card)).opened, '6983');
  card.powerOff();
  card.powerOn();
  t.is((await openSession(card)).opened, '6983');
  t.is((await openSession(card, domains.ordinance)).opened, '9000');
  const told = events.flatMap((event) => (event.type === 'card-state' ? [event.change] : []));
  t.is(told.filter((change) => change === 'blocked').length, 1);
});

test('EXTERNAL AUTHENTICATE belongs behind INITIALIZE UPDATE, with a length of its own', async (t) => {
  const {card} = managedCard();
  const data = '00'.repeat(16);
  t.is(await sent(card, `8482010010${data}`), '6985');
  await sent(card, '80500000080102030405060708 00');
  t.is(await sent(card, `848201000F${data.slice(2)}`), '6700');
  t.is(await sent(card, `8482010010${data}`), '6985');
  await sent(card, '80500000080102030405060708 00');
  t.is(await sent(card, `8482010110${data}`), '6A86');
  t.is(await sent(card, '8050310008010203040506070800'), '6A88');
  t.is(await sent(card, '8050000108010203040506070800'), '6A86');
  t.is(await sent(card, '80503000070102030405060700'), '6700');
  t.true((await sent(card, '8050300008010203040506070800')).endsWith('9000'));
});

test('the sequence counter counts sessions that were authenticated, and GET DATA tells it', async (t) => {
  const {card} = managedCard();
  const {diversificationData} = stateOf(bareImage()).content;
  t.is(await sent(card, '80CA00C100'), 'C1030000009000');
  await openSession(card);
  await openSession(card, {keys: {...issuerKeys(), mac: new Uint8Array(16)}});
  await openSession(card);
  await sent(card, selecting(domains.issuer.aid));
  t.is(await sent(card, '80CA00C100'), 'C1030000029000');
  const answer = fromHex(await sent(card, '8050000008010203040506070800'));
  t.is(toHex(answer.subarray(0, 13)), `${toHex(diversificationData)}300370`);
  t.is(toHex(answer.subarray(29)), '0000029000');
});

test('partial selection goes on to the next domain, also behind what a session has changed', async (t) => {
  const {card} = managedCard();
  const prefix = domains.ordinance.aid.slice(0, 14);
  const next = `00A40402${lv(prefix)}00`;
  t.regex(await sent(card, `00A40400${lv(prefix)}00`), new RegExp(`^6F..84${lv(domains.ordinance.aid)}`));
  t.regex(await sent(card, next), new RegExp(`^6F..84${lv(domains.extended.aid)}`));
  t.is(await sent(card, next), '6A82');
  t.is((await openSession(card, domains.ordinance)).opened, '9000');
  t.regex(await sent(card, next), new RegExp(`^6F..84${lv(domains.extended.aid)}`));
});

test('a session is of use to its own domain alone', async (t) => {
  const {card} = managedCard();
  t.is((await openSession(card, {aid: domains.ordinance.aid})).opened.slice(0, 4), '6300');
  t.is((await openSession(card, domains.extended)).opened, '9000');
});
