import type {ApduEvent, RecordEvent, RecordHeader} from '../../protocol/index.ts';

export const recordHeader: RecordHeader = {
  type: 'record',
  version: 1,
  product: 'kazasu 0.1.0',
  origin: '2026-04-01T00:00:00.123Z',
  clock: 'real',
  secrets: 'masked',
};

/** An exchange out of `COMMAND=RESPONSE`, from `at` to `end` in µs. */
export const exchange = (line: string, at: number, end: number, rest: Partial<ApduEvent> = {}): ApduEvent => {
  const [command = '', response = ''] = line.split('=');
  return {
    type: 'apdu',
    side: 'terminal',
    card: 'a',
    at: at * 1e3,
    end: end * 1e3,
    command,
    response,
    ...rest,
  };
};

/** The exchanges of a terminal one after the other, a millisecond each. */
export const dialogueEvents = (...lines: readonly string[]): ApduEvent[] =>
  lines.map((line, i) => exchange(line, i * 1000, i * 1000 + 500));

/** A log-in as both sides and a scenario saw it, in the order in which a record holds it: of their end. */
export const loginEvents: readonly RecordEvent[] = [
  {type: 'power', at: 5e5, card: 'a', state: 'on', atr: '3BDA13FF8131FB468012392F31C173C601C03B'},
  exchange('00A4040C0AD392F000260100000001=9000', 1_200, 1_500, {side: 'card'}),
  exchange('00A4040C0AD392F000260100000001=9000', 1_100, 1_700),
  {type: 'step', at: 1e6, end: 1.8e6, scenario: 'jpki/login', step: 'select-application', actor: 'card'},
  exchange('00A4020C020018=9000', 2_200, 2_300, {side: 'card'}),
  exchange('00A4020C020018=9000', 2_100, 2_400),
  {type: 'card-state', at: 3.1e6, card: 'a', change: 'not-verified', subject: 'PIN', triesLeft: 2},
  {type: 'card-state', at: 3.15e6, card: 'a', change: 'blocked', subject: 'PIN', triesLeft: 0},
  exchange('0020008004********=63C2', 3_000, 3_200, {side: 'card', modelled: {cardNs: 1, linkNs: 2}}),
  exchange('0020008004********=63C2', 2_900, 3_300),
  {type: 'step', at: 2e6, end: 3.4e6, scenario: 'jpki/login', step: 'verify-pin', actor: 'card'},
  {type: 'centre', at: 3.6e6, end: 3.7e6, operation: 'login/answer', outcome: 'invalid', side: 'centre'},
  {type: 'centre', at: 3.5e6, end: 3.8e6, operation: 'login/answer', outcome: 'invalid', side: 'client'},
  {type: 'verdict', at: 4e6, subject: 'jpki/login', verdict: 'fail', reason: 'the PIN is wrong'},
  {type: 'fault', at: 4.5e6, where: 'card a', message: 'gone'},
];

/** What an asynchronous reader of events is given. */
export const streamed = async function* <T>(things: readonly T[]): AsyncGenerator<T> {
  yield* things;
};

/** All that an asynchronous source gives. */
export const collected = async <T>(things: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const thing of things) {
    all.push(thing);
  }
  return all;
};
