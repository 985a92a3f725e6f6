import {createHmac, timingSafeEqual} from 'node:crypto';
import type {Applet, AppletInstruction, ReceivedCommand} from '../../emulator/index.ts';

/** What the card keeps. */
type StampCard = {
  /** The shop's key, hex; empty before personalisation. */
  readonly key: string;
  readonly stamps: number;
  /** Stamps for one gift. */
  readonly goal: number;
};

/** What it remembers between two commands: the challenge that the shop answers next. */
type Asked = {readonly challenge: string | null};

const usualGoal = 10;
const proofBytes = 16;

/** An error with a number `sw` is answered with that status word. */
const refuse = (sw: number): never => {
  throw Object.assign(new Error('refused'), {sw});
};

/** Whether the data field is what the shop's key makes of the challenge and the instruction. */
const isProven = ({ins, data}: ReceivedCommand, {key}: StampCard, challenge: string): boolean => {
  const expected = createHmac('sha256', Buffer.from(key, 'hex'))
    .update(Buffer.from(challenge, 'hex'))
    .update(Uint8Array.of(ins))
    .digest()
    .subarray(0, proofBytes);
  return data.length === proofBytes && timingSafeEqual(expected, data);
};

/** A command that only the shop may give; each challenge is good for one. */
const shopCommand = (
  name: string,
  ins: number,
  change: (state: StampCard) => StampCard,
): AppletInstruction<StampCard, Asked> => ({
  name,
  cla: 0x80,
  ins,
  process(command, {state, session}) {
    const challenge = session?.challenge ?? null;
    if (state.key === '' || challenge === null) {
      return {sw: 0x6985};
    }
    const used: Asked = {challenge: null};
    if (!isProven(command, state, challenge)) {
      return {sw: 0x6982, session: used};
    }
    const next = change(state);
    return {data: Uint8Array.of(next.stamps, next.goal), state: next, session: used};
  },
});

/** A shop's stamp card: anybody reads it, the shop alone stamps it and takes the gift's stamps off again. */
export const applet: Applet<StampCard, Asked> = {
  title: {en: 'Stamp card', ja: 'スタンプカード'},
  packageAid: 'F04B415A415355E0',
  moduleAid: 'F04B415A415355E001',
  install({parameters}) {
    const [goal = usualGoal, ...more] = parameters;
    return goal === 0 || more.length > 0 ? refuse(0x6a80) : {key: '', stamps: 0, goal};
  },
  personalise: (state, {data}) =>
    data.length === 16 ? {...state, key: Buffer.from(data).toString('hex')} : refuse(0x6a80),
  commands: [
    {
      name: 'GET CHALLENGE',
      cla: 0x00,
      ins: 0x84,
      process: (_, {random}) => ({
        data: random.subarray(0, 16),
        session: {challenge: Buffer.from(random.subarray(0, 16)).toString('hex')},
      }),
    },
    {
      name: 'READ STAMPS',
      cla: 0x80,
      ins: 0x12,
      process: (_, {state: {stamps, goal}}) => ({data: Uint8Array.of(stamps, goal)}),
    },
    shopCommand('ADD STAMP', 0x10, (state) =>
      state.stamps === 0xff ? refuse(0x6985) : {...state, stamps: state.stamps + 1},
    ),
    shopCommand('TAKE GIFT', 0x14, (state) =>
      state.stamps < state.goal ? refuse(0x6985) : {...state, stamps: state.stamps - state.goal},
    ),
  ],
};
