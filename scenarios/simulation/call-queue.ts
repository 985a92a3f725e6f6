import type {Terminal} from './terminal.ts';

/** Terminals of a station that call for an operator, in the order of their calls. */
export class CallQueue {
  private waiting: Terminal[] = [];
  private head = 0;

  add(terminal: Terminal): void {
    this.waiting.push(terminal);
  }

  first(): Terminal | undefined {
    return this.waiting[this.head];
  }

  /** The first one that suits. */
  find(suits: (terminal: Terminal) => boolean): Terminal | undefined {
    for (let at = this.head; at < this.waiting.length; at += 1) {
      const terminal = this.waiting[at];
      if (terminal && suits(terminal)) {
        return terminal;
      }
    }
    return undefined;
  }

  remove(terminal: Terminal): void {
    if (this.waiting[this.head] === terminal) {
      this.head += 1;
      // What was served is given up in bulk: moving the rest each time would cost more than the simulation.
      if (this.head > 1024 && this.head * 2 > this.waiting.length) {
        this.waiting = this.waiting.slice(this.head);
        this.head = 0;
      }
      return;
    }
    const at = this.waiting.indexOf(terminal, this.head);
    if (at >= 0) {
      this.waiting.splice(at, 1);
    }
  }
}
