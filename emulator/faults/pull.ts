/** Pull the card when the n-th command (from 1) with this instruction comes, instead of answering it. */
export interface PullFault {
  readonly kind: 'pull';
  readonly ins: number;
  readonly occurrence: number;
}

/** A fault that waits for its command, and strikes once. */
export class ArmedPull {
  #fault: PullFault | undefined;

  arm(fault: PullFault | undefined): void {
    this.#fault = fault;
  }

  /** Whether the card leaves at this command. */
  strikes(command: Uint8Array): boolean {
    const fault = this.#fault;
    if (!fault || command[1] !== fault.ins) {
      return false;
    }
    const last = fault.occurrence <= 1;
    this.#fault = last ? undefined : {...fault, occurrence: fault.occurrence - 1};
    return last;
  }
}
