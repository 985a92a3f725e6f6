import {generateKeyPairSync} from 'node:crypto';
import test from 'ava';
import {
  AesKey,
  applicationStateName,
  type CardState,
  cardStates,
  initializeUpdateResponse,
  keyInformation,
  macBytes,
  managementSignature,
  managementSignatureIsRight,
  mayMoveCard,
  type Privilege,
  type PutKeyData,
  privileges,
  putKeyData,
  receiptContext,
  receipts,
  supportedOptions,
  TripleDesKey,
  tokenInput,
  withToken,
} from '../../protocol/globalplatform/index.ts';
import {command, fromHex, toHex} from '../../protocol/index.ts';
import {dice} from '../support/dice.ts';
import {refusal} from '../support/refusal.ts';

const protocols = ['scp02', 'scp03'] as const;
const answerCases = protocols.flatMap((protocol) => supportedOptions[protocol].map((i) => ({protocol, i})));

test('the answer to INITIALIZE UPDATE goes both ways for every i, and is refused at any other length', (t) => {
  const random = dice(8);
  for (const {protocol, i} of answerCases) {
    const n = macBytes(protocol, i);
    const counted = protocol === 'scp02' || (i & 0x10) !== 0;
    const answer = {
      protocol,
      i,
      diversification: random.bytes(10),
      keyVersion: 0x30,
      sequence: counted ? random.below(65536) : undefined,
      cardChallenge: random.bytes(protocol === 'scp02' ? 6 : n),
      cardCryptogram: random.bytes(n),
    };
    const bytes = initializeUpdateResponse.encode(answer);
    t.deepEqual(initializeUpdateResponse.decode(bytes, i), answer);
    t.is(initializeUpdateResponse.decode(bytes.subarray(0, -1), i), undefined);
    t.is(initializeUpdateResponse.decode(Uint8Array.from([...bytes, 0]), i), undefined);
  }
  t.is(initializeUpdateResponse.decode(fromHex('00'.repeat(28)), 0x15), undefined);
});

const deks = {des: new TripleDesKey(dice(9).bytes(16)), aes: new AesKey(dice(9).bytes(24))};

test('PUT KEY data of every type of key goes both ways, with and without the inner length', (t) => {
  const random = dice(10);
  const symmetric = (type: 'des' | 'aes', length: number): PutKeyData => ({
    keyVersion: 0x30,
    keys: [1, 2, 3].map(() => ({type, value: random.bytes(length)})),
  });
  const publicKey = (components: readonly (readonly [number, number])[]): PutKeyData => ({
    keyVersion: 0x70,
    keys: [{type: 'public', components: components.map(([type, n]) => ({type, value: random.bytes(n)}))}],
  });
  const rsa = publicKey([
    [0xa1, 256],
    [0xa0, 3],
  ]);
  const curve = publicKey([
    [0xb0, 65],
    [0xf0, 1],
  ]);
  const explicit = publicKey([
    [0xb0, 65],
    [0xb1, 32],
    [0xb2, 32],
    [0xb3, 32],
    [0xb4, 65],
    [0xb5, 32],
    [0xb6, 1],
  ]);
  for (const inner of ['always', 'where-padded'] as const) {
    for (const key of [
      symmetric('des', 16),
      symmetric('aes', 16),
      symmetric('aes', 24),
      symmetric('aes', 32),
      rsa,
      curve,
      explicit,
    ]) {
      for (const dek of [deks.des, deks.aes]) {
        t.deepEqual(putKeyData.decode(putKeyData.encode(key, dek, inner), dek), key);
      }
    }
  }
});

test('PUT KEY data that is cut off, of an unknown type or with a wrong check value is refused', (t) => {
  const key: PutKeyData = {keyVersion: 1, keys: [{type: 'aes', value: dice(11).bytes(16)}]};
  const data = putKeyData.encode(key, deks.aes);
  for (let length = 0; length < data.length; length += 1) {
    t.is(putKeyData.decode(data.subarray(0, length), deks.aes), 'malformed', `${length} bytes`);
  }
  const changed = (place: number): Uint8Array => data.map((byte, at) => (at === place ? byte ^ 1 : byte));
  t.is(putKeyData.decode(changed(data.length - 1), deks.aes), 'check-value-wrong');
  t.is(putKeyData.decode(changed(6), deks.aes), 'check-value-wrong');
  t.is(putKeyData.decode(changed(1), deks.aes), 'type-unknown');
});

test('a client that fills an AES-192 key up with random blocks is understood', (t) => {
  const value = dice(12).bytes(24);
  const {keys} = {keys: [{type: 'aes' as const, value}]};
  const short = putKeyData.encode({keyVersion: 1, keys}, deks.aes);
  const blocks = dice(13).bytes(208);
  blocks.set(value);
  const cryptogram = deks.aes.encryptCbc(undefined, blocks);
  const long = Uint8Array.from([1, 0x88, 0x81, 209, 24, ...cryptogram, ...short.subarray(-4)]);
  t.deepEqual(putKeyData.decode(long, deks.aes), {keyVersion: 1, keys});
});

