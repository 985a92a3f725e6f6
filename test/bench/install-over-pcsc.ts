import {performance} from 'node:perf_hooks';
import {capFile, dataBlockOf, readCapArchive} from '../../protocol/cap/index.ts';
import {fromHex, realClock} from '../../protocol/index.ts';
import {apduChannel, type CardConnection, globalPlatform} from '../../terminal/index.ts';
import {domains} from '../support/managed-card.ts';
import {areaSession} from '../support/service-card.ts';
import {testCommand} from '../support/test-commands.ts';
import {type Measurement, median} from './measurement.ts';

/** What both ends do for the first time is a row of its own: their machine code is still being made then. */
const first = 20;
const warmUp = 200;
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
  const pairs: Pair[] = [];
  let commands = 0;
  for (let round = 0; round < warmUp + rounds; round += 1) {
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
    pairs.push({mine, floor: performance.now() - from});
    commands = same.length;
    await globalPlatform.deletePackage(managed, packageAid);
  }
  const bytes = dataBlockOf(cap.components).length.toLocaleString('en');
  const row = (what: string, of: readonly Pair[]): Measurement => {
    const ratio = median(of.map((pair) => pair.mine / pair.floor));
    const tookMs = median(of.map(({mine}) => mine)).toFixed(1);
    return {
      name: `an applet of ${bytes} bytes installed over PC/SC, ${what}: p50 against a minimal card`,
      value: `${ratio.toFixed(2)} (${tookMs} ms, ${commands} commands, level 33, ${of.length} pairs)`,
      aim: `≤ ${aimRatio}`,
      met: ratio <= aimRatio,
    };
  };
  return [
    row(`after ${warmUp} others`, pairs.slice(warmUp)),
    row(`the first ${first} of a process`, pairs.slice(0, first)),
  ];
};

/** What an install took, and as many commands of the minimal card, in ms. */
interface Pair {
  readonly mine: number;
  readonly floor: number;
}
