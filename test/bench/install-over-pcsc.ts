import {performance} from 'node:perf_hooks';
import {capFile, dataBlockOf, readCapArchive} from '../../protocol/cap/index.ts';
import {fromHex, realClock} from '../../protocol/index.ts';
import {apduChannel, type CardConnection, globalPlatform} from '../../terminal/index.ts';
import {domains} from '../support/managed-card.ts';
import {areaSession} from '../support/service-card.ts';
import {testCommand} from '../support/test-commands.ts';
import {type Measurement, median} from './measurement.ts';

/** The first ones warm up both ends, as the other rows of the link do, and do not count. */
const warmUp = 20;
const rounds = 40;
const aimRatio = 2;
const packageAid = fromHex('F04B415A4153550931');
const cap = readCapArchive(
  capFile({
    package: {aid: packageAid, version: {major: 1, minor: 0}},
    applets: [Uint8Array.of(...packageAid, 0x01)],
    padding: 2940,
  }),
);

/**
 * An applet loaded and installed over PC/SC, the host's and the card's cryptography among it, against the minimal
 * card given as many commands of the same lengths, answered with as many bytes.
 */
export const measureInstallOverPcsc = async (
  ours: CardConnection,
  floor: CardConnection,
): Promise<Measurement[]> => {
  const securityDomain = fromHex(domains.ordinance.aid);
  const ratios: number[] = [];
  const took: number[] = [];
  let commands = 0;
  for (let round = -warmUp; round < rounds; round += 1) {
    const sent: {readonly command: Uint8Array; readonly answer: number}[] = [];
    const watched = {
      async transmit(bytes: Uint8Array): Promise<Uint8Array> {
        const command = Uint8Array.from(bytes);
        const answer = await ours.transmit(bytes);
        sent.push({command, answer: answer.length});
        return answer;
      },
    };
    const channel = apduChannel(watched, {clock: realClock()});
    const at = performance.now();
    const managed = await areaSession(channel);
    const loaded = await globalPlatform.loadCap(managed, cap, {securityDomain});
    await globalPlatform.installApplet(managed, loaded);
    const mine = performance.now() - at;
    const same = sent.map(({command, answer}) =>
      Uint8Array.of(...testCommand.reply(answer), ...command.subarray(4)),
    );
    const from = performance.now();
    for (const one of same) {
      await floor.transmit(one);
    }
    if (round >= 0) {
      ratios.push(mine / (performance.now() - from));
      took.push(mine);
      commands = same.length;
    }
    await globalPlatform.deletePackage(managed, packageAid);
  }
  const bytes = dataBlockOf(cap.components).length.toLocaleString('en');
  return [
    {
      name: `an applet of ${bytes} bytes installed over PC/SC: p50 against a minimal card`,
      value: `${median(ratios).toFixed(2)} (${median(took).toFixed(1)} ms, ${commands} commands, level 33, ${rounds} pairs)`,
      aim: `≤ ${aimRatio}`,
      met: median(ratios) <= aimRatio,
    },
  ];
};
