import {
  type Clock,
  type CommandApdu,
  command,
  type RecordEvent,
  type Recorder,
} from '../../protocol/index.ts';
import {apduChannel, type CardConnection} from '../../terminal/index.ts';
import type {LinkFloor} from './outcome.ts';
import {timedExchanges} from './timed-exchanges.ts';

const samples = 40;

/** A reader's own command (PC/SC part 3): the emulated card answers it without modelled time, a real reader itself. */
const readersOwn = command({cla: 0xff, ins: 0xca, p1: 0, p2: 0, ne: 256});

/** An instruction no application has: the card answers 6D00, after whatever time its profile asks for. */
const unknown = command({cla: 0, ins: 0x02, p1: 0, p2: 0});

const how = {
  en: 'time of an exchange less the time the card held it: commands that do nothing, one behind the other, and behind a modelled wait',
  ja: '何もしないコマンドの所要時間からカードが保持した時間を除いたもの(連続した場合と、モデル時間の待ちの後の場合)',
};

export interface FloorOptions {
  readonly connection: CardConnection;
  readonly clock: Clock;
  /** Resolves once all card events have arrived in `events`. */
  readonly settle: () => Promise<unknown>;
  readonly events: readonly RecordEvent[];
  readonly record: Recorder;
  /** Names the card in the record. */
  readonly card: string;
}

/** Measures what an exchange costs besides the card and its bytes. */
export const measureLinkFloor = async (options: FloorOptions): Promise<LinkFloor> => {
  const {clock, connection, record, card} = options;
  const channel = apduChannel(connection, {clock, record, card});
  const stacksOf = async (nothing: CommandApdu): Promise<{stacks: number[]; waited: boolean}> => {
    const from = clock.now();
    for (let i = 0; i < samples; i += 1) {
      await channel.send(nothing);
    }
    await options.settle();
    const timed = timedExchanges(options.events.filter((event) => event.at >= from));
    return {
      stacks: timed.map(({stackNs}) => stackNs).sort((a, b) => a - b),
      waited: timed.some(({modelledCardNs}) => modelledCardNs > 0),
    };
  };
  const backToBack = await stacksOf(readersOwn);
  const afterWait = await stacksOf(unknown);
  return {
    backToBackP50Us: median(backToBack.stacks) / 1000,
    ...(afterWait.waited ? {afterWaitP50Us: median(afterWait.stacks) / 1000} : {}),
    samples,
    how,
  };
};

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0;
