import type {StatusWord} from '../../protocol/index.ts';

/** A command refused with a status word. Thrown where it is decided, caught in one place: the dispatcher. */
export class Refusal {
  readonly sw: StatusWord;

  constructor(sw: StatusWord) {
    this.sw = sw;
  }
}

const known = new Map<StatusWord, Refusal>();

/** Ends the command here with this status word. */
export const refuse = (sw: StatusWord): never => {
  let refusal = known.get(sw);
  if (!refusal) {
    refusal = new Refusal(sw);
    known.set(sw, refusal);
  }
  throw refusal;
};
