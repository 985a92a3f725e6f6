import type {CardPort} from '../../protocol/index.ts';

/** The ATR of the card every test reader carries. */
export const testAtr = Uint8Array.from(Buffer.from('3BE000FF8131FE4514', 'hex'));

const ok = Uint8Array.of(0x90, 0x00);

/** Commands of the test cards; anything else is answered 9000. */
export const testCommand = {
  /** A reply of this many bytes in all, status word included. */
  reply: (bytes: number): Uint8Array => Uint8Array.of(0x80, 0x10, bytes >> 8, bytes & 0xff),
  /** 9000 after this many milliseconds. */
  delay: (ms: number): Uint8Array => Uint8Array.of(0x80, 0x20, ms >> 8, ms & 0xff),
  /** One byte of volatile memory: 0 after power-on and reset. */
  readMark: Uint8Array.of(0x80, 0x30, 0, 0),
  setMark: Uint8Array.of(0x80, 0x31, 0, 0),
  /** The card never answers. */
  mute: Uint8Array.of(0x80, 0x40, 0, 0),
};

const replyOf = (bytes: number): Uint8Array => {
  const reply = new Uint8Array(bytes);
  for (let i = 0; i < bytes - 2; i += 1) {
    reply[i] = i & 0xff;
  }
  reply[bytes - 2] = 0x90;
  return reply;
};

/** What a test command (class 80) is answered. */
export const answerTestCommand = (
  command: Uint8Array,
  card: {mark: number},
): Uint8Array | Promise<Uint8Array> => {
  const [, ins = 0, p1 = 0, p2 = 0] = command;
  const number = (p1 << 8) | p2;
  switch (ins) {
    case 0x10:
      return replyOf(number);
    case 0x20:
      return new Promise((resolve) => setTimeout(() => resolve(ok), number));
    case 0x30:
      return Uint8Array.of(card.mark, 0x90, 0x00);
    case 0x31:
      card.mark = 1;
      return ok;
    case 0x40:
      return new Promise(() => undefined);
    default:
      return ok;
  }
};

/** The same card without a process around it. */
export const testCard = (): CardPort & {readonly powerLog: string[]} => {
  const card = {mark: 0};
  const powerLog: string[] = [];
  const restart = (what: string): Uint8Array => {
    card.mark = 0;
    powerLog.push(what);
    return testAtr;
  };
  return {
    powerLog,
    powerOn: () => restart('on'),
    powerOff: () => void restart('off'),
    reset: () => restart('reset'),
    atr: () => testAtr,
    transmit: (command) => (command[0] === 0x80 ? answerTestCommand(command, card) : ok),
  };
};
