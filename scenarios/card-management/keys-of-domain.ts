import type {KeyFormat, KnownDomainKeys} from '../../centre/index.ts';
import {type ApduChannel, globalPlatform as gp} from '../../terminal/index.ts';

/** By which keys a domain is opened, and which channel it has to choose. */
export type KeysOfDomain = Pick<gp.BeginSecureChannel, 'keys' | 'keyVersion' | 'protocol' | 'scp02Option'>;

/**
 * The known keys of the kind that the selected domain says it has. A domain without keys of its own speaks as the one
 * above it does, with which `above` is a session. @throws KazasuError `KZS-GP-STATUS`, `KZS-GP-ANSWER`.
 */
export const keysOfDomain = async (
  channel: ApduChannel,
  known: KnownDomainKeys,
  above?: gp.SecureSession,
): Promise<KeysOfDomain> => {
  const set = await gp.readChannelKeySet(channel);
  if (set) {
    const {keyBytes: bytes, ...rest} = set;
    return {keys: known({type: typeOf(rest), bytes}), ...rest};
  }
  return above
    ? {keys: known(formatOfSession(above)), scp02Option: above.properties.i}
    : {keys: known(aes128)};
};

/** Of the keys that a domain has proven: the one for key transport is as long as its static keys. */
export const formatOfSession = ({properties, dek}: gp.SecureSession): KeyFormat => ({
  type: typeOf(properties),
  bytes: dek.length,
});

const typeOf = ({protocol}: Pick<gp.ChannelKeySet, 'protocol'>): KeyFormat['type'] =>
  protocol === 'scp02' ? 'des' : 'aes';

/** A card that tells nothing of its keys has what most have. Bench-defined, D290. */
const aes128: KeyFormat = {type: 'aes', bytes: 16};
