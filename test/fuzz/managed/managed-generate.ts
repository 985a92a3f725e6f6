import {
  appletCap,
  personalisationObjects,
  standardAppletNames,
  standardApplets,
} from '../../../protocol/applets/index.ts';
import {dataBlockOf, readCapArchive} from '../../../protocol/cap/index.ts';
import {fromHex, toHex} from '../../../protocol/index.ts';
import type {Dice} from '../../support/dice.ts';
import {domains, lv} from '../../support/managed-card.ts';
import {deleting, installing, loading, manage, testPackage} from '../../support/managing.ts';
import type {DomainName, ManagedStep} from './managed-step.ts';
import {places} from './managed-world.ts';

type Action = (roll: Dice) => ManagedStep[];

const say = (...apdus: readonly string[]): ManagedStep[] =>
  apdus.map((apdu) => ({kind: 'say', bytes: fromHex(apdu)}));
const tell = (...apdus: readonly string[]): ManagedStep[] =>
  apdus.map((apdu) => ({kind: 'tell', bytes: fromHex(apdu)}));

const hex = (byte: number): string => toHex(Uint8Array.of(byte));
const levels = [0x00, 0x01, 0x03, 0x11, 0x13, 0x33];
const domainNames: readonly DomainName[] = ['issuer', 'ordinance', 'extended'];
const services = ['service-a', 'service-d'] as const;
const own = 'F04B415A415355090102';
const aids: readonly string[] = [
  ...standardAppletNames.flatMap((name) => [
    toHex(standardApplets[name].moduleAid),
    toHex(standardApplets[name].packageAid),
  ]),
  ...Object.values(domains).map(({aid}) => aid),
  testPackage.aid,
  'F04B415A41535509010101',
  own,
];

const open: Action = (roll) => [
  {
    kind: 'open',
    domain: roll.pick(domainNames),
    level: roll.chance(0.9) ? roll.pick(levels) : roll.below(256),
    right: roll.chance(0.93),
  },
];

const meet: Action = (roll) => [{kind: 'meet', service: roll.pick(services), right: roll.chance(0.85)}];

/** A load file in blocks, its bytes now and then damaged: a flipped byte, a cut, a piece twice, a size that lies. */
const loadCap: Action = (roll) => {
  const packages = [testPackage, ...standardAppletNames.map((name) => packageOf(name))];
  const chosen = roll.pick(packages);
  const name = standardAppletNames.find((one) => toHex(standardApplets[one].packageAid) === chosen.aid);
  const whole = name ? dataBlockOf(readCapArchive(appletCap(standardApplets[name])).components) : undefined;
  const block = damagedBlock(whole ?? Uint8Array.of(), roll);
  const orders = loading(chosen, {
    ...(whole && roll.chance(0.8) ? {block} : {}),
    blockBytes: roll.pick([120, 200, 223]),
    domain: roll.chance(0.7) ? '' : roll.pick(aids),
  });
  return say(...(roll.chance(0.8) ? orders : orders.filter(() => roll.chance(0.85))));
};

const packageOf = (name: (typeof standardAppletNames)[number]): {aid: string; modules: string[]} => ({
  aid: toHex(standardApplets[name].packageAid),
  modules: [toHex(standardApplets[name].moduleAid)],
});

const damagedBlock = (bytes: Uint8Array, roll: Dice): Uint8Array => {
  const block = Uint8Array.from(bytes);
  switch (roll.below(5)) {
    case 0:
      for (let n = 0; n < 1 + roll.below(4); n += 1) {
        block[roll.below(Math.min(160, block.length))] = roll.pick([0, 1, 0x7f, 0x80, 0xff, roll.below(256)]);
      }
      return block;
    case 1:
      return block.slice(0, roll.below(block.length));
    case 2: {
      const at = roll.below(block.length);
      return Uint8Array.of(...block.subarray(0, at), ...block.subarray(roll.below(at + 1)));
    }
    case 3:
      return Uint8Array.of(...block, ...roll.bytes(1 + roll.below(40)));
    default:
      return block;
  }
};

const install: Action = (roll) => {
  const name = roll.pick(standardAppletNames);
  const {packageAid, moduleAid} = standardApplets[name];
  const parameters = roll.pick(['C900', 'C900', 'C90101', 'C900EF04C8020100', 'C900EF04C8027FFF']);
  return roll.pick([
    say(installing({file: toHex(packageAid), module: toHex(moduleAid), aid: roll.pick(aids), parameters})),
    say(installing({aid: roll.pick(aids), parameters, purpose: roll.pick([0x04, 0x08, 0x0c])})),
    say(
      installing({
        file: 'A0000001515350',
        module: 'A000000151535041',
        aid: own,
        privileges: roll.pick(['800000', 'C00000', '804000', toHex(roll.bytes(3))]),
        parameters,
      }),
    ),
    say(manage('E6', 0x10, 0, `${lv(roll.pick(aids))}00${lv(roll.pick(aids))}000000`)),
    say(manage('E6', 0x40, 0, `0000${lv(roll.pick(aids))}03${toHex(roll.bytes(3))}0000`)),
  ]);
};

