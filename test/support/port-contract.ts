import type {ExecutionContext} from 'ava';
import type {CardConnection, PcscCapabilities, PcscPort, ReaderEvent} from '../../terminal/pcsc/port.ts';
import type {PortBench} from './port-benches.ts';

/** One promise of the port, and how it is tried. */
export interface Claim {
  readonly title: string;
  readonly card: 'in' | 'out';
  /** Without this capability the binding has to refuse what `refusal` does. */
  readonly needs?: keyof PcscCapabilities;
  readonly refusal?: (connection: CardConnection) => Promise<unknown>;
  readonly needsService?: true;
  run(t: ExecutionContext, bench: PortBench, port: PcscPort): Promise<void>;
}

/** SELECT: any command the test card answers 9000. */
export const select = Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, 0x01, 0xaa);
export const ok = Uint8Array.of(0x90, 0x00);
export const longWaitMs = 10_000;

/** Rejects with a KazasuError of this id. */
export const rejects = async (t: ExecutionContext, what: Promise<unknown>, id: string): Promise<void> => {
  const error = await t.throwsAsync(what);
  t.is((error as {id?: unknown}).id, id, error.message);
};

/** Waits until the port itself sees the reader empty. */
export const untilEmpty = async (port: PcscPort, reader: string): Promise<void> => {
  const stop = new AbortController();
  let present = true;
  for await (const event of port.watch(stop.signal)) {
    if (event.reader === reader) {
      present =
        event.change === 'inserted' || (event.change === 'attached' && (await isPresent(port, reader)));
      if (!present) {
        stop.abort();
      }
    }
  }
};

const isPresent = async (port: PcscPort, reader: string): Promise<boolean> =>
  (await port.readers()).some((state) => state.name === reader && state.present);

/** What the next event says, as one line. */
export const next = async (events: AsyncIterator<ReaderEvent>): Promise<string> => {
  const {value} = await events.next();
  const event = value as ReaderEvent;
  return `${event.change} ${event.reader}`;
};
