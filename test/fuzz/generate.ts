import {aids, type CommandApdu, commandApdu, encodeFrame} from '../../protocol/index.ts';
import type {Dice} from '../support/dice.ts';
import {issuerWork} from './issuer-work.ts';
import {apdu, idBytes, type Scene, withCredential} from './scene.ts';
import type {PlainStep, Step} from './step.ts';
import type {Believed, View} from './view.ts';
import type {FuzzWorld} from './world.ts';

const lengths = [0, 1, 2, 4, 8, 16, 127, 255, 256, 257, 3808, 65_535, 65_536] as const;

const selectApplication = ({world, roll}: Scene): Step[] => {
  const {aid} = roll.pick(world.applications);
  const data = aid.slice(0, roll.chance(0.8) ? aid.length : roll.below(aid.length + 1));
  return apdu({ins: 0xa4, p1: 4, p2: roll.pick([0x0c, 0x0c, 0x0e, 0x00]), data, ne: roll.pick([0, 256])});
};

const selectFile = ({view, roll}: Scene): Step[] => {
  const {files} = view.application;
  const id = files.length > 0 && roll.chance(0.95) ? roll.pick(files).id : roll.below(0x10000);
  return apdu({ins: 0xa4, p1: 2, p2: 0x0c, data: idBytes(id)});
};

/** An offset where reading may go wrong: at the beginning, around the end, behind it. */
const offsetIn = ({world, view, roll}: Scene, mostOffset: number): number => {
  const file = view.application.files.find(({id}) => id === view.file);
  const kept = world.persistent.applications.get(view.application.name)?.contents.get(file?.id ?? -1);
  const size = Math.max(kept?.length ?? 0, file?.kind === 'transparent' ? (file.size ?? 0) : 0);
  const near = roll.pick([0, 0, size - 1, size, size - roll.below(300), roll.below(0x8000)]);
  return Math.max(0, Math.min(mostOffset, near));
};

const readBinary = (scene: Scene): Step[] => {
  const {roll, view} = scene;
  const ne = roll.pick([...lengths, 256, 256]);
  if (roll.chance(0.3) && view.application.files.length > 0) {
    const sfi = roll.pick(view.application.files).id & 0x1f;
    return apdu({ins: 0xb0, p1: 0x80 | sfi, p2: offsetIn(scene, 255), ne});
  }
  const offset = offsetIn(scene, 0x7fff);
  return apdu({ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, ne});
};

const readRecord = ({roll}: Scene): Step[] =>
  apdu({ins: 0xb2, p1: roll.below(4), p2: roll.pick([4, 4, 0x0c, 0x84, roll.below(256)]), ne: 256});

const candidate = ({value}: Believed, roll: Dice): Uint8Array => {
  if (roll.chance(0.55)) {
    return value;
  }
  return roll.chance(0.8) ? roll.bytes(value.length) : roll.bytes(roll.pick([1, 3, 5, 6, 16, 17, 255]));
};

const verify = (scene: Scene): Step[] =>
  withCredential(scene, (p2, credential) => apdu({ins: 0x20, p2, data: candidate(credential, scene.roll)}));

const queryTries = (scene: Scene): Step[] => withCredential(scene, (p2) => apdu({ins: 0x20, p2}));

const change = (scene: Scene): Step[] =>
  withCredential(scene, (p2, {value}) => [
    ...(scene.roll.chance(0.6) ? apdu({ins: 0x20, p2, data: value}) : []),
    ...apdu({ins: 0x24, p1: scene.roll.pick([1, 1, 1, 0]), p2, data: scene.roll.bytes(value.length)}),
  ]);

const signature = ({view, roll}: Scene): Step[] => {
  const keys = view.application.files.filter(({kind}) => kind === 'private-key');
  const p2 = keys.length > 0 ? 0x80 | (roll.pick(keys).id & 0x1f) : 0x80;
  const data = roll.bytes(roll.pick([1, 32, 32, 51, 245, 246]));
  return apdu({cla: 0x80, ins: 0x2a, p1: roll.below(7), p2, data, ne: 256});
};

const challenge = ({roll}: Scene): Step[] => apdu({ins: 0x84, ne: roll.pick([8, 8, 1, 256, 65_536])});

const terminalAuthentication = ({world, view, roll}: Scene): Step[] => {
  const authority = view.application.files.find(({kind}) => kind === 'public-key');
  const {body, signature: signed} = world.terminal;
  const damaged = roll.chance(0.3) ? signed.map((byte, i) => (i === 100 ? byte ^ 1 : byte)) : signed;
  const steps: Step[] = [
    ...(authority ? apdu({ins: 0xa4, p1: 2, p2: 0x0c, data: idBytes(authority.id)}) : []),
    ...apdu({cla: 0x80, ins: 0xa2, p1: 6, p2: 0xc1, data: body}),
    ...apdu({cla: 0x80, ins: 0xa2, p1: 0, p2: 0xc1, data: damaged}),
    ...apdu({ins: 0x84, ne: 8}),
    {kind: 'sign-challenge'},
  ];
  return roll.chance(0.7) ? steps : steps.filter(() => roll.chance(0.7));
};

