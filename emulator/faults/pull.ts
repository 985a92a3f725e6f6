/** Pull the card when the n-th command (from 1) comes, of one instruction or of any. */
export interface PullFault {
  readonly kind: 'pull';
  /** Left out: whatever the instruction. */
  readonly ins?: number;
  readonly occurrence: number;
  /** The card still does what it is told, and only its answer is lost. Default: the command never reaches it. */
  readonly answerLost?: boolean;
}

/** What becomes of a command: nothing unusual, or the card leaves before or behind it. */
export type PullMoment = 'before' | 'behind' | undefined;

/** A fault that waits for its command, and strikes once. */
export class ArmedPull {
  #fault: PullFault | undefined;

  arm(fault: PullFault | undefined): void {
    this.#fault = fault;
  }

  /** When the card leaves, if at this command. */
  strikes(command: Uint8Array): PullMoment {
    const fault = this.#fault;
    if (!fault || (fault.ins !== undefined && command[1] !== fault.ins)) {
      return undefined;
    }
    if (fault.occurrence > 1) {
      this.#fault = {...fault, occurrence: fault.occurrence - 1};
      return undefined;
    }
    this.#fault = undefined;
    return fault.answerLost ? 'behind' : 'before';
  }
}
