import {pcscError, scard} from '../pcsc-errors.ts';
import type {ReaderBoard, ReaderSighting, SightingSource} from '../reader-board.ts';
import {stateBits} from '../scard-constants.ts';
import type {Handle, PcscLiteLibrary, ReaderStateRow} from './pcsc-lite-library.ts';
import {waitingCall} from './waiting-calls.ts';

/** The pseudo reader whose state changes when readers come and go. */
const plugAndPlay = '\\\\?PnP?\\Notification';

/** A wait ends by itself after this long, so that a cancellation that came too early costs no more than this. */
const longestWaitMs = 1_000;

export const readerStateRow = (name: string, known = 0): ReaderStateRow => ({
  szReader: name,
  dwCurrentState: known,
  dwEventState: 0,
  cbAtr: 0,
  rgbAtr: new Uint8Array(33),
});

export const sighting = (row: ReaderStateRow): ReaderSighting => {
  const present = (row.dwEventState & stateBits.present) !== 0;
  return {
    name: row.szReader,
    present,
    events: row.dwEventState >>> 16,
    ...(present && row.cbAtr > 0 ? {atr: Uint8Array.from(row.rgbAtr.slice(0, row.cbAtr))} : {}),
  };
};

/** Names of all readers; none is an empty list. */
export const readerNames = async (library: PcscLiteLibrary, context: Handle): Promise<string[]> => {
  try {
    return await library.listReaders(context);
  } catch (error) {
    if ((error as {code?: unknown}).code === scard.noReaders) {
      return [];
    }
    throw error;
  }
};

/** All readers as they are at this moment. */
export const lookAtReaders = async (library: PcscLiteLibrary, context: Handle): Promise<ReaderSighting[]> => {
  const rows = (await readerNames(library, context)).map((name) => readerStateRow(name));
  const code = rows.length === 0 ? 0 : await library.statusChange(context, 0, rows);
  if (code === scard.unknownReader) {
    return lookAtReaders(library, context);
  }
  if (code !== 0 && code !== scard.timeout) {
    throw pcscError('SCardGetStatusChange', code);
  }
  return rows.map(sighting);
};

/** Tells a board what SCardGetStatusChange reports, from a context of its own, as long as it is started. */
export class KoffiStatusMonitor implements SightingSource {
  readonly #library: PcscLiteLibrary;
  readonly #board: () => ReaderBoard;
  #round: {context?: Handle} | undefined;
  #finished: Promise<void> = Promise.resolve();

  constructor(library: PcscLiteLibrary, board: () => ReaderBoard) {
    this.#library = library;
    this.#board = board;
  }

  start(): void {
    const round = {};
    this.#round = round;
    this.#finished = this.#finished.then(() => this.#run(round));
  }

  stop(): void {
    const context = this.#round?.context;
    this.#round = undefined;
    if (context !== undefined) {
      this.#library.cancel(context).catch(() => undefined);
    }
  }

  /** Settles when no call of a stopped monitor is under way any more. */
  finished(): Promise<void> {
    return this.#finished;
  }

  async #run(round: {context?: Handle}): Promise<void> {
    const library = this.#library;
    try {
      if (this.#round !== round) {
        return;
      }
      const context = await library.establishContext();
      round.context = context;
      try {
        await this.#follow(round, context);
      } finally {
        delete round.context;
        await library.releaseContext(context).catch(() => undefined);
      }
    } catch (error) {
      if (this.#round === round) {
        this.#board().fail(error);
      }
    }
  }

  async #follow(round: object, context: Handle): Promise<void> {
    let known = new Map<string, number>();
    while (this.#round === round) {
      const names = await readerNames(this.#library, context);
      const rows = [...names, plugAndPlay].map((name) => readerStateRow(name, known.get(name)));
      const allKnown = known.size > 0 && names.every((name) => known.has(name)) && known.size === rows.length;
      const wait = allKnown ? longestWaitMs : 0;
      const code = await waitingCall(async () =>
        this.#round === round ? this.#library.statusChange(context, wait, rows) : scard.cancelled,
      );
      if (this.#round !== round) {
        return;
      }
      if (code === scard.unknownReader || (code === scard.timeout && wait > 0)) {
        continue;
      }
      if (code !== 0 && code !== scard.timeout) {
        throw pcscError('SCardGetStatusChange', code);
      }
      known = new Map(rows.map((row) => [row.szReader, row.dwEventState & ~stateBits.changed]));
      this.#board().update(rows.slice(0, names.length).map(sighting));
    }
  }
}