/** The PIN, and a session key behind it. */
const sessionKey = ({world, roll}: Scene): Step[] => {
  const {data} = roll.pick(world.deliveries);
  const pin = world.persistent.applications.get('text-assistance')?.credentials.get(0x11)?.value ?? none;
  return [
    ...apdu({ins: 0xa4, p1: 4, p2: 0x0c, data: aids['text-assistance']}),
    ...apdu({ins: 0x20, p2: 0x91, data: pin}),
    ...apdu({cla: 0x80, ins: 0xae, data: roll.chance(0.9) ? data : roll.bytes(256)}),
  ];
};

/** What was allowed before the power went is asked for again, with nothing in between. */
const powerCycle = (scene: Scene): Step[] => [
  {kind: 'power-off'},
  {kind: 'power-on'},
  ...(scene.roll.chance(0.6) ? scene.roll.pick([readBinary, signature, queryTries])(scene) : []),
];

const none = new Uint8Array(0);

/** Any command of the current application's table, with parameters and data at random. */
const anyRow = ({view, roll}: Scene): Step[] => {
  const row = roll.pick(view.application.commands);
  const edge = (): number => roll.pick([0, 1, 0x80, 0xff, roll.below(256)]);
  return apdu({
    cla: row.cla === 'proprietary' ? 0x80 : 0,
    ins: row.ins,
    p1: edge(),
    p2: edge(),
    data: roll.bytes(roll.pick(lengths.slice(0, 10))),
    ne: roll.pick(lengths),
  });
};

const anyTag = ({roll}: Scene): Step[] =>
  apdu({
    ins: 0xca,
    p1: roll.pick([0x5f, 0, roll.below(256)]),
    p2: roll.pick([0x51, roll.below(256)]),
    ne: 256,
  });

const actions: readonly (readonly [weight: number, action: (scene: Scene) => Step[]])[] = [
  [14, selectApplication],
  [16, selectFile],
  [22, readBinary],
  [4, readRecord],
  [14, verify],
  [5, queryTries],
  [4, change],
  [2, signature],
  [3, challenge],
  [1, terminalAuthentication],
  [5, issuerWork],
  [2, sessionKey],
  [6, anyRow],
  [2, anyTag],
  [4, ({roll}) => [{kind: 'apdu', bytes: roll.bytes(2 + roll.below(40))}]],
  [3, powerCycle],
  [1, () => [{kind: 'reset'}]],
  [
    1,
    ({roll}) => [{kind: 'junk', bytes: roll.pick([[], [3], [0x7f], [0xff]].map((b) => Uint8Array.from(b)))}],
  ],
];

const drawer = actions.flatMap(([weight, action]) => Array.from({length: weight}, () => action));

/** What to do next to a card in this state: mostly sense, sometimes damaged. */
export const nextSteps = (world: FuzzWorld, view: View, roll: Dice): Step[] => {
  if (!view.powered && roll.chance(0.9)) {
    return [{kind: 'power-on'}];
  }
  const action = view.issuerAuthenticated && roll.chance(0.2) ? issuerWork : roll.pick(drawer);
  const drawn = action({world, view, roll});
  const steps = view.session ? drawn.map((step) => underSession(step, roll)) : drawn;
  return roll.chance(0.12) ? steps.flatMap((step) => damaged(step, roll)) : steps;
};

/** While a session key is in force most commands that can be are sent under it. */
const underSession = (step: Step, roll: Dice): Step =>
  step.kind === 'apdu' && roll.chance(0.8) ? {kind: 'protect', bytes: step.bytes} : step;

const damaged = (step: Step, roll: Dice): Step[] => {
  if (step.kind !== 'apdu') {
    return [step];
  }
  const bytes = Uint8Array.from(step.bytes);
  switch (roll.below(6)) {
    case 0:
      return chained(bytes, roll);
    case 1:
      // Secure messaging, a logical channel, or the chaining bit left alone.
      bytes[0] = (bytes[0] ?? 0) | roll.pick([0x04, 0x08, 0x0c, 0x01, 0x10, 0x40, 0x60]);
      break;
    case 2:
      bytes[roll.below(bytes.length)] = roll.below(256);
      break;
    case 3:
      return [{kind: 'apdu', bytes: bytes.slice(0, 2 + roll.below(bytes.length - 1))}];
    case 4:
      return [{kind: 'apdu', bytes: Uint8Array.from([...bytes, ...roll.bytes(1 + roll.below(3))])}];
    default:
      bytes[roll.below(Math.min(5, bytes.length))] = roll.pick([0, 0x7f, 0x80, 0xff]);
  }
  return [{kind: 'apdu', bytes}];
};

/** The same command in parts, sometimes with another one in between. */
const chained = (bytes: Uint8Array, roll: Dice): Step[] => {
  let whole: CommandApdu;
  try {
    whole = commandApdu.decode(bytes);
  } catch {
    return [{kind: 'apdu', bytes}];
  }
  const cut = roll.below(whole.data.length + 1);
  const first = {...whole, cla: whole.cla | 0x10, data: whole.data.slice(0, cut), ne: 0};
  const last = {...whole, data: whole.data.slice(cut)};
  const between = roll.chance(0.2) ? apdu({ins: 0x84, ne: 8}) : [];
  return [...apdu(first), ...between, ...apdu(last)];
};

/** A step as vpcd frames, for a card behind its link. */
export const frameOf = (step: PlainStep): Uint8Array => {
  switch (step.kind) {
    case 'apdu':
    case 'junk':
      return encodeFrame(step.bytes);
    default:
      return encodeFrame(Uint8Array.of(['power-off', 'power-on', 'reset'].indexOf(step.kind)));
  }
};
