import type {ApduEvent, PowerEvent, RecordEvent, RecordHeader} from '../../../protocol/index.ts';
import {type DecodedExchange, ExchangeDecoder} from '../exchange-decoder.ts';
import {inOrder} from '../in-order.ts';
import {meaningOf} from '../meaning.ts';
import type {Language} from '../status-words.ts';
import {enhancedPacket, interfaceDescription, sectionHeader} from './block.ts';
import {type Dissector, upperPdu} from './upper-pdu.ts';

export type PcapngSide = ApduEvent['side'];

export interface PcapngOptions {
  /** Wireshark takes a response for the answer to the last command before it: two sides at once mislead it. */
  readonly sides: readonly PcapngSide[];
  readonly language: Language;
}

/** Events and packets a record may be out of order by; bounded, so that a record of any length streams. */
const window = 4_096;

/**
 * A record for Wireshark and tshark, which need no options: one interface for each card and side, a packet for each
 * command, response and answer to reset, our reading of it as the packet's comment. Masked bytes are 00.
 */
export const toPcapng = async function* (
  header: RecordHeader,
  events: AsyncIterable<RecordEvent>,
  {sides, language}: PcapngOptions,
): AsyncGenerator<Buffer> {
  const origin = BigInt(Date.parse(header.origin)) * 1_000_000n;
  yield sectionHeader(header.product, aboutRecord(header, language));
  const interfaces = new Map<string, number>();
  for await (const packet of inOrder(packetsOf(events, sides, language), ({at}) => at, window)) {
    const {card, side} = packet;
    const key = `${side} ${card}`;
    let number = interfaces.get(key);
    if (number === undefined) {
      number = interfaces.size;
      interfaces.set(key, number);
      yield interfaceDescription(`${card} (${side})`, descriptions[language][side]);
    }
    yield enhancedPacket({
      interface: number,
      at: origin + BigInt(Math.round(packet.at)),
      direction: packet.direction,
      bytes: upperPdu(packet.dissector, packet.direction, packet.bytes),
      comments: packet.comments,
    });
  }
};

const descriptions = {
  en: {card: 'as the card saw it', terminal: 'as the terminal saw it'},
  ja: {card: 'カードから見た通信', terminal: '端末から見た通信'},
} as const;

const aboutRecord = ({version, origin, clock}: RecordHeader, language: Language): string =>
  language === 'ja'
    ? `kazasuの記録(バージョン ${version})、起点 ${origin}、${clock === 'real' ? '実時計' : '仮想時計'}。秘密は記録時にマスク済みで、ここでは00です`
    : `kazasu record of version ${version}, origin ${origin}, ${clock} clock; secrets were masked where they were recorded and are 00 here`;

interface PlacedPacket {
  readonly at: number;
  readonly card: string;
  readonly side: PcapngSide;
  readonly direction: 'in' | 'out';
  readonly dissector: Dissector;
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
}

const packetsOf = async function* (
  events: AsyncIterable<RecordEvent>,
  sides: readonly PcapngSide[],
  language: Language,
): AsyncGenerator<PlacedPacket> {
  const decoder = new ExchangeDecoder();
  for await (const event of inOrder(events, ({at}) => at, window)) {
    if (event.type === 'power') {
      decoder.power(event);
      if (event.atr) {
        yield atrPacket(event, event.atr, sides, language);
      }
    } else if (event.type === 'apdu' && sides.includes(event.side)) {
      const decoded = decoder.follow(event);
      yield commandPacket(decoded, language);
      yield responsePacket(decoded, language);
    }
  }
};

const atrPacket = (
  {at, card, state}: PowerEvent,
  atr: string,
  sides: readonly PcapngSide[],
  language: Language,
): PlacedPacket => ({
  at,
  card,
  side: sides.includes('card') ? 'card' : 'terminal',
  direction: 'in',
  dissector: isWholeAtr(Buffer.from(atr, 'hex')) ? 'iso7816.atr' : 'data',
  bytes: Buffer.from(atr, 'hex'),
  comments: [words[language].power[state === 'reset' ? 'reset' : 'on']],
});

/** Whether an answer to reset holds all that it announces: ISO/IEC 7816-3 clause 8.2. [S6] */
const isWholeAtr = (atr: Uint8Array): boolean => {
  let announced = (atr[1] ?? 0) >> 4;
  let at = 2;
  while (announced !== 0) {
    const bytes = [1, 2, 4, 8].filter((bit) => (announced & bit) !== 0).length;
    announced = (announced & 8) === 0 ? 0 : (atr[at + bytes - 1] ?? 0) >> 4;
    at += bytes;
  }
  return atr.length >= 2 && at + ((atr[1] ?? 0) & 0x0f) <= atr.length;
};

const commandPacket = (decoded: DecodedExchange, language: Language): PlacedPacket => {
  const {event, command} = decoded;
  const say = words[language];
  const bytes = recordedBytes(event.command);
  return {
    at: event.at,
    card: event.card,
    side: event.side,
    direction: 'out',
    // Bytes whose lengths do not agree are no command: the dissector would call them malformed, our comment says why.
    dissector: command ? 'iso7816' : 'data',
    bytes,
    comments: [
      meaningOf(decoded, language).what,
      ...(event.command.includes('*') ? [say.masked] : []),
      ...(command?.extended && bytes.length > 4 ? [say.extended(command.data.length, command.ne)] : []),
    ],
  };
};

const responsePacket = (decoded: DecodedExchange, language: Language): PlacedPacket => {
  const {event} = decoded;
  const {result} = meaningOf(decoded, language);
  const bytes = recordedBytes(event.response);
  return {
    at: event.end,
    card: event.card,
    side: event.side,
    direction: 'in',
    dissector: bytes.length >= 2 ? 'iso7816' : 'data',
    bytes,
    comments: [
      ...(result === '' ? [] : [result]),
      ...(event.response.includes('*') ? [words[language].masked] : []),
    ],
  };
};

const words = {
  en: {
    power: {on: 'power on', reset: 'reset'},
    masked: 'masked where it was recorded: the bytes shown as 00 are not the real ones',
    extended: (lc: number, le: number) =>
      `extended length: Lc ${lc}, Le ${le}; Wireshark may read these fields as short ones, and then what it shows behind P2 is wrong`,
  },
  ja: {
    power: {on: '電源オン', reset: 'リセット'},
    masked: '記録時にマスク済み: 00と表示されるバイトは実際の値ではありません',
    extended: (lc: number, le: number) =>
      `拡張長: Lc ${lc}、Le ${le}。Wiresharkは短縮長として読むことがあり、その場合P2より後の表示は誤りです`,
  },
} as const;

const recordedBytes = (hex: string): Buffer => Buffer.from(hex.replaceAll('**', '00'), 'hex');
