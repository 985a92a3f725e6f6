import test from 'ava';
import {levelsOf, supportedOptions} from '../../protocol/globalplatform/index.ts';
import {
  commandApdu,
  fromHex,
  type RecordEvent,
  realClock,
  responseApdu,
  seededRandom,
  toHex,
} from '../../protocol/index.ts';
import {apduChannel, globalPlatform} from '../../terminal/index.ts';
import {appletAid, domainAid, keys, opened, rejected, threeKeys} from '../support/opened-session.ts';
import {type DomainSettings, scriptedDomain} from '../support/scripted-security-domain.ts';

const {
  deleteObject,
  getStatus,
  openSecureChannel,
  putKeys,
  readCardResources,
  readKeyInformation,
  readOfferedProtocols,
  selectSecurityDomain,
} = globalPlatform;

test('a host opens every kind of channel and both ends understand each other', async (t) => {
  for (const protocol of ['scp02', 'scp03'] as const) {
    for (const i of supportedOptions[protocol]) {
      for (const level of levelsOf(protocol, i)) {
        const {domain, session} = await opened({protocol, i, script: {'80CA': '660212349000'}}, level);
        const data = await globalPlatform.getData(session, 0x66);
        t.is(data && toHex(data), '66021234');
        await deleteObject({session}, appletAid);
        t.deepEqual(domain.heard, ['80CA0066', '80E400004F06F04B415A4101']);
        t.deepEqual(session.properties, {protocol, i, level});
      }
    }
  }
});

test('a card that does not prove its keys gets no EXTERNAL AUTHENTICATE', async (t) => {
  const domain = scriptedDomain({protocol: 'scp03', i: 0x70, keys: threeKeys(16)});
  const options = {keys, level: 0x33, random: seededRandom('host')};
  await rejected(t, openSecureChannel(domain.channel, options), 'KZS-GP-CARD-CRYPTOGRAM', /version 1/);
  t.is(domain.sent.length, 1);
});

test('of several keys a host takes those that the card proves, and says which channel it has where it proves none', async (t) => {
  const domain = scriptedDomain({protocol: 'scp03', i: 0x70, keys});
  const random = seededRandom('host');
  const others = [threeKeys(16), {master: keys.enc, diversification: 'kdf3'}] as const;
  const session = await openSecureChannel(domain.channel, {keys: [...others, keys], random});
  t.true(session.isOpen);
  t.is(domain.sent.length, 2);
  await rejected(
    t,
    openSecureChannel(domain.channel, {keys: others, random}),
    'KZS-GP-CARD-CRYPTOGRAM',
    /speaks SCP03 i=70 with keys of version 1, .* AES-128 keys \(as they are, by KDF3\)/,
  );
  t.is(domain.sent.length, 3);
});

test('a card that goes on with another key version than was asked for gets no EXTERNAL AUTHENTICATE', async (t) => {
  const domain = scriptedDomain({protocol: 'scp03', i: 0x70, keys});
  const open = (keyVersion: number): Promise<unknown> =>
    openSecureChannel(domain.channel, {keys, keyVersion, random: seededRandom('host')});
  await rejected(
    t,
    open(2),
    'KZS-GP-KEY-VERSION',
    /version 2 that it asked for, but the card chose version 1/,
  );
  t.is(domain.sent.length, 1);
  await t.notThrowsAsync(open(1));
});

/** Key information templates, and the key set of a secure channel that is in each. */
const keySets: readonly (readonly [template: string, set: string])[] = [
  ['C00401308810 C00402308810 C00403308810', 'scp03 48 16'],
  ['C00401308820 C00402308820 C00403308820', 'scp03 48 32'],
  ['C00401208010 C00402208010 C00403208010', 'scp02 32 16'],
  ['C00401738810 C00402738810 C00403738810 C00401018818 C00402018818 C00403018818', 'scp03 1 24'],
  ['C00401308810 C00402308810', 'none'],
  ['C00401308810 C00402308820 C00403308810', 'none'],
  ['C0040130880F C0040230880F C0040330880F', 'none'],
  ['C00401308210 C00402308210 C00403308210', 'none'],
  ['', 'none'],
];

test('the key information template tells protocol, version and length of the keys of a secure channel', async (t) => {
  for (const [template, set] of keySets) {
    const entries = template.replaceAll(' ', '');
    const length = (entries.length / 2).toString(16).padStart(2, '0');
    const {session} = await opened({script: {'80CA00E0': `E0${length}${entries}9000`, '80CA0066': '6A88'}});
    const found = await globalPlatform.readChannelKeySet(session);
    t.is(found ? `${found.protocol} ${found.keyVersion} ${found.keyBytes}` : 'none', set, template);
  }
});

test('a host refuses another protocol, a level that i does not have, and a challenge out of place', async (t) => {
  const domain = scriptedDomain({protocol: 'scp03', i: 0x10, keys});
  const options = {keys, level: 0x01, random: seededRandom('host')};
  const open = (more: object): Promise<unknown> => openSecureChannel(domain.channel, {...options, ...more});
  await rejected(
    t,
    open({protocol: 'scp02'}),
    'KZS-GP-PROTOCOL',
    /expected to choose scp02, but it chose scp03/,
  );
  await rejected(t, open({level: 0x11}), 'KZS-GP-LEVEL', /\(00, 01, 03\) was expected, but 11/);
  await rejected(t, open({aid: domainAid}), 'KZS-GP-CARD-CHALLENGE', /sequence counter 7/);
  t.true(domain.sent.every((command) => command.startsWith('8050')));
});

