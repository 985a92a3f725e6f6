import test from 'ava';
import {
  AesKey,
  authentication,
  cardSecurity,
  commandSecurity,
  type DiversificationMethod,
  diversifiedKeys,
  encryptedUnder,
  initializeUpdateResponse,
  keyCheckValue,
  pseudoRandomChallenge,
  raiseLevel,
  type StaticKeys,
  TripleDesKey,
} from '../../protocol/globalplatform/index.ts';
import {aesCmac, commandApdu, fromHex, responseApdu, toHex} from '../../protocol/index.ts';

/** Recorded sessions: whole exchanges of a host with a card, keys and challenges known. */
interface RecordedSession {
  readonly title: string;
  readonly keys: StaticKeys;
  readonly i: number;
  readonly hostChallenge: string;
  /** The answer to INITIALIZE UPDATE. */
  readonly answer: string;
  readonly aid: string | undefined;
  readonly level: number;
  readonly externalAuthenticate: string;
  readonly command: {readonly plain: string; readonly wrapped: string};
  readonly response?: {readonly wrapped: string; readonly plain: string};
}

const consecutive = (first: number): Uint8Array => Uint8Array.from({length: 16}, (_, n) => first + n);
const aesKeys: StaticKeys = {enc: consecutive(0x00), mac: consecutive(0x10), dek: consecutive(0x20)};
const desKeys: StaticKeys = {enc: consecutive(0x40), mac: consecutive(0x40), dek: consecutive(0x40)};

const sessions: readonly RecordedSession[] = [
  {
    title: 'SCP02, level 01',
    keys: desKeys,
    i: 0x15,
    hostChallenge: 'D5AD539A60CA5E72',
    answer: '000074746E6E6E626262 0102 069F AA2A0591E733 67DD78794D04315E',
    aid: undefined,
    level: 0x01,
    externalAuthenticate: '84820100107C799B3C771DBAE6BEF49310977617BA',
    command: {plain: '80F22002024F0000', wrapped: '84F220020A4F00BB6E71C0EFCFCF0D00'},
  },
  {
    title: 'SCP03 with AES-128, level 11',
    keys: aesKeys,
    i: 0x70,
    hostChallenge: 'B13E5F938FC108C4',
    answer: '00000000000000000000 300370 3EB51047495B249F 66C484C1D2EF1948 000002',
    aid: 'A0000005591010FFFFFFFF8900000100',
    level: 0x11,
    externalAuthenticate: '84821100107D5F5826A993EBC89EEA24957FA0B3CE',
    command: {plain: '80E2910006BF3E035C015A', wrapped: '84E291000EBF3E035C015A558D036518A28297'},
    response: {
      wrapped: 'BF3E125A1089882119900000000000000000000005971BE68992DBBDFA9000',
      plain: 'BF3E125A10898821199000000000000000000000059000',
    },
  },
  {
    title: 'SCP03 with AES-128, level 33',
    keys: aesKeys,
    i: 0x70,
    hostChallenge: 'FDF38259A1E0DE44',
    answer: '00000000000000000000 300370 3B1ACA81E821F219 081CDC01C26B372D 000003',
    aid: 'A0000005591010FFFFFFFF8900000100',
    level: 0x33,
    externalAuthenticate: '84823300108C36F96BCC00724A4E13AD591D7DA3F0',
    command: {
      plain: '80E2910006BF3E035C015A',
      wrapped: '84E2910018267A85DFE4A98FCA6FB0527E0DFECCE4914E40401433C87F',
    },
    response: {
      wrapped: 'F3BA2B1013AA6224F5E1C138D71805C569E5439B47576260B75FC021B25097CB2E68F8A0144975B99000',
      plain: 'BF3E125A10898821199000000000000000000000059000',
    },
  },
];

