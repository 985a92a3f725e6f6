import {createServer, type Server, type Socket} from 'node:net';
import {encodeFrame, encodeToCard, FrameReader, type ToCard} from '../../protocol/index.ts';

/** A vpcd that a test drives by hand: it listens, and sends what it is told. */
export class FakeVpcd {
  readonly port: number;
  readonly #server: Server;
  readonly #reader = new FrameReader();
  readonly #arrived: Uint8Array[] = [];
  #socket: Socket | undefined;
  #wake: (() => void) | undefined;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    server.on('connection', (socket) => {
      this.#socket = socket;
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (this.#socket === socket) {
          this.#socket = undefined;
        }
        this.#wake?.();
      });
      socket.on('data', (chunk: Buffer) => {
        this.#arrived.push(...this.#reader.push(chunk));
        this.#wake?.();
      });
      this.#wake?.();
    });
  }

  static async listen(port = 0): Promise<FakeVpcd> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    const address = server.address();
    return new FakeVpcd(server, typeof address === 'object' && address ? address.port : 0);
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  tell(message: ToCard): void {
    this.raw(encodeFrame(encodeToCard(message)));
  }

  raw(bytes: Uint8Array): void {
    this.#socket?.write(bytes);
  }

  /** The next message of the card. */
  async answer(): Promise<Uint8Array> {
    await this.until(() => this.#arrived.length > 0);
    return this.#arrived.shift() ?? new Uint8Array(0);
  }

  /** Stops reading what the card says. */
  pause(): void {
    this.#socket?.pause();
  }

  /** The next message of the card; undefined when it has left without one. */
  async answerOrGone(): Promise<Uint8Array | undefined> {
    await this.until(() => this.#arrived.length > 0 || !this.connected);
    return this.#arrived.shift();
  }

  dropCard(): void {
    this.#socket?.destroy();
  }

  async close(): Promise<void> {
    this.#socket?.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