test('a card that refuses the keys says so in words, without showing any', async (t) => {
  const domain = scriptedDomain({
    protocol: 'scp03',
    i: 0x70,
    keys,
    spoil: (response, {ins}) => (ins === 0x82 ? responseApdu.decode(fromHex('6300')) : response),
  });
  const options = {keys, level: 0x33, random: seededRandom('host')};
  await rejected(
    t,
    openSecureChannel(domain.channel, options),
    'KZS-GP-STATUS',
    /EXTERNAL AUTHENTICATE.*6300.*does not accept the keys/,
  );
});

test('a response with one wrong bit ends the session for good', async (t) => {
  for (const [protocol, i, level] of [
    ['scp03', 0x70, 0x33],
    ['scp03', 0x21, 0x11],
    ['scp02', 0x75, 0x13],
  ] as const) {
    let wrong = false;
    const {session, domain} = await opened(
      {
        protocol,
        i,
        spoil: (response) =>
          wrong ? {...response, data: response.data.map((byte, n) => (n === 0 ? byte ^ 1 : byte))} : response,
      },
      level,
    );
    await deleteObject({session}, appletAid);
    wrong = true;
    await rejected(t, deleteObject({session}, appletAid), 'KZS-GP-RESPONSE', /MAC of a response was wrong/);
    wrong = false;
    const before = domain.sent.length;
    await rejected(
      t,
      deleteObject({session}, appletAid),
      'KZS-GP-SESSION-ENDED',
      /has ended because the MAC/,
    );
    t.is(domain.sent.length, before);
    t.false(session.isOpen);
  }
});

test('a card that answers 6988 ends the session, and a bare error of SCP02 does too', async (t) => {
  const bare = (hex: string): Partial<DomainSettings> => ({
    spoil: (response, {ins}) => (ins === 0xe4 ? responseApdu.decode(fromHex(hex)) : response),
  });
  const first = await opened(bare('6988'));
  await rejected(t, deleteObject(first, appletAid), 'KZS-GP-STATUS', /6988/);
  t.false(first.session.isOpen);
  const second = await opened({protocol: 'scp02', i: 0x75, ...bare('6A88')}, 0x13);
  await rejected(t, deleteObject(second, appletAid), 'KZS-GP-STATUS', /6A88.*it is not on the card/);
  t.false(second.session.isOpen);
  const third = await opened(bare('6985'));
  await rejected(t, deleteObject(third, appletAid), 'KZS-GP-STATUS', /6985.*something still depends/);
  t.true(third.session.isOpen);
});

test('the registry is asked for until there is no more', async (t) => {
  const entry = 'E3144F06F04B415A41019F700107C50304 0000 CC01AA';
  const {session, domain} = await opened({
    script: {
      '80F280': 'E3104F08A0000001510000009F700101C5009000',
      '80F240': [`${entry}6310`, `${entry}9000`],
      '80F220': '6A88',
    },
  });
  const found = await getStatus(session, 'applications', fromHex('F0'));
  t.is(found.length, 2);
  t.like(found[0], {aid: appletAid, lifeCycle: 7, privileges: ['cardReset'], securityDomain: fromHex('AA')});
  t.deepEqual(domain.heard, ['80F240024F01F0', '80F240034F01F0']);
  t.deepEqual(await getStatus(session, 'loadFiles'), []);
  await rejected(t, getStatus(session, 'issuerSecurityDomain'), 'KZS-GP-ANSWER', /GET STATUS/);
});

test('card data is read: protocols, keys, memory, the security domain', async (t) => {
  const {session, domain} = await opened({
    script: {
      '80CA0066': '660F730D640B06092A864886FC6B0403709000',
      '80CA00E0': 'E006C004013088109000',
      '80CAFF21': 'FF210A810102820210008301FF9000',
      '80CA9F7F': '6A88',
      '00A40400': '6F0A8408A0000001510000009000',
    },
  });
  t.deepEqual(await readOfferedProtocols(session), [{protocol: 3, i: 0x70}]);
  t.deepEqual(await readKeyInformation(session), [
    {keyId: 1, keyVersion: 0x30, components: [{type: 0x88, length: 16}]},
  ]);
  t.deepEqual(await readCardResources(session), {applications: 2, freeNonVolatile: 4096, freeVolatile: 255});
  t.is(await globalPlatform.getData(session, 0x9f7f), undefined);
  t.deepEqual(await selectSecurityDomain(domain.channel), {aid: domainAid, locked: false});
});

test('a record of the whole dialogue holds no key and no encrypted key', async (t) => {
  const fresh = threeKeys(16);
  const domain = scriptedDomain({protocol: 'scp03', i: 0x70, keys});
  const events: RecordEvent[] = [];
  const channel = apduChannel(
    {transmit: async (bytes) => responseApdu.encode(await domain.channel.send(commandApdu.decode(bytes)))},
    {clock: realClock(), record: (event) => events.push(event)},
  );
  const session = await openSecureChannel(channel, {keys, level: 0x01, random: seededRandom('host')});
  await t.throwsAsync(putKeys({session}, {keyVersion: 0x30, type: 'aes', keys: fresh}));
  const commands = events.flatMap((event) => (event.type === 'apdu' ? [event.command] : []));
  t.regex(commands.at(-1) ?? '', /^84D80081..\*{100,}$/);
  const text = JSON.stringify(events);
  for (const key of [...Object.values(keys), ...Object.values(fresh)]) {
    t.false(text.includes(toHex(key)));
  }
});
