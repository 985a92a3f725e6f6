import test from 'ava';
import {
  cutIntoPieces,
  gather,
  instructions,
  levelsOf,
  mostPlainBytes,
  supportedOptions,
} from '../../protocol/globalplatform/index.ts';
import {
  type CommandApdu,
  command,
  fromHex,
  type ResponseApdu,
  StatusWord,
  sw,
  toHex,
} from '../../protocol/index.ts';
import {dice} from '../support/dice.ts';
import {type PairSettings, type SecureChannelPair, securePair} from '../support/secure-channel-pair.ts';

const protocols = ['scp02', 'scp03'] as const;
const keyLengths = {scp02: [16], scp03: [16, 24, 32]} as const;

/** Every protocol, i, security level and length of key there is. */
const everyChannel: readonly PairSettings[] = protocols.flatMap((protocol) =>
  supportedOptions[protocol].flatMap((i) =>
    levelsOf(protocol, i).flatMap((level) =>
      keyLengths[protocol].map((keyBytes) => ({protocol, i, level, keyBytes})),
    ),
  ),
);

const named = ({protocol, i, level, keyBytes}: PairSettings): string =>
  `${protocol} i=${i.toString(16)} level ${level.toString(16)}, keys of ${keyBytes} bytes`;

const statuses = [0x9000, 0x6310, 0x6283, 0x6985, 0x6a88].map((value) => StatusWord.of(value));

/** What the card makes of a command that may come in pieces. */
const opened = ({card}: SecureChannelPair, pieces: readonly CommandApdu[]): CommandApdu | string => {
  let held: CommandApdu | undefined;
  for (const piece of pieces) {
    const gathered = gather(held, piece);
    if (typeof gathered === 'string') {
      return gathered;
    }
    if ('whole' in gathered) {
      return card.open(gathered.whole);
    }
    held = gathered.held;
  }
  return 'the chain did not end';
};

const shown = (result: CommandApdu | ResponseApdu | string): string => {
  if (typeof result === 'string') {
    return result;
  }
  return 'sw' in result
    ? `${toHex(result.data)} ${result.sw}`
    : `${toHex(Uint8Array.of(result.cla, result.ins, result.p1, result.p2))} ${toHex(result.data)}`;
};

test('commands and responses of every length come through every kind of channel', (t) => {
  const random = dice(1);
  const wrong: string[] = [];
  for (const settings of everyChannel) {
    const pair = securePair(random, settings);
    const most = mostPlainBytes(pair.channels.host);
    for (let length = 0; length <= most; length += 1) {
      const plain = command({
        cla: 0x80,
        ins: 0xe2,
        p1: random.below(256),
        p2: length,
        data: random.bytes(length),
      });
      const sent = pair.host.wrap(plain);
      const came = opened(pair, sent);
      const answer = {data: random.bytes(random.below(240)), sw: random.pick(statuses)};
      const back = pair.host.unwrap(pair.card.protect(answer));
      const fits = sent.every(({data}) => data.length <= 255);
      if (!fits || shown(came) !== shown(plain) || shown(back) !== shown(answer)) {
        wrong.push(`${named(settings)}, ${length} bytes: ${shown(came)}; ${shown(back)}`);
      }
    }
  }
  t.is(everyChannel.length, 18 + 168);
  t.deepEqual(wrong.slice(0, 3), []);
});

test('the most a command can carry is exactly what still fits one APDU', (t) => {
  const random = dice(2);
  for (const settings of everyChannel) {
    const pair = securePair(random, settings);
    const most = mostPlainBytes(pair.channels.host);
    const wrapped = (length: number): number =>
      pair.host.wrap(command({cla: 0x80, ins: 0xe8, p1: 0, p2: 0, data: new Uint8Array(length)}))[0]?.data
        .length ?? 0;
    t.true(wrapped(most) <= 255, named(settings));
    t.true(wrapped(most + 1) > 255, named(settings));
  }
});

test('a long command is protected whole, cut, and put together again, whatever its length', (t) => {
  const random = dice(3);
  const wrong: string[] = [];
  for (const settings of everyChannel) {
    const pair = securePair(random, settings);
    for (const length of [230, 238, 239, 240, 247, 248, 255, 256, 500, 510, 700, 3000]) {
      for (const ins of [instructions.install, instructions.putKey, instructions.delete]) {
        const plain = command({
          cla: 0x80,
          ins,
          p1: random.below(128),
          p2: 0x81,
          data: random.bytes(length),
          ne: 256,
        });
        const pieces = pair.host.wrap(plain);
        const came = opened(pair, pieces);
        const p1Right = pieces.every(({p1}, n) => p1 >= 0x80 === n < pieces.length - 1);
        if (!p1Right || shown(came) !== shown({...plain}) || pieces.some(({data}) => data.length > 255)) {
          wrong.push(`${named(settings)}, ${length} bytes: ${shown(came)}`);
        }
      }
    }
  }
  t.deepEqual(wrong.slice(0, 3), []);
});