for (const session of sessions) {
  test(`a recorded session of ${session.title} comes out the same, byte for byte, at both ends`, (t) => {
    const answer = initializeUpdateResponse.decode(fromHex(session.answer), session.i);
    if (!answer) {
      t.fail('the answer to INITIALIZE UPDATE was not understood');
      return;
    }
    t.is(toHex(initializeUpdateResponse.encode(answer)), toHex(fromHex(session.answer)));
    const challenges = {
      protocol: answer.protocol,
      i: session.i,
      sequence: answer.sequence ?? 0,
      hostChallenge: fromHex(session.hostChallenge),
      cardChallenge: answer.cardChallenge,
    };
    if (session.aid) {
      const foreseen = pseudoRandomChallenge(session.keys, challenges, fromHex(session.aid));
      t.is(toHex(foreseen), toHex(answer.cardChallenge));
    }
    const host = authentication(session.keys, challenges);
    const card = authentication(session.keys, challenges);
    t.is(toHex(host.cardCryptogram), toHex(answer.cardCryptogram));

    const hostEnd = commandSecurity(host.channel);
    const cardEnd = cardSecurity(card.channel);
    const header = {cla: 0x80, ins: 0x82, p1: session.level, p2: 0, ne: 0, extended: false};
    const [external] = hostEnd.wrap({...header, data: host.hostCryptogram});
    t.is(external && toHex(commandApdu.encode(external)), session.externalAuthenticate);
    const opened = cardEnd.open(commandApdu.decode(fromHex(session.externalAuthenticate)));
    t.is(typeof opened === 'string' ? opened : toHex(opened.data), toHex(card.hostCryptogram));
    raiseLevel(host.channel, session.level);
    raiseLevel(card.channel, session.level);

    const plain = cardEnd.open(commandApdu.decode(fromHex(session.command.wrapped)));
    t.is(typeof plain === 'string' ? plain : toHex(commandApdu.encode(plain)), session.command.plain);
    const [wrapped] = hostEnd.wrap(commandApdu.decode(fromHex(session.command.plain)));
    const sent = wrapped && toHex(commandApdu.encode({...wrapped, ne: 0}));
    t.is(sent, session.command.wrapped.slice(0, (sent ?? '').length));

    if (session.response) {
      const {wrapped, plain} = session.response;
      const unwrapped = hostEnd.unwrap(responseApdu.decode(fromHex(wrapped)));
      t.is(typeof unwrapped === 'string' ? unwrapped : toHex(responseApdu.encode(unwrapped)), plain);
      const again = cardEnd.protect(responseApdu.decode(fromHex(plain)));
      t.is(toHex(responseApdu.encode(again)), wrapped);
    }
  });
}

test('session keys of SCP02 are those of the recorded session, told apart by their check values', (t) => {
  const {channel} = authentication(desKeys, {
    protocol: 'scp02',
    i: 0x15,
    sequence: 0x069f,
    hostChallenge: fromHex('D5AD539A60CA5E72'),
    cardChallenge: fromHex('AA2A0591E733'),
  });
  const expected = {
    enc: 'A7E638E94A6AEC1AB596BA9E46FF2B7F',
    mac: '3D19A0E1F74FFE5260157E1E150AC67E',
    rMac: '150479C70C359A4505F8EB0716FF00BB',
    dek: '60B7A058C8A743A2D5AC7310EE1A36A7',
  };
  for (const [name, key] of Object.entries(expected)) {
    const session = channel.keys[name as keyof typeof expected];
    const block = new Uint8Array(8).fill(0x5a);
    const found = session instanceof TripleDesKey ? toHex(session.encryptEcb(block)) : 'no such key';
    t.is(found, toHex(new TripleDesKey(fromHex(key)).encryptEcb(block)), name);
  }
});

