import {type Claim, longWaitMs, ok, rejects, select} from './port-contract.ts';
import {testAtr, testCommand} from './test-commands.ts';

/** What the port promises about a connection and its commands. */
export const commandClaims: readonly Claim[] = [
  {
    title: 'a connection knows its reader, ATR and protocol, and answers a command',
    card: 'in',
    async run(t, {names}, port) {
      const card = await port.connect(names[0]);
      t.is(card.reader, names[0]);
      t.deepEqual(card.atr, testAtr);
      t.is(card.protocol, 'T=1');
      t.deepEqual(Uint8Array.from(await card.transmit(select)), ok);
      t.deepEqual(await card.status(), {name: names[0], present: true, atr: testAtr});
      await card.disconnect();
    },
  },
  {
    title: 'commands and replies of every length pass, up to the 65,535 bytes of a vpcd message',
    card: 'in',
    async run(t, {names}, port) {
      const card = await port.connect(names[0]);
      for (const length of [2, 3, 257, 258, 259, 4_098, 32_770, 65_535]) {
        const reply = await card.transmit(testCommand.reply(length));
        t.is(reply.length, length);
        t.true(reply.subarray(0, -2).every((byte, i) => byte === (i & 0xff)) && reply.at(-2) === 0x90);
        const command = new Uint8Array(Math.max(length, 5)).fill(0x11);
        t.deepEqual(Uint8Array.from(await card.transmit(command)), ok);
      }
      await card.disconnect();
    },
  },
  {
    title: 'a lone byte, which a virtual reader takes for its own signal, is refused, and the card goes on',
    card: 'in',
    async run(t, {names}, port) {
      const card = await port.connect(names[0]);
      for (const bytes of [[], [0x00], [0x01], [0x02], [0x04], [0xa4]]) {
        await rejects(t, card.transmit(Uint8Array.from(bytes)), 'KZS-APDU-ONE-BYTE');
      }
      t.deepEqual(Uint8Array.from(await card.transmit(select)), ok);
      await card.disconnect();
    },
  },
  {
    title: 'commands given together are answered in their order',
    card: 'in',
    async run(t, {names}, port) {
      const card = await port.connect(names[0]);
      const lengths = [300, 2, 40, 7];
      const replies = await Promise.all(lengths.map((length) => card.transmit(testCommand.reply(length))));
      t.deepEqual(
        replies.map((reply) => reply.length),
        lengths,
      );
      await card.disconnect();
    },
  },
  {
    title: 'a control code the driver does not know is refused, and the card goes on',
    card: 'in',
    async run(t, {names}, port) {
      const card = await port.connect(names[0]);
      await rejects(t, card.control(0x42000d48, new Uint8Array(0)), 'KZS-PCSC-UNSUPPORTED');
      t.deepEqual(Uint8Array.from(await card.transmit(select)), ok);
      await card.disconnect();
    },
  },
  {
    title: 'a disconnected connection and a closed port say that they are closed',
    card: 'in',
    async run(t, bench, port) {
      const [reader] = bench.names;
      const card = await port.connect(reader);
      await card.disconnect();
      await card.disconnect();
      await rejects(t, card.transmit(select), 'KZS-PCSC-CLOSED');
      await rejects(t, card.status(), 'KZS-PCSC-CLOSED');
      const second = await bench.open();
      const open = await second.connect(reader);
      const waiting = second.waitForCard(bench.names[1], longWaitMs);
      await Promise.all([rejects(t, waiting, 'KZS-PCSC-CLOSED'), second.close()]);
      await second.close();
      await rejects(t, open.transmit(select), 'KZS-PCSC-CLOSED');
      await rejects(t, second.readers(), 'KZS-PCSC-CLOSED');
      await rejects(t, second.connect(reader), 'KZS-PCSC-CLOSED');
    },
  },
];