test('one wrong bit anywhere in a protected command is refused, and the next right one still opens', (t) => {
  const random = dice(4);
  for (const settings of everyChannel.filter(({level}) => (level & 1) !== 0)) {
    const pair = securePair(random, settings);
    const plain = command({cla: 0x80, ins: 0xe2, p1: 0x80, p2: 1, data: random.bytes(20)});
    const [sent = plain] = pair.host.wrap(plain);
    for (let n = 0; n < 40; n += 1) {
      const data = Uint8Array.from(sent.data);
      const place = random.below(data.length);
      data[place] = (data[place] ?? 0) ^ (1 << random.below(8));
      t.is(pair.card.open({...sent, data}), 'mac-wrong', named(settings));
    }
    for (const field of ['ins', 'p1', 'p2'] as const) {
      t.is(
        pair.card.open({...sent, [field]: sent[field] ^ 0x01}),
        'mac-wrong',
        `${field}, ${named(settings)}`,
      );
    }
    t.is(pair.card.open({...sent, cla: 0x80}), 'not-protected');
    t.is(pair.card.open({...sent, data: sent.data.subarray(0, 3)}), 'mac-missing');
    t.is(shown(pair.card.open(sent)), shown(plain), named(settings));
    t.is(pair.card.open(sent), 'mac-wrong', 'a command that is sent again is refused');
  }
});

test('one wrong bit anywhere in a protected response is not believed', (t) => {
  const random = dice(5);
  for (const settings of everyChannel.filter(({level}) => (level & 0x10) !== 0)) {
    for (let n = 0; n < 10; n += 1) {
      const pair = securePair(random, settings);
      opened(pair, pair.host.wrap(command({cla: 0x80, ins: 0xca, p1: 0, p2: 0x66})));
      const answer = pair.card.protect({data: random.bytes(21), sw: sw.ok});
      const data = Uint8Array.from(answer.data);
      const place = random.below(data.length + 1);
      data[place] = (data[place] ?? 0) ^ (1 << random.below(8));
      const changed = place < data.length ? {data, sw: sw.ok} : {data, sw: StatusWord.of(0x6283)};
      t.is(pair.host.unwrap(changed), 'response-mac-wrong', named(settings));
    }
    const pair = securePair(random, settings);
    opened(pair, pair.host.wrap(command({cla: 0x80, ins: 0xca, p1: 0, p2: 0x66})));
    t.is(pair.host.unwrap({data: new Uint8Array(0), sw: sw.ok}), 'response-mac-missing', named(settings));
  }
});

test('SCP02 takes both ways to send no data under encryption: nothing, and a block of padding', (t) => {
  const random = dice(6);
  const pair = securePair(random, {protocol: 'scp02', i: 0x55, level: 0x03, keyBytes: 16});
  const {host} = pair.channels;
  const empty = command({cla: 0x80, ins: 0xf2, p1: 0x80, p2: 2});
  t.is(shown(opened(pair, pair.host.wrap(empty))), shown(empty));
  const [sent = empty] = pair.host.wrap(empty);
  const block =
    host.protocol === 'scp02' ? host.keys.enc.encryptCbc(undefined, fromHex('8000000000000000')) : [];
  const padded = {...sent, data: Uint8Array.from([...block, ...sent.data])};
  t.is(shown(pair.card.open(padded)), shown(empty));
});

test('SCP03 answers an error bare, and SCP02 with its R-MAC', (t) => {
  const random = dice(7);
  for (const [protocol, i, length] of [
    ['scp02', 0x75, 8],
    ['scp03', 0x70, 0],
    ['scp03', 0x71, 0],
  ] as const) {
    const pair = securePair(random, {protocol, i, level: 0x13, keyBytes: 16});
    opened(pair, pair.host.wrap(command({cla: 0x80, ins: 0xe4, p1: 0, p2: 0, data: random.bytes(9)})));
    t.is(
      pair.card.protect({data: new Uint8Array(0), sw: sw.conditionsOfUseNotSatisfied}).data.length,
      length,
    );
  }
});

test('a piece that does not belong to the chain breaks it, and an endless chain is too long', (t) => {
  const [first, second] = cutIntoPieces(
    command({cla: 0x84, ins: 0xe6, p1: 2, p2: 0, data: new Uint8Array(400)}),
  );
  if (!first || !second) {
    t.fail('400 bytes were not cut');
    return;
  }
  const held = gather(undefined, first);
  const begun = typeof held === 'object' && 'held' in held ? held.held : undefined;
  for (const other of [
    {...second, ins: 0xe4},
    {...second, p1: 4},
    {...second, p2: 1},
    {...second, cla: 0x80},
  ]) {
    t.is(gather(begun, other), 'broken');
  }
  t.is(gather(begun, second, 300), 'too-long');
});
