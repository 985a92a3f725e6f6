import {type ApduEvent, type Clock, command, type RecordEvent, type Recorder} from '../../protocol/index.ts';
import {apduChannel, type CardConnection} from '../../terminal/index.ts';
import type {LinkFloor} from './outcome.ts';

const samples = 40;

/** An instruction no application has: the card answers 6D00 and does nothing else. */
const nothing = command({cla: 0, ins: 0x02, p1: 0, p2: 0});

const how = {
  en: 'time between terminal and card, over commands that do nothing, less the time the card held them',
  ja: '何もしないコマンドについて、端末での所要時間からカードが保持した時間を除いたもの',
};

/**
 * Measures what an exchange costs besides the card. `settle` resolves once all card events have arrived.
 */
export const measureLinkFloor = async (
  connection: CardConnection,
  clock: Clock,
  settle: () => Promise<unknown>,
  events: readonly RecordEvent[],
  record: Recorder,
  card: string,
): Promise<LinkFloor> => {
  const from = clock.now();
  const channel = apduChannel(connection, {clock, record, card});
  for (let i = 0; i < samples; i += 1) {
    await channel.send(nothing);
  }
  await settle();
  const own = events.filter((event): event is ApduEvent => event.type === 'apdu' && event.at >= from);
  const onCard = own.filter(({side}) => side === 'card');
  const links = own
    .filter(({side}) => side === 'terminal')
    .map((exchange) => {
      const answered = onCard.find(({at, end}) => at >= exchange.at && end <= exchange.end);
      return exchange.end - exchange.at - (answered ? answered.end - answered.at : 0);
    })
    .sort((a, b) => a - b);
  return {p50Us: (links[Math.floor(links.length / 2)] ?? 0) / 1000, samples: links.length, how};
};
