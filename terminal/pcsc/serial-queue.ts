/** Runs one task after another, in the order they came; a failed task does not hold up the next. */
export class SerialQueue {
  #running = 0;
  #tail: Promise<unknown> = Promise.resolve();

  /** The task's own outcome. It starts at once when nothing is before it. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const outcome = this.#running === 0 ? task() : this.#tail.then(task, task);
    this.#running += 1;
    const done = (): void => {
      this.#running -= 1;
    };
    this.#tail = outcome.then(done, done);
    return outcome;
  }
}