test('a key of impossible length is refused, and the sentence does not show it', (t) => {
  const error = refusal(t, () => new AesKey(fromHex('A1B2C3')), 'KZS-KEY-LENGTH', '16 or 24 or 32');
  t.false(error.message.includes('A1'));
  refusal(t, () => new TripleDesKey(new Uint8Array(24)), 'KZS-KEY-LENGTH', '16');
});

test('the key information template goes both ways', (t) => {
  const keys = [
    {keyId: 1, keyVersion: 0x30, components: [{type: 0x88, length: 16}]},
    {
      keyId: 1,
      keyVersion: 0x70,
      components: [
        {type: 0xa1, length: 128},
        {type: 0xa0, length: 3},
      ],
    },
  ];
  const bytes = keyInformation.encode(keys);
  t.is(toHex(bytes), 'E00EC00401308810C0060170A180A003');
  t.deepEqual(keyInformation.decode(bytes), keys);
});

const privilegeCases: readonly (readonly [string, readonly Privilege[]])[] = [
  ['000000', []],
  ['800000', ['securityDomain']],
  ['040000', ['cardReset']],
  ['C10000', ['securityDomain', 'dapVerification', 'mandatedDapVerification']],
  [
    '9E7E80',
    [
      'securityDomain',
      'cardLock',
      'cardTerminate',
      'cardReset',
      'cvmManagement',
      'authorisedManagement',
      'tokenVerification',
      'globalDelete',
      'globalLock',
      'globalRegistry',
      'finalApplication',
      'receiptGeneration',
    ],
  ],
];

test('privileges go both ways, and one byte stands for three', (t) => {
  for (const [bytes, names] of privilegeCases) {
    t.is(toHex(privileges.encode(names)), bytes);
    t.deepEqual(privileges.decode(fromHex(bytes)), names);
  }
  t.deepEqual(privileges.decode(fromHex('04')), ['cardReset']);
  t.is(privileges.decode(fromHex('0000')), undefined);
});

test('a card moves forward only, but for its lock', (t) => {
  const states = Object.keys(cardStates) as CardState[];
  const moves = states.flatMap((from) =>
    states.filter((to) => mayMoveCard(from, to)).map((to) => `${from}→${to}`),
  );
  t.deepEqual(moves, [
    'opReady→initialized',
    'opReady→terminated',
    'initialized→secured',
    'initialized→terminated',
    'secured→cardLocked',
    'secured→terminated',
    'cardLocked→secured',
    'cardLocked→terminated',
  ]);
  t.deepEqual([0x03, 0x07, 0x0f, 0x7f, 0x83, 0x87, 0x01].map(applicationStateName), [
    'installed',
    'selectable',
    'personalised',
    'application-specific',
    'locked',
    'locked',
    'unknown',
  ]);
});

test('a token signs the command without itself, with RSA and on a curve', (t) => {
  const install = command({cla: 0x80, ins: 0xe6, p1: 0x02, p2: 0, data: fromHex('05A000000001000000')});
  t.is(toHex(tokenInput(install, install.data)), '02000905A000000001000000');
  const pairs = [
    generateKeyPairSync('rsa', {modulusLength: 1024}),
    generateKeyPairSync('rsa', {modulusLength: 2048}),
    generateKeyPairSync('ec', {namedCurve: 'P-256'}),
    generateKeyPairSync('ec', {namedCurve: 'P-384'}),
  ];
  const lengths = pairs.map(({privateKey, publicKey}) => {
    const token = managementSignature(privateKey, tokenInput(install, install.data));
    t.true(managementSignatureIsRight(publicKey, tokenInput(install, install.data), token));
    t.false(managementSignatureIsRight(publicKey, tokenInput({...install, p1: 4}, install.data), token));
    t.false(managementSignatureIsRight(publicKey, tokenInput(install, install.data), token.subarray(1)));
    return token.length;
  });
  t.deepEqual(lengths, [128, 256, 64, 96]);
  t.is(toHex(withToken(install, fromHex('AABB')).data), '05A00000000100000002AABB');
  t.is(toHex(withToken(install, fromHex('')).data), '05A00000000100000000');
  t.is(toHex(withToken({...install, ins: 0xe4}, fromHex('AABB')).data), '05A0000000010000009E02AABB');
  t.is(toHex(withToken({...install, ins: 0xe4}, fromHex('')).data), '05A000000001000000');
});

test('a receipt confirms one operation and no other', (t) => {
  const key = dice(14).bytes(16);
  const file = fromHex('A00000000101');
  const context = receiptContext(file, fromHex('A0000001510000'));
  const answer = receipts.encode(key, {counter: 0x0102, uniqueData: fromHex('0123456789')}, context);
  t.is(toHex(answer.subarray(0, 2)), '1A10');
  t.is(toHex(answer.subarray(18)), '020102050123456789');
  const receipt = receipts.decode(answer);
  t.true(receipt && receipts.isRight(key, receipt, context));
  t.false(receipt && receipts.isRight(key, receipt, receiptContext(file)));
  t.is(receipts.decode(fromHex('00')), undefined);
  t.is(receipts.decode(answer.subarray(0, -1)), undefined);
});
