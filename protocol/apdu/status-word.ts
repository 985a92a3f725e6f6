/** SW1-SW2, ISO/IEC 7816-4 clause 5.6: a value with its meaning. Values are interned, so `===` compares. */
export class StatusWord {
  readonly value: number;
  readonly meaning: string;

  private constructor(value: number) {
    this.value = value;
    this.meaning = describe(value);
  }

  /** The status word of a number 0x0000–0xFFFF. */
  static of(number: number): StatusWord {
    const value = number & 0xffff;
    let known = interned.get(value);
    if (!known) {
      known = Object.freeze(new StatusWord(value));
      interned.set(value, known);
    }
    return known;
  }

  get sw1(): number {
    return this.value >> 8;
  }

  get sw2(): number {
    return this.value & 0xff;
  }

  /** 63Cx: the further tries that are allowed; undefined for any other status word. */
  get triesLeft(): number | undefined {
    return (this.value & 0xfff0) === 0x63c0 ? this.value & 0x0f : undefined;
  }

  /** `6982 security status not satisfied`. */
  toString(): string {
    return `${this.value.toString(16).toUpperCase().padStart(4, '0')} ${this.meaning}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

const interned = new Map<number, StatusWord>();

/** Clause 5.6 tables 5 and 6; 6310, 6438, 6999, 9484, 9485 are GlobalPlatform's and Java Card's; 66F1 and 69FC are observed on the card, their words are ours (docs/deviations.md). */
const meanings: Readonly<Record<number, string>> = {
  36864: 'normal processing',
  25217: 'part of returned data may be corrupted',
  25218: 'end of file reached before reading Ne bytes',
  25219: 'selected file deactivated',
  25344: 'warning, no information given',
  25360: 'more entries are available',
  25473: 'file filled up by the last write',
  25600: 'execution error, memory unchanged',
  25656: 'an imported package is missing',
  25985: 'memory failure',
  26353: 'session key refused',
  26368: 'wrong length',
  26753: 'logical channel not supported',
  26754: 'secure messaging not supported',
  26755: 'last command of the chain expected',
  26756: 'command chaining not supported',
  27009: 'command incompatible with file structure',
  27010: 'security status not satisfied',
  27011: 'authentication method blocked',
  27012: 'reference data not usable',
  27013: 'conditions of use not satisfied',
  27014: 'command not allowed, no current EF',
  27015: 'expected secure messaging data objects missing',
  27016: 'incorrect secure messaging data objects',
  27033: 'application could not be selected',
  27132: 'secure messaging not available here',
  27264: 'incorrect parameters in the command data field',
  27265: 'function not supported',
  27266: 'file or application not found',
  27267: 'record not found',
  27268: 'not enough memory space',
  27269: 'Nc inconsistent with TLV structure',
  27270: 'incorrect parameters P1-P2',
  27271: 'Nc inconsistent with parameters P1-P2',
  27272: 'referenced data not found',
  27392: 'wrong parameters P1-P2, offset outside the file',
  27904: 'instruction not supported',
  28160: 'class not supported',
  28416: 'no precise diagnosis',
  38020: 'algorithm not supported',
  38021: 'key check value is wrong',
};

const describe = (value: number): string => {
  const named = meanings[value];
  if (named) {
    return named;
  }
  const sw1 = value >> 8;
  const sw2 = value & 0xff;
  if ((value & 0xfff0) === 0x63c0) {
    const tries = sw2 & 0x0f;
    return `verification failed, ${tries} ${tries === 1 ? 'try' : 'tries'} left`;
  }
  if (sw1 === 0x61) {
    return `${sw2 === 0 ? 256 : sw2} more bytes available`;
  }
  if (sw1 === 0x6c) {
    return `wrong Le, ${sw2 === 0 ? 256 : sw2} bytes available`;
  }
  return 'unknown status word';
};

const verificationFailed = Array.from({length: 16}, (_, tries) => StatusWord.of(0x63c0 | tries));

/** Status words by name. Parametric where the standard is: 63Cx, 61xx, 6Cxx. */
export const sw = {
  ok: StatusWord.of(0x9000),
  endOfFile: StatusWord.of(0x6282),
  selectedFileDeactivated: StatusWord.of(0x6283),
  warning: StatusWord.of(0x6300),
  memoryUnchanged: StatusWord.of(0x6400),
  memoryFailure: StatusWord.of(0x6581),
  sessionKeyRefused: StatusWord.of(0x66f1),
  wrongLength: StatusWord.of(0x6700),
  channelNotSupported: StatusWord.of(0x6881),
  secureMessagingNotSupported: StatusWord.of(0x6882),
  lastCommandOfChainExpected: StatusWord.of(0x6883),
  commandChainingNotSupported: StatusWord.of(0x6884),
  incompatibleWithFileStructure: StatusWord.of(0x6981),
  securityStatusNotSatisfied: StatusWord.of(0x6982),
  authenticationMethodBlocked: StatusWord.of(0x6983),
  referenceDataNotUsable: StatusWord.of(0x6984),
  conditionsOfUseNotSatisfied: StatusWord.of(0x6985),
  noCurrentEf: StatusWord.of(0x6986),
  missingSecureMessagingObjects: StatusWord.of(0x6987),
  incorrectSecureMessagingObjects: StatusWord.of(0x6988),
  secureMessagingNotAvailableHere: StatusWord.of(0x69fc),
  incorrectData: StatusWord.of(0x6a80),
  functionNotSupported: StatusWord.of(0x6a81),
  fileNotFound: StatusWord.of(0x6a82),
  recordNotFound: StatusWord.of(0x6a83),
  notEnoughMemory: StatusWord.of(0x6a84),
  incorrectP1P2: StatusWord.of(0x6a86),
  referencedDataNotFound: StatusWord.of(0x6a88),
  offsetOutsideFile: StatusWord.of(0x6b00),
  instructionNotSupported: StatusWord.of(0x6d00),
  classNotSupported: StatusWord.of(0x6e00),
  noPreciseDiagnosis: StatusWord.of(0x6f00),
  /** 63Cx; `triesLeft` above 15 is shown as 15. */
  verificationFailed: ({triesLeft}: {triesLeft: number}): StatusWord =>
    verificationFailed[Math.max(0, Math.min(15, triesLeft))] ?? StatusWord.of(0x63c0),
  /** 61xx; 256 bytes or more are shown as 6100. */
  moreData: (bytes: number): StatusWord => StatusWord.of(0x6100 | (bytes > 255 ? 0 : bytes)),
  /** 6Cxx; 256 bytes or more are shown as 6C00. */
  exactLe: (bytes: number): StatusWord => StatusWord.of(0x6c00 | (bytes > 255 ? 0 : bytes)),
} as const;
