import {
  authentication,
  type CardSecurity,
  type CommandSecurity,
  cardSecurity,
  commandSecurity,
  macBytes,
  raiseLevel,
  type SecureChannel,
  type SecureChannelProtocol,
} from '../../protocol/globalplatform/index.ts';
import {command} from '../../protocol/index.ts';
import type {Dice} from './dice.ts';

/** Both ends of one secure channel, behind EXTERNAL AUTHENTICATE. */
export interface SecureChannelPair {
  readonly host: CommandSecurity;
  readonly card: CardSecurity;
  readonly channels: {readonly host: SecureChannel; readonly card: SecureChannel};
}

export interface PairSettings {
  readonly protocol: SecureChannelProtocol;
  readonly i: number;
  readonly level: number;
  readonly keyBytes: number;
}

export const securePair = (random: Dice, {protocol, i, level, keyBytes}: PairSettings): SecureChannelPair => {
  const keys = {enc: random.bytes(keyBytes), mac: random.bytes(keyBytes), dek: random.bytes(keyBytes)};
  const challenge = macBytes(protocol, i);
  const challenges = {
    protocol,
    i,
    sequence: random.below(65536),
    hostChallenge: random.bytes(challenge),
    cardChallenge: random.bytes(protocol === 'scp02' ? 6 : challenge),
  };
  const [hostSide, cardSide] = [authentication(keys, challenges), authentication(keys, challenges)];
  const host = commandSecurity(hostSide.channel);
  const card = cardSecurity(cardSide.channel);
  const external = command({cla: 0x80, ins: 0x82, p1: level, p2: 0, data: hostSide.hostCryptogram});
  const opened = host.wrap(external).map((sent) => card.open(sent));
  if (opened.some((one) => typeof one === 'string')) {
    throw new Error(`EXTERNAL AUTHENTICATE was refused: ${opened}`);
  }
  raiseLevel(hostSide.channel, level);
  raiseLevel(cardSide.channel, level);
  return {host, card, channels: {host: hostSide.channel, card: cardSide.channel}};
};
