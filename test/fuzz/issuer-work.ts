import {type ApplicationName, aids} from '../../protocol/index.ts';
import {apdu, type Scene, withCredential} from './scene.ts';
import type {Step} from './step.ts';

const none = new Uint8Array(0);

const selected = (application: ApplicationName): Step[] =>
  apdu({ins: 0xa4, p1: 4, p2: 0x0c, data: aids[application]});

/** What the issuer does; first, mostly, it proves its authority. */
export const issuerWork = (scene: Scene): Step[] => {
  const {world, view, roll} = scene;
  if (!view.issuerAuthenticated && roll.chance(0.85)) {
    return issuerProof(scene);
  }
  const work = roll.pick(works);
  const {aid} = roll.pick(world.applications);
  return [...(roll.chance(0.2) ? apdu({ins: 0xa4, p1: 4, p2: 0x0c, data: aid}) : []), ...work(scene)];
};

const issuerProof = ({roll}: Scene): Step[] => [
  ...selected('issuer-security-domain'),
  ...apdu({ins: 0x84, ne: roll.chance(0.9) ? 16 : 8}),
  ...(roll.chance(0.85)
    ? [{kind: 'issuer-answer'} as const]
    : apdu({ins: 0x82, p2: 1, data: roll.bytes(16)})),
];

const lifeCycle = ({roll}: Scene): Step[] => [
  ...(roll.chance(0.8) ? selected('issuer-security-domain') : []),
  ...apdu({cla: 0x80, ins: 0xf0, p1: 0xa0, p2: roll.below(8)}),
  ...apdu({cla: 0x80, ins: 0xf2, p1: 0xa0, ne: 256}),
];

const lock = ({roll}: Scene): Step[] => apdu({cla: 0x80, ins: roll.pick([0x50, 0x52, 0x52])});

const unlockKey = (scene: Scene): Step[] =>
  withCredential(scene, (p2, {value}) =>
    apdu({
      cla: 0x80,
      ins: 0x54,
      p2,
      data: scene.roll.bytes(scene.roll.pick([0, value.length, 4, 6, 12, 14, 17])),
    }),
  );

/** A new key, its certificate or a stranger's, and a look at what the card has then. */
const renewal = ({world, roll}: Scene): Step[] => {
  const [certificate, key] = roll.pick([
    [0x0a, 0x17],
    [0x01, 0x1a],
  ] as const);
  const [own = none, stranger = none] = world.newCertificates;
  const data = roll.chance(0.8) ? own : stranger;
  const steps = [
    ...selected('jpki'),
    ...apdu({ins: 0x47, p2: 0x80 | key, data: roll.bytes(roll.pick([8, 16, 64, 65])), ne: 65_536}),
    ...apdu({ins: 0xd6, p1: 0x80 | certificate, p2: 0, data: roll.chance(0.9) ? data : data.slice(1)}),
    ...apdu({ins: 0xb0, p1: 0x80 | certificate, p2: 0, ne: 65_536}),
  ];
  return roll.chance(0.7) ? steps : steps.filter(() => roll.chance(0.6));
};

const updateBinary = ({view, roll}: Scene): Step[] => {
  const {files} = view.application;
  const sfi = files.length > 0 ? roll.pick(files).id & 0x1f : 0;
  return apdu({ins: 0xd6, p1: 0x80 | sfi, p2: roll.below(256), data: roll.bytes(roll.pick([1, 40, 255]))});
};

const works: readonly ((scene: Scene) => Step[])[] = [
  lifeCycle,
  lock,
  unlockKey,
  unlockKey,
  renewal,
  updateBinary,
];