const personalise: Action = (roll) => {
  const given = {id: roll.bytes(roll.pick([0, 1, 16, 64, 65])), key: roll.bytes(roll.pick([16, 15, 0]))};
  const objects = personalisationObjects({...given, pin: roll.bytes(roll.pick([3, 4, 16]))}).map(toHex);
  const blocks = roll.chance(0.3) ? [toHex(roll.bytes(1 + roll.below(60)))] : objects;
  return say(
    manage('E6', 0x20, 0, `0000${lv(roll.pick(aids))}000000`),
    ...blocks.map((one, n) =>
      manage('E2', n === blocks.length - 1 ? 0x80 : roll.pick([0, 0x60, 0x20, 0]), n, one),
    ),
  );
};

const remove: Action = (roll) => say(deleting(roll.pick(aids), roll.chance(0.5)));

const states: Action = (roll) =>
  say(
    manage('F0', roll.pick([0x40, 0x40, 0x60, 0x80]), roll.pick([0x80, 0x07, 0x83, 0x00]), roll.pick(aids)),
  );

const looks: Action = (roll) =>
  say(
    roll.pick([
      manage('F2', roll.pick([0x80, 0x40, 0x20, 0x10]), roll.pick([2, 3]), '4F00'),
      '80CAFF2100',
      '80CA00E000',
      '80CA2F0000',
      '80CA9F7F00',
    ]),
  );

const keys: Action = (roll) =>
  say(
    roll.pick([
      manage('D8', roll.pick([0, 0x30]), 0x81, `4088${lv(`10${toHex(roll.bytes(16))}`)}00`),
      manage('D8', 0, 1, toHex(roll.bytes(1 + roll.below(80)))),
      manage('E4', 0, 0, `D201${hex(roll.pick([0x30, 0x40, roll.below(256)]))}`),
    ]),
  );

/** What a terminal says to a service's application, right and wrong. */
const useService: Action = (roll) => {
  const {pin} = places[roll.pick(services)];
  const verify = `00200091${lv(toHex(Buffer.from(pin)))}`;
  return roll.pick([
    tell(verify, '00B0810040'),
    tell('00B0810040'),
    tell(verify, `00240191${lv(toHex(roll.bytes(roll.pick([3, 4, 16, 17]))))}`),
    tell(`00200091${lv(toHex(roll.bytes(roll.pick([4, 5, 16]))))}`),
    tell('00200091'),
    tell(`00B0${hex(0x80 | roll.below(32))}${hex(roll.below(256))}00`),
    tell(`00A4020C02${toHex(roll.bytes(1))}${hex(roll.pick([1, 2, 3, 0x11, 0x12]))}`),
    [{kind: 'raw', bytes: fromHex('00B0810040')}],
    [{kind: 'raw', bytes: roll.bytes(4 + roll.below(60))}],
  ]);
};

const select: Action = (roll) => [{kind: 'raw', bytes: fromHex(`00A4040C${lv(roll.pick(aids))}`)}];

const power: Action = (roll) => [{kind: roll.pick(['power', 'reset'])}];

const actions: readonly (readonly [weight: number, action: Action])[] = [
  [14, open],
  [10, meet],
  [6, loadCap],
  [9, install],
  [7, personalise],
  [5, remove],
  [4, states],
  [3, looks],
  [2, keys],
  [16, useService],
  [3, select],
  [3, power],
];

const drawer = actions.flatMap(([weight, action]) => Array.from({length: weight}, () => action));

/** What to do next: mostly sense, now and then a byte changed, or said where the channel is not. */
export const nextManaged = (roll: Dice): ManagedStep[] =>
  roll
    .pick(drawer)(roll)
    .map((step) => (roll.chance(0.1) ? damaged(step, roll) : step));

const damaged = (step: ManagedStep, roll: Dice): ManagedStep => {
  if (!('bytes' in step) || step.bytes.length === 0) {
    return step;
  }
  const bytes = Uint8Array.from(step.bytes);
  bytes[roll.below(roll.chance(0.5) ? Math.min(8, bytes.length) : bytes.length)] = roll.below(256);
  return roll.chance(0.7) ? {...step, bytes} : {kind: 'raw', bytes};
};
