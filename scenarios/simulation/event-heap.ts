import type {Terminal} from './terminal.ts';

/** Terminals by when their step ends, the earliest first; of one instant, in the order in which the steps began. */
export class EventHeap {
  private readonly heap: Terminal[] = [];

  first(): Terminal | undefined {
    return this.heap[0];
  }

  push(terminal: Terminal): void {
    const {heap} = this;
    let at = heap.length;
    heap.push(terminal);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = heap[up];
      if (above === undefined || !isBefore(terminal, above)) {
        break;
      }
      heap[at] = above;
      at = up;
    }
    heap[at] = terminal;
  }

  pop(): Terminal | undefined {
    const {heap} = this;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) {
      return top;
    }
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      let below = heap[down];
      if (below === undefined) {
        break;
      }
      const right = heap[down + 1];
      if (right !== undefined && isBefore(right, below)) {
        down += 1;
        below = right;
      }
      if (!isBefore(below, last)) {
        break;
      }
      heap[at] = below;
      at = down;
    }
    heap[at] = last;
    return top;
  }
}

const isBefore = (a: Terminal, b: Terminal): boolean =>
  a.endsAt < b.endsAt || (a.endsAt === b.endsAt && a.order < b.order);
