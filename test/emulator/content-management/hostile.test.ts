import test from 'ava';
import {readCardImage, withState} from '../../../emulator/index.ts';
import {fromHex, toHex} from '../../../protocol/index.ts';
import {dice} from '../../support/dice.ts';
import {bareImage, domains, lv, managedCard, openSession, sent} from '../../support/managed-card.ts';
import {deleting, installing, loading, manage, testPackage} from '../../support/managing.ts';
import {testApplet} from '../../support/test-applet.ts';
import {managedMemory} from '../../torture/managed-memory.ts';

const app = 'F04B415A41535509010101';
const own = 'F04B415A415355090102';

/** Commands that mean something, to be sent as they are or with a byte changed, cut or added. */
const seeds: readonly string[] = [
  ...loading(testPackage, {blockBytes: 100}),
  ...loading({aid: 'F04B415A4153550907', modules: ['F04B415A415355090701'], padding: 300}),
  installing({aid: app}),
  installing({aid: `${app}02`, parameters: 'C900EF04C8020100'}),
  installing({file: 'A0000001515350', module: 'A000000151535041', aid: own, privileges: 'C00000'}),
  manage('E6', 0x10, 0, `${lv(own)}00${lv(app)}000000`),
  manage('E6', 0x20, 0, `0000${lv(app)}000000`),
  manage('E6', 0x40, 0, `0000${lv(app)}01040000`),
  manage('E2', 0x00, 0, '0148414C4C4F'),
  manage('E2', 0x80, 0, '0148414C4C4F'),
  manage('E2', 0x80, 0, '420441424344'),
  manage('D8', 0x00, 0x81, `4088${lv(`10${'AB'.repeat(16)}`)}00`),
  manage('D8', 0x00, 0x01, `70A182${'0080'}${'B1'.repeat(128)}A00301000100`),
  manage('D8', 0x00, 0x01, `73B0${lv(`04${'12'.repeat(64)}`)}F0010000`),
  manage('F0', 0x40, 0x80, app),
  manage('F0', 0x60, 0x00, own),
  manage('F2', 0x40, 0x02, '4F005C054F9F70C5CC'),
  manage('F2', 0x10, 0x03, '4F00'),
  deleting(app),
  deleting(own, true),
  deleting(testPackage.aid, true),
  manage('E4', 0, 0, 'D20140'),
  `00A4040C${lv(app)}`,
  '80CA00E000',
  '80CAFF2100',
];

const changed = (random: ReturnType<typeof dice>, hex: string): string => {
  const bytes = fromHex(hex);
  switch (random.below(6)) {
    case 0:
      bytes[random.below(bytes.length)] = random.below(256);
      return toHex(bytes);
    case 1: {
      // P1 and P2, and the lengths behind them.
      bytes[2 + random.below(Math.min(6, bytes.length - 2))] = random.below(256);
      return toHex(bytes);
    }
    case 2: {
      const data = bytes.subarray(5, 5 + random.below(Math.max(1, bytes.length - 5)));
      return manage(toHex(bytes.subarray(1, 2)), bytes[2] ?? 0, bytes[3] ?? 0, toHex(data) || '00');
    }
    default:
      return hex;
  }
};

test('whatever is sent in a session, the card answers, and keeps only what can be', async (t) => {
  let accepted = 0;
  for (let seed = 0; seed < 20; seed += 1) {
    const random = dice(seed);
    const {card, events} = managedCard({image: bareImage({areaBytes: 3000}), applets: [testApplet]});
    for (let n = 0; n < 150; n += 1) {
      if (n % 25 === 0) {
        await openSession(card, {...random.pick([domains.issuer, domains.ordinance]), level: 0});
      }
      const command = changed(random, random.pick(seeds));
      const before = card.persistent;
      const answer = await sent(card, command);
      accepted += answer.endsWith('9000') ? 1 : 0;
      t.not(answer.slice(-4), '6F00', `seed ${seed}: ${command}`);
      if (!/(9000|6310)$/.test(answer)) {
        t.is(card.persistent, before, `seed ${seed}: ${command} was answered ${answer}`);
      }
    }
    const image = withState(bareImage(), card.persistent);
    const again = managedCard({
      image: readCardImage(JSON.stringify(image), `seed ${seed}`),
      applets: [testApplet],
    }).card;
    t.deepEqual(again.persistent, card.persistent);
    t.deepEqual(await managedMemory(again, image), []);
    t.deepEqual(
      events.filter((event) => event.type === 'fault'),
      [],
    );
  }
  t.true(accepted > 300, `${accepted} commands did something`);
});
