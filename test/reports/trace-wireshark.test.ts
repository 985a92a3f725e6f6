import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import {personaNamed} from '../../emulator/index.ts';
import {digestInfo, type RecordEvent, realClock} from '../../protocol/index.ts';
import {type PcapngSide, toPcapng} from '../../reports/index.ts';
import {createTestWorld, openPcscBench} from '../../scenarios/index.ts';
import {apduChannel, JpkiSession, WrongPin} from '../../terminal/index.ts';
import {lacksPcsc, lacksTshark, ownDirectory} from '../support/kazasu.ts';
import {collected, dialogueEvents, exchange, recordHeader, streamed} from '../support/records.ts';

// Skipped where tshark is missing, and the dialogue over PC/SC where that is.
const test = (lacksTshark === undefined ? anyTest.serial : anyTest.serial.skip) as TestFn['serial'];
const testOverPcsc = (
  (lacksPcsc ?? lacksTshark) === undefined ? anyTest.serial : anyTest.serial.skip
) as TestFn['serial'];

const pcapng = async (events: readonly RecordEvent[], sides: readonly PcapngSide[]): Promise<Buffer> =>
  Buffer.concat(await collected(toPcapng(recordHeader, streamed(events), {sides, language: 'en'})));

/** Fields of each frame as stock tshark reads them, without options of ours. */
const dissected = (t: ExecutionContext, file: Buffer, fields: readonly string[]): string[][] => {
  const path = join(ownDirectory(t), 'record.pcapng');
  writeFileSync(path, file);
  const args = ['-r', path, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])];
  const {status, stdout, stderr} = spawnSync('tshark', args, {encoding: 'utf8'});
  t.is(status, 0, stderr);
  return stdout
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'));
};

/** What a record says each frame holds: the answer to reset, then command and response in turn. */
const fieldsOfFrames = [
  'iso7816.atr.init_char',
  'iso7816.apdu.ins',
  'iso7816.apdu.sw1',
  'iso7816.apdu.sw2',
  'iso7816.resp_to',
  '_ws.malformed',
  'frame.comment',
];

const hexByte = (hex: string): string => `0x${hex.toLowerCase()}`;

testOverPcsc(
  'A dialogue over PC/SC is read by stock tshark as it was recorded, on either side',
  async (t) => {
    const clock = realClock();
    const events: RecordEvent[] = [];
    const record = (event: RecordEvent): void => void events.push(event);
    const world = createTestWorld({clock, record});
    const image = await world.cardFor(personaNamed('adult'));
    const bench = await openPcscBench({image, timing: 'instant', clock, record});
    t.teardown(() => bench.close());
    const connection = await (await bench.port()).connect(bench.describe.reader);
    const session = await JpkiSession.open(apduChannel(connection, {clock, record, card: image.id}));
    await session.tokenLabel();
    await session.readCertificate('user-authentication');
    await t.throwsAsync(session.verify('user-authentication', '9999'), {instanceOf: WrongPin});
    await session.verify('user-authentication', '1234');
    await session.computeDigitalSignature('user-authentication', digestInfo('sha256', new Uint8Array(32)));
    await connection.disconnect('unpower');
    await bench.snapshot();
    for (const side of ['terminal', 'card'] as const) {
      const recorded = events.flatMap((event) =>
        event.type === 'apdu' && event.side === side ? [event] : [],
      );
      t.true(recorded.length > 10);
      t.true(recorded.some(({response}) => response === '63C2'));
      const frames = dissected(t, await pcapng(events, [side]), fieldsOfFrames);
      const apdus = frames.filter(([initial]) => initial === '');
      const atrs = frames.filter(([initial]) => initial === '0x3b');
      t.is(apdus.length, recorded.length * 2);
      t.is(atrs.length + apdus.length, frames.length);
      t.true(atrs.length > 0);
      t.deepEqual(
        apdus.map(([, ins, sw1, sw2]) => [ins, sw1, sw2]),
        recorded.flatMap(({command, response}) => [
          // Wireshark stops at a proprietary class byte; what it is, our comment says.
          [command.startsWith('80') ? '' : hexByte(command.slice(2, 4)), '', ''],
          ['', hexByte(response.slice(-4, -2)), hexByte(response.slice(-2))],
        ]),
      );
      t.deepEqual(
        frames.filter(([, , , , , malformed]) => malformed),
        [],
      );
      t.true(frames.some((fields) => /^COMPUTE DIGITAL SIGNATURE user auth/.test(fields.at(-1) ?? '')));
      const answered = frames.flatMap(([, , sw1, , to], i) => (sw1 ? [[i, Number(to)]] : []));
      t.true(answered.every(([frame, to]) => frame === to));
    }
  },
);

test('Frames have nanoseconds, an interface for each card and side, and our reading as their comment', async (t) => {
  const line = '0020008004********=63C2';
  const events: RecordEvent[] = [
    exchange(line, 1_000.123, 1_000.456, {card: 'b'}),
    exchange(line, 1_000, 1_001, {card: '券'}),
  ];
  const masked = 'masked where it was recorded: the bytes shown as 00 are not the real ones';
  const what = `VERIFY current EF,${masked}`;
  t.deepEqual(
    dissected(t, await pcapng(events, ['terminal']), [
      'frame.time_epoch',
      'frame.interface_name',
      'frame.comment',
      'exported_pdu.p2p_dir',
      'iso7816.apdu.body',
    ]),
    [
      ['1775001600.124000000', '券 (terminal)', what, '0', '00000000'],
      ['1775001600.124000123', 'b (terminal)', what, '0', '00000000'],
      ['1775001600.124000456', 'b (terminal)', '2 tries left', '1'],
      ['1775001600.124001000', '券 (terminal)', '2 tries left', '1'],
    ].map((row) => (row.length === 4 ? [...row, ''] : row)),
  );
});

/** What stock tshark could stumble over, and what it is told in the comment where it reads it wrongly. */
const odd = [
  '00A4040C0AD392F000260100000001=9000',
  `00B00000000612=${'30'.repeat(1554)}9000`,
  `802A0080000100${'AB'.repeat(256)}0100=6985`,
  `00D60000000104${'CD'.repeat(260)}=6982`,
  '=6700',
  '00A4=6700',
  '00B00000=',
  '00B00000=90',
  '00200080******=6700',
  '0CB000000D970100=6987',
  '00B0000000=**********9000',
  'FFCA000000=6E00',
  '00E2000000=6D00',
  '00A4040C=9000',
];

test('Odd commands, short answers and broken answers to reset are no malformed frames', async (t) => {
  const atrs = ['3BDA13FF8131FB468012392F31C173C601C03B', '3B00', '3B80', '3B', '3B02AA', '3B8001'];
  const events: RecordEvent[] = [
    ...atrs.map((atr): RecordEvent => ({type: 'power', at: 0, card: 'a', state: 'reset', atr})),
    ...dialogueEvents(...odd),
  ];
  const frames = dissected(t, await pcapng(events, ['terminal']), [
    'iso7816.atr.init_char',
    'frame.comment',
    '_ws.malformed',
  ]);
  t.is(frames.length, atrs.length + odd.length * 2);
  t.deepEqual(
    frames.filter(([, , malformed]) => malformed),
    [],
  );
  const extended = frames.filter(([, comment]) => comment?.includes('extended length'));
  t.deepEqual(
    extended.map(([, comment]) => /Lc \d+, Le \d+/.exec(comment ?? '')?.[0]),
    ['Lc 0, Le 1554', 'Lc 256, Le 256', 'Lc 260, Le 0'],
  );
  t.is(frames.filter(([initial]) => initial === '0x3b').length, 3);
});
