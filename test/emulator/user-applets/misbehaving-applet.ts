import {type MessagePort, workerData} from 'node:worker_threads';
import type {Applet, AppletAnswer} from '../../../emulator/index.ts';

type Kept = {readonly count: number; readonly list: readonly number[]};

/** What P1 of ANSWER chooses: nothing of it is an answer. */
const rubbish: readonly unknown[] = [
  undefined,
  null,
  'text',
  42,
  {data: 'text'},
  {data: [1, 2]},
  {data: new Uint8Array(70_000)},
  {sw: 'ok'},
  {sw: 0x6000},
  {sw: 0x19000},
  {sw: (0x9000).valueOf() + 0.5},
  {sw: Number.NaN},
  {data: Uint8Array.of(1), sw: 0x6982},
  {state: () => 1},
  {state: new Map([[1, 2]])},
  {state: Number.POSITIVE_INFINITY},
  {state: {count: 9n}},
  {session: Symbol('session')},
  {
    get data(): never {
      throw new Error('the secret of the getter');
    },
  },
];

export const rubbishCount = rubbish.length;

const print = (): AppletAnswer<Kept> => {
  console.log('printed by the applet');
  return {};
};

/** An applet that does what none should. */
export const applet: Applet<Kept> = {
  title: {en: 'Misbehaving applet', ja: '行儀の悪いアプレット'},
  packageAid: 'F04B415A41535509E0',
  moduleAid: 'F04B415A41535509E001',
  install: ({parameters}) => {
    if (parameters[0] === 0xff) {
      throw new Error('the secret of the installation');
    }
    return {count: 0, list: []};
  },
  commands: [
    {
      name: 'COUNT',
      cla: 0x80,
      ins: 0x10,
      process: (_, {state}) => ({
        data: Uint8Array.of(state.count + 1),
        state: {...state, count: state.count + 1},
      }),
    },
    {
      name: 'THROW',
      cla: 0x80,
      ins: 0x12,
      process() {
        throw new RangeError('the secret 4649');
      },
    },
    {
      name: 'LOOP',
      cla: 0x80,
      ins: 0x14,
      process() {
        for (;;);
      },
    },
    {name: 'WAIT', cla: 0x80, ins: 0x16, process: () => new Promise<AppletAnswer<Kept>>(() => undefined)},
    {
      name: 'FLOOD',
      cla: 0x80,
      ins: 0x26,
      process() {
        const {port} = workerData as {port: MessagePort};
        for (;;) {
          port.postMessage({id: -1, kind: 'answer'});
          port.postMessage(undefined);
        }
      },
    },
    {name: 'EXIT', cla: 0x80, ins: 0x18, process: () => process.exit(0)},
    {
      name: 'CHANGE',
      cla: 0x80,
      ins: 0x1a,
      process(command, {state}) {
        (state as {count: number}).count = 77;
        (state.list as number[]).push(1);
        command.data.fill(0xee);
        Object.assign(Object.prototype, {stamps: 99, goal: 1});
        Uint8Array.prototype.subarray = () => new Uint8Array(3) as Uint8Array<ArrayBuffer>;
        JSON.parse = () => ({count: 88, stamps: 88});
        return {};
      },
    },
    {
      name: 'ANSWER',
      cla: 0x80,
      ins: 0x1c,
      process: ({p1}) => rubbish[p1] as AppletAnswer<Kept>,
    },
    {
      name: 'FILL',
      cla: 0x80,
      ins: 0x1e,
      process: (_, {state}) => ({state: {...state, list: new Array(20_000).fill(1)}, session: 1}),
    },
    {
      name: 'SWALLOW',
      cla: 0x80,
      ins: 0x20,
      process() {
        const all: unknown[] = [];
        for (;;) {
          all.push(new Array(100_000).fill(all.length));
        }
      },
    },
    {name: 'PRINT', cla: 0x80, ins: 0x22, process: print},
    {
      name: 'SESSION',
      cla: 0x80,
      ins: 0x24,
      process: (_, {session}) => ({
        data: Uint8Array.of(Number(session ?? 0)),
        session: Number(session ?? 0) + 1,
      }),
    },
  ],
};
