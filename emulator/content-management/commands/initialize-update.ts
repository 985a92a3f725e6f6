import {
  authentication,
  cardSecurity,
  initializeUpdateResponse,
  instructions,
  isPseudoRandom,
  macBytes,
  pseudoRandomChallenge,
  type SecureChannelProtocol,
} from '../../../protocol/globalplatform/index.ts';
import {sw} from '../../../protocol/index.ts';
import {always} from '../../os/access-rule.ts';
import type {CommandRow} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import {selectedDomain} from '../authority.ts';
import {type ChannelKeys, channelKeysOf} from '../key-set.ts';

/** The most a sequence counter can count: two bytes in SCP02, three in SCP03. */
const mostSessions: Readonly<Record<SecureChannelProtocol, number>> = {scp02: 0xffff, scp03: 0xffffff};

/** A card challenge of SCP02, where SCP03's is as long as the host's. */
const scp02ChallengeBytes = 6;

/** INITIALIZE UPDATE, GPC 2.3.1 clause E.5.1 and Amendment D clause 7.1.1: P1 key version, P2 00. Ends the session before. */
export const initializeUpdate: CommandRow = {
  name: 'INITIALIZE UPDATE',
  cla: 'proprietary',
  ins: instructions.initializeUpdate,
  requires: always,
  evidence: 'standard',
  run(card, {p1, p2, data: hostChallenge}) {
    card.volatile.secureChannel = undefined;
    const {content} = card.persistent;
    const domain = selectedDomain(card);
    if (p2 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    const found = channelKeysOf(content, domain, p1) ?? refuse(sw.referencedDataNotFound);
    const {protocol, i, version, keys} = found;
    if (hostChallenge.length !== macBytes(protocol, i)) {
      refuse(sw.wrongLength);
    }
    const sequence = content.domains.get(domain)?.sequenceCounter ?? 0;
    if (countsSessions(found) && sequence >= mostSessions[protocol]) {
      refuse(sw.conditionsOfUseNotSatisfied);
    }
    const cardChallenge = cardChallengeOf(card, found, sequence);
    const {channel, cardCryptogram, hostCryptogram} = authentication(keys, {
      protocol,
      i,
      sequence,
      hostChallenge,
      cardChallenge,
    });
    card.volatile.secureChannel = {
      domain,
      keyVersion: version,
      channel,
      security: cardSecurity(channel),
      hostCryptogram,
      authenticated: false,
      load: undefined,
      personalisation: undefined,
      listing: undefined,
    };
    const response = {
      protocol,
      i,
      diversification: content.diversificationData,
      keyVersion: version,
      sequence: countsSessions(found) ? sequence : undefined,
      cardChallenge,
      cardCryptogram,
    };
    return {data: initializeUpdateResponse.encode(response), sw: sw.ok};
  },
};

/** SCP02 takes its session keys from the counter, SCP03 only its challenge, where that is pseudo-random. */
export const countsSessions = ({protocol, i}: Pick<ChannelKeys, 'protocol' | 'i'>): boolean =>
  protocol === 'scp02' || isPseudoRandom(protocol, i);

const cardChallengeOf = (
  {random, volatile}: CardContext,
  {protocol, i, keys}: ChannelKeys,
  sequence: number,
): Uint8Array => {
  if (isPseudoRandom(protocol, i)) {
    return pseudoRandomChallenge(keys, {protocol, i, sequence}, volatile.application.aid);
  }
  return random.bytes(protocol === 'scp02' ? scp02ChallengeBytes : macBytes(protocol, i));
};
