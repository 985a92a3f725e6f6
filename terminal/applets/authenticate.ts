import {
  authenticationKeys,
  challengeBytes,
  cryptogramBytes,
  diversifiedAppletKey,
  type KeyPairOfChannel,
  type Proof,
  sealed,
  sessionKeysOf,
  unsealed,
} from '../../protocol/applets/index.ts';
import {sameBytes} from '../../protocol/globalplatform/index.ts';
import {type Random, sw} from '../../protocol/index.ts';
import type {InterindustryCommands} from '../sessions/interindustry-commands.ts';
import {expectOk} from '../sessions/status-error.ts';
import {cardNotGenuine, keyLocked, TerminalKeyRefused} from './errors.ts';

/** A service's key: the card's own, or the master key from which every card's follows. AES-128. */
export type ServiceKey = {readonly key: Uint8Array} | {readonly master: Uint8Array};

/**
 * Proves the terminal to the card and the card to the terminal, and gives the session keys. Derived keys are wiped.
 * @throws KazasuError `KZS-APPLET-KEY-REFUSED`, `KZS-APPLET-KEY-LOCKED`, `KZS-APPLET-CARD-NOT-GENUINE`.
 */
export const authenticate = async (
  card: InterindustryCommands,
  {key, random}: {readonly key: ServiceKey; readonly random: Random},
): Promise<KeyPairOfChannel> => {
  const own = await cardKeyOf(card, key);
  const keys = authenticationKeys(own);
  own.fill(0);
  const asked = await card.send({ins: 0x84, p1: 0, p2: 0, ne: challengeBytes});
  expectOk('GET CHALLENGE', asked);
  const terminal: Proof = {
    own: random.bytes(challengeBytes),
    other: asked.data,
    share: random.bytes(challengeBytes),
  };
  const answer = await card.send({
    ins: 0x82,
    p1: 0,
    p2: 0,
    data: sealed(keys, terminal),
    ne: cryptogramBytes,
  });
  if (answer.sw.triesLeft !== undefined) {
    throw new TerminalKeyRefused(answer.sw.triesLeft);
  }
  if (answer.sw === sw.authenticationMethodBlocked) {
    throw keyLocked();
  }
  expectOk('MUTUAL AUTHENTICATE', answer);
  const proven = unsealed(keys, answer.data);
  if (!proven || !sameBytes(proven.own, terminal.other) || !sameBytes(proven.other, terminal.own)) {
    throw cardNotGenuine();
  }
  const session = sessionKeysOf(terminal, proven);
  terminal.share.fill(0);
  proven.share.fill(0);
  return session;
};

const diversificationSfi = 0x02;

/** A copy of the card's key, which the caller wipes. */
const cardKeyOf = async (card: InterindustryCommands, key: ServiceKey): Promise<Uint8Array> => {
  if ('key' in key) {
    return Uint8Array.from(key.key);
  }
  const found = await card.send({ins: 0xb0, p1: 0x80 | diversificationSfi, p2: 0, ne: 256});
  expectOk('READ BINARY of the key diversification data', found);
  return diversifiedAppletKey(key.master, found.data);
};
