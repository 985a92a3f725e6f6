import {MessageChannel, type MessagePort, receiveMessageOnPort, Worker} from 'node:worker_threads';
import type {FromThread, ThreadStart, ToThread} from './thread-messages.ts';

/** How long an applet may take for one thing, and its module to be loaded, in milliseconds. Bench-defined, D211 */
export const limits = {workMs: 2_000, loadMs: 15_000, heapMegabytes: 64} as const;

type Order = ToThread extends infer T ? (T extends {id: number} ? Omit<T, 'id'> : never) : never;

/**
 * A thread for one module. The card waits for it, since a card does one thing at a time; a thread that takes too long,
 * or that ends, is replaced at the next order. It keeps no process alive.
 */
export class BoundedThread {
  readonly #path: string;
  readonly #workMs: number;
  #running: {readonly worker: Worker; readonly port: MessagePort; readonly told: Int32Array} | undefined;
  #lastId = 0;

  constructor(path: string, workMs: number = limits.workMs) {
    this.#path = path;
    this.#workMs = workMs;
  }

  /** What the module says of itself; undefined where it took too long or ended. */
  describe(): FromThread | undefined {
    return this.#running ? undefined : this.#start();
  }

  /** Gives an order and waits for what comes of it; undefined where it took too long, or the thread ended. */
  ask(order: Order): FromThread | undefined {
    if (!this.#running && this.#start()?.kind !== 'described') {
      return undefined;
    }
    this.#lastId += 1;
    const id = this.#lastId;
    this.#running?.port.postMessage({...order, id} as ToThread);
    return this.#message(id, this.#workMs);
  }

  async close(): Promise<void> {
    const closing = this.#running;
    this.#running = undefined;
    closing?.port.close();
    await closing?.worker.terminate();
  }

  #start(): FromThread | undefined {
    const {port1, port2} = new MessageChannel();
    const told = new Int32Array(new SharedArrayBuffer(4));
    const start: ThreadStart = {path: this.#path, port: port2, told};
    const worker = new Worker(new URL('./applet-thread.js', import.meta.url), {
      workerData: start,
      transferList: [port2],
      env: {},
      argv: [],
      resourceLimits: {maxOldGenerationSizeMb: limits.heapMegabytes},
    });
    const gone = (): void => {
      if (this.#running?.worker === worker) {
        this.#running = undefined;
      }
    };
    worker.on('error', gone);
    worker.on('exit', gone);
    worker.unref();
    port1.unref();
    this.#running = {worker, port: port1, told};
    return this.#message(0, limits.loadMs);
  }

  /** The message with this id; the thread is given up where none comes in time. */
  #message(id: number, withinMs: number): FromThread | undefined {
    const running = this.#running;
    if (!running) {
      return undefined;
    }
    const {port, told} = running;
    const end = performance.now() + withinMs;
    for (let left = withinMs; left > 0; left = end - performance.now()) {
      const before = Atomics.load(told, 0);
      const message = (receiveMessageOnPort(port) as {readonly message: FromThread} | undefined)?.message;
      if (message?.kind === 'ended') {
        break;
      }
      if (message?.id === id) {
        return message;
      }
      if (!message) {
        Atomics.wait(told, 0, before, left);
      }
    }
    void this.close();
    return undefined;
  }
}
