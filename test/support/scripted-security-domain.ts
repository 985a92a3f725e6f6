import {
  authentication,
  type CardSecurity,
  cardSecurity,
  gather,
  initializeUpdateResponse,
  macBytes,
  raiseLevel,
  type SecureChannel,
  type SecureChannelProtocol,
  type StaticKeys,
  sameBytes,
} from '../../protocol/globalplatform/index.ts';
import {
  type CommandApdu,
  commandApdu,
  fromHex,
  type ResponseApdu,
  responseApdu,
  StatusWord,
  sw,
  toHex,
} from '../../protocol/index.ts';
import type {ApduChannel} from '../../terminal/index.ts';

/** A security domain with real secure channels that answers plain commands from a script. */
export interface ScriptedDomain {
  readonly channel: ApduChannel;
  /** Plain commands as hex, header and data, in the order they came. */
  readonly heard: string[];
  /** Commands as they travelled. */
  readonly sent: string[];
}

export interface DomainSettings {
  readonly protocol: SecureChannelProtocol;
  readonly i: number;
  readonly keys: StaticKeys;
  /** Response hex, data and status word, by the beginning of the plain command's hex; else 9000. */
  readonly script?: Readonly<Record<string, string | readonly string[]>>;
  /** Changes what travels back. */
  readonly spoil?: (response: ResponseApdu, command: CommandApdu) => ResponseApdu;
}

const none = new Uint8Array(0);
const kdd = fromHex('00010203040506070809');
const status = (value: number): ResponseApdu => ({data: none, sw: StatusWord.of(value)});

export const scriptedDomain = (settings: DomainSettings): ScriptedDomain => {
  const {protocol, i, keys, script = {}, spoil = (response) => response} = settings;
  const [heard, sent]: [string[], string[]] = [[], []];
  const asked = new Map<string, number>();
  let pending: {channel: SecureChannel; hostCryptogram: Uint8Array} | undefined;
  let security: CardSecurity | undefined;
  let held: CommandApdu | undefined;

  const initializeUpdate = ({data}: CommandApdu): ResponseApdu => {
    const n = macBytes(protocol, i);
    if (data.length !== n) {
      return status(0x6700);
    }
    const cardChallenge = new Uint8Array(protocol === 'scp02' ? 6 : n).fill(0xcc);
    const made = authentication(keys, {protocol, i, sequence: 7, hostChallenge: data, cardChallenge});
    pending = made;
    security = cardSecurity(made.channel);
    const {cardCryptogram} = made;
    const answer = {
      protocol,
      i,
      diversification: kdd,
      keyVersion: 1,
      sequence: 7,
      cardChallenge,
      cardCryptogram,
    };
    return {data: initializeUpdateResponse.encode(answer), sw: sw.ok};
  };

  const externalAuthenticate = (whole: CommandApdu): ResponseApdu => {
    const opened = security?.open(whole);
    if (
      !pending ||
      !opened ||
      typeof opened === 'string' ||
      !sameBytes(opened.data, pending.hostCryptogram)
    ) {
      return status(0x6300);
    }
    raiseLevel(pending.channel, whole.p1);
    return status(0x9000);
  };

  const scripted = (plain: CommandApdu): ResponseApdu => {
    const {cla, ins, p1, p2, data} = plain;
    const hex = toHex(Uint8Array.of(cla, ins, p1, p2, ...data));
    heard.push(hex);
    const [key, lines = '9000'] = Object.entries(script).find(([beginning]) => hex.startsWith(beginning)) ?? [
      '',
    ];
    const round = asked.get(key) ?? 0;
    asked.set(key, round + 1);
    const line = typeof lines === 'string' ? lines : (lines[round] ?? '6F00');
    return responseApdu.decode(fromHex(line));
  };

  const answer = (command: CommandApdu): ResponseApdu => {
    if (command.ins === 0x50 || (command.cla & 0x80) === 0) {
      return command.ins === 0x50 ? initializeUpdate(command) : scripted(command);
    }
    const gathered = gather(held, command);
    held = typeof gathered === 'object' && 'held' in gathered ? gathered.held : undefined;
    if (typeof gathered === 'string' || 'held' in gathered) {
      return status(typeof gathered === 'string' ? 0x6985 : 0x9000);
    }
    if (gathered.whole.ins === 0x82) {
      return externalAuthenticate(gathered.whole);
    }
    const opened = security ? security.open(gathered.whole) : gathered.whole;
    if (typeof opened === 'string') {
      return status(0x6988);
    }
    const response = scripted(opened);
    return security ? security.protect(response) : response;
  };

  return {
    heard,
    sent,
    channel: {
      async send(command) {
        sent.push(toHex(commandApdu.encode(command)));
        return spoil(answer(command), command);
      },
    },
  };
};