test('session keys of SCP03 are those of the recorded session', (t) => {
  const {channel} = authentication(aesKeys, {
    protocol: 'scp03',
    i: 0x70,
    sequence: 2,
    hostChallenge: fromHex('B13E5F938FC108C4'),
    cardChallenge: fromHex('3EB51047495B249F'),
  });
  for (const [name, key] of [
    ['enc', 'C4E87149F2114DA66BB015A567D751F9'],
    ['mac', '8B2635556E987A6B84F43D9FFC197D3F'],
  ] as const) {
    const session = channel.keys[name];
    const block = new Uint8Array(16).fill(0x5a);
    const found = session instanceof AesKey ? toHex(session.encryptBlock(block)) : 'no such key';
    t.is(found, toHex(new AesKey(fromHex(key)).encryptBlock(block)), name);
  }
});

test('key check values are those two clients compute', (t) => {
  t.is(toHex(keyCheckValue('aes', consecutive(0))), 'C35280');
  t.is(toHex(keyCheckValue('des', consecutive(0x50))), 'A4B7D6');
  t.is(toHex(keyCheckValue('des', consecutive(0x40))), '8BAF47');
  t.is(toHex(keyCheckValue('aes', consecutive(0x40))), '504A77');
});

const masters: Readonly<Record<number, string>> = {
  16: '404142434445464748494A4B4C4D4E4F',
  24: '404142434445464748494A4B4C4D4E4F5051525354555657',
  32: '404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F',
};

/** Check values of ENC, MAC and DEK for diversification data 00 01 … 09, as GlobalPlatformPro expects them. [S111] */
const diversified: readonly (readonly [DiversificationMethod, number, readonly string[]])[] = [
  ['emv', 16, ['C33013', '6F4CA6', 'BB8179']],
  ['visa2', 16, ['2BE598', '58DA38', '3C328E']],
  ['kdf3', 16, ['E79C05', 'D1BD77', '3FDE8C']],
  ['kdf3', 24, ['1DE8EA', '47C00C', 'C04D76']],
  ['kdf3', 32, ['2972D2', '036F94', '5D57B8']],
];

for (const [method, length, expected] of diversified) {
  test(`keys diversified by ${method} from ${length} bytes have the check values of an independent client`, (t) => {
    const data = Uint8Array.from({length: 10}, (_, n) => n);
    const {enc, mac, dek} = diversifiedKeys(method, fromHex(masters[length] ?? ''), data);
    const type = method === 'kdf3' ? 'aes' : 'des';
    t.deepEqual(
      [enc, mac, dek].map((key) => toHex(keyCheckValue(type, key))),
      expected,
    );
  });
}

test('a key diversified by kdf3 is the one of an external vector, whole', (t) => {
  const master = fromHex('8C72C72CF908411653018807950D82FBAD947562F0828A0B10B8B9606ABF3BCD');
  const {enc} = diversifiedKeys('kdf3', master, fromHex('D9B1DE5D0362DEDCE4FB'));
  t.is(toHex(enc), '9AAC5D0B3601F89438A0D9D0B6B256CFB47E6462DFA5228D3420C4AC7C224781');
});

test('a key under the session DEK of SCP02 is encrypted as an independent client does', (t) => {
  const {channel} = authentication(desKeys, {
    protocol: 'scp02',
    i: 0x55,
    sequence: 0,
    hostChallenge: new Uint8Array(8),
    cardChallenge: new Uint8Array(6),
  });
  t.is(toHex(encryptedUnder(channel.keys.dek, consecutive(0x40))), 'EFBEE6C6D99D7B70BDE9D7E927F020AF');
});

/** NIST SP 800-38B appendix D, 64 bytes of message: AES-192 and AES-256; RFC 4493 has the others. */
test('CMAC with longer keys gives the values of NIST SP 800-38B', (t) => {
  const message = fromHex(
    '6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710',
  );
  const long = fromHex('8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B');
  const longest = fromHex('603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4');
  t.is(toHex(aesCmac(long, message)), 'A1D5DF0EED790F794D77589659F39A11');
  t.is(toHex(aesCmac(longest, message)), 'E1992190549F6ED5696A2C056C315410');
});
