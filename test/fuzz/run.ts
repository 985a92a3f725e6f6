import {aesCmac, type CommandApdu, command, commandApdu} from '../../protocol/index.ts';
import {type Dice, dice} from '../support/dice.ts';
import {nextSteps} from './generate.ts';
import {judge, type Violation} from './invariants.ts';
import {protectable, protectedCommand, revealed} from './protected-apdu.ts';
import type {PlainStep, Step} from './step.ts';
import type {Subject, Subjects} from './subject.ts';
import {View} from './view.ts';
import type {FuzzWorld} from './world.ts';

export interface Ran {
  readonly steps: readonly Step[];
  readonly commands: number;
  readonly violation?: Violation;
}

const mostSteps = 60;
const answerWithinMs = 10_000;

/** Draws a sequence while it runs, so that each step fits the state the card is in. */
export const runRandom = async (world: FuzzWorld, subjects: Subjects, seed: number): Promise<Ran> => {
  const roll: Dice = dice(seed);
  const length = 5 + roll.below(mostSteps - 5);
  return run(world, subjects, (view, done) => (done >= length ? [] : nextSteps(world, view, roll)));
};

/** Runs these steps on a fresh card. */
export const runSteps = (world: FuzzWorld, subjects: Subjects, steps: readonly Step[]): Promise<Ran> =>
  run(world, subjects, (_view, done) => steps.slice(done, done + 1), false);

const run = async (
  world: FuzzWorld,
  subjects: Subjects,
  next: (view: View, done: number) => readonly Step[],
  ends = true,
): Promise<Ran> => {
  const subject = await subjects();
  const view = new View(world);
  const steps: Step[] = [];
  let commands = 0;
  let idle = 0;
  try {
    for (;;) {
      const batch = next(view, steps.length);
      // Some states have no use for what was drawn; a sequence is over when nothing more comes.
      if (batch.length === 0) {
        idle += 1;
        if (!ends || idle > 3) {
          return {steps, commands};
        }
      }
      for (const step of batch) {
        steps.push(step);
        commands += ['apdu', 'sign-challenge', 'issuer-answer', 'protect'].includes(step.kind) ? 1 : 0;
        const violation = await perform(world, subject, view, step);
        if (violation) {
          return {steps, commands, violation};
        }
      }
    }
  } finally {
    await subject.close();
  }
};

const perform = async (
  world: FuzzWorld,
  subject: Subject,
  view: View,
  step: Step,
): Promise<Violation | undefined> => {
  const trueAnswer = step.kind === 'sign-challenge' && view.terminalKnown && view.challenge !== undefined;
  const plain = spelt(world, view, step);
  const before = subject.persistent;
  let response: Uint8Array | undefined;
  try {
    response = await within(subject.apply(plain));
  } catch (error) {
    return {invariant: 'the card is alive', what: error instanceof Error ? error.message : String(error)};
  }
  if (plain.kind !== 'apdu') {
    if (plain.kind !== 'junk') {
      view.power(plain.kind);
    }
    subject.takeEvents();
    return (
      response && {
        invariant: 'the card is alive',
        what: `an answer of ${response.length} bytes to ${plain.kind}`,
      }
    );
  }
  if (!response) {
    return {invariant: 'the card is alive', what: 'nothing was answered'};
  }
  const whole = view.powered ? view.command(plain.bytes) : undefined;
  const {command: opened, protection} = whole ? view.open(whole) : {};
  const inner =
    protection && response.length > 2 ? revealed(protection, response.subarray(0, -2)) : undefined;
  const seen = {
    bytes: plain.bytes,
    command: opened,
    raw: response,
    response: inner ? Uint8Array.from([...inner, ...response.subarray(-2)]) : response,
    protected: protection !== undefined,
    revealed: inner !== undefined,
    before,
    after: subject.persistent,
    events: subject.takeEvents(),
    trueAnswer,
  };
  const violation = judge(seen, view, world);
  if (!violation && opened) {
    const status = ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
    view.follow(opened, response.subarray(0, -2), status, seen);
  }
  return violation;
};

/** The bytes of a step that hangs on what the card said. */
const spelt = (world: FuzzWorld, view: View, step: Step): PlainStep => {
  switch (step.kind) {
    case 'sign-challenge':
      return signed(world, view);
    case 'issuer-answer': {
      const data = aesCmac(world.persistent.issuer.key, view.challenge ?? new Uint8Array(16));
      return {kind: 'apdu', bytes: commandApdu.encode(command({cla: 0, ins: 0x82, p1: 0, p2: 1, data}))};
    }
    case 'protect':
      return {kind: 'apdu', bytes: underSession(view, step.bytes)};
    default:
      return step;
  }
};

const underSession = ({session}: View, bytes: Uint8Array): Uint8Array => {
  let plain: CommandApdu;
  try {
    plain = commandApdu.decode(bytes);
  } catch {
    return bytes;
  }
  return session && protectable.has(plain.ins) ? protectedCommand(session, plain) : bytes;
};

const signed = ({terminal}: FuzzWorld, {challenge}: View): PlainStep => {
  const data = terminal.answer(challenge ?? new Uint8Array(8));
  return {kind: 'apdu', bytes: commandApdu.encode(command({cla: 0, ins: 0x82, p1: 0, p2: 0, data}))};
};

const within = <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${answerWithinMs} ms`)), answerWithinMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
