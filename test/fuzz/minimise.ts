import {commandApdu} from '../../protocol/index.ts';
import type {Step} from './step.ts';

/** Whether these steps still fail in the same way. */
export type StillFails = (steps: readonly Step[]) => Promise<boolean>;

/**
 * The shortest sequence that still fails: delta debugging (Zeller's ddmin) over the steps, then over the bytes of
 * each command. Stops after `budget` runs with the shortest so far.
 */
export const minimise = async (
  steps: readonly Step[],
  stillFails: StillFails,
  budget = 1500,
): Promise<readonly Step[]> => {
  let runs = 0;
  const fails: StillFails = async (candidate) => {
    runs += 1;
    return runs <= budget && stillFails(candidate);
  };
  const fewer = await fewerSteps(steps, fails);
  return shorterCommands(fewer, fails);
};

/** Fewer of these steps that still fail. */
export const fewerSteps = async <T>(
  all: readonly T[],
  fails: (steps: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> => {
  let steps = all;
  let size = steps.length >> 1;
  while (size >= 1) {
    let removed = false;
    for (let at = 0; at < steps.length; ) {
      const rest = [...steps.slice(0, at), ...steps.slice(at + size)];
      if (rest.length > 0 && (await fails(rest))) {
        steps = rest;
        removed = true;
      } else {
        at += size;
      }
    }
    size = removed && size === 1 ? 1 : size >> 1;
  }
  return steps;
};

const shorterCommands = async (all: readonly Step[], fails: StillFails): Promise<readonly Step[]> => {
  let steps = all;
  for (let at = 0; at < steps.length; at += 1) {
    for (let again = true; again; ) {
      again = false;
      const step = steps[at];
      for (const bytes of step?.kind === 'apdu' ? simpler(step.bytes) : []) {
        const candidate = steps.map((one, i): Step => (i === at ? {kind: 'apdu', bytes} : one));
        if (await fails(candidate)) {
          steps = candidate;
          again = true;
          break;
        }
      }
    }
  }
  return steps;
};

/** Commands a little simpler than this one, the boldest first. */
const simpler = (bytes: Uint8Array): Uint8Array[] => {
  try {
    const whole = commandApdu.decode(bytes);
    const {data, ne} = whole;
    const half = data.length >> 1;
    const candidates = [
      ...(data.length > 0 ? [{...whole, data: data.slice(0, 0)}] : []),
      ...(half > 0
        ? [
            {...whole, data: data.slice(0, half)},
            {...whole, data: data.slice(half)},
          ]
        : []),
      ...(data.length > 1
        ? [
            {...whole, data: data.slice(1)},
            {...whole, data: data.slice(0, -1)},
          ]
        : []),
      ...(data.some((byte) => byte !== 0) ? [{...whole, data: new Uint8Array(data.length)}] : []),
      ...(ne > 0 ? [{...whole, ne: 0}] : []),
      ...(ne > 1 ? [{...whole, ne: 1}] : []),
      ...(ne > 256 ? [{...whole, ne: 256, extended: data.length > 255}] : []),
      ...(whole.cla !== 0 ? [{...whole, cla: 0}] : []),
      ...(whole.p1 !== 0 ? [{...whole, p1: 0}] : []),
      ...(whole.p2 !== 0 ? [{...whole, p2: 0}] : []),
    ];
    return candidates.map((one) =>
      commandApdu.encode({...one, extended: one.extended && (one.data.length > 255 || one.ne > 256)}),
    );
  } catch {
    return bytes.length > 2 ? [bytes.slice(0, bytes.length >> 1), bytes.slice(0, -1)] : [];
  }
};
