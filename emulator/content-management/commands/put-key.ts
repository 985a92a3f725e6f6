import {
  globalPlatformSw,
  instructions,
  keyCheckValue,
  keyTypes,
  type PutKeyRefusal,
  putKeyData,
  type TransportedKey,
} from '../../../protocol/globalplatform/index.ts';
import {type StatusWord, sw} from '../../../protocol/index.ts';
import {refuse} from '../../os/refusal.ts';
import type {DomainKey} from '../content.ts';
import {keyOf} from '../key-set.ts';
import {managementCommand} from '../management-command.ts';
import {publicKeyFrom} from '../public-key.ts';
import {withDomain} from '../registry.ts';

/** GPC 2.3.1 clause 11.8.2.2: P2 b8 says that there are several keys, one identifier after the other. */
const severalKeys = 0x80;
const mostVersion = 0x7f;
/** Keys a domain has room for, whatever their kind. Bench-defined, D172. */
const mostKeys = 32;

const refusals: Readonly<Record<PutKeyRefusal, StatusWord>> = {
  malformed: sw.incorrectData,
  'type-unknown': globalPlatformSw.algorithmNotSupported,
  'check-value-wrong': globalPlatformSw.keyCheckValueWrong,
};

/**
 * PUT KEY, GPC 2.3.1 clause 11.8: P1 the version to replace, 00 for one more; keys under the session's key transport
 * key. Answers the version and the check values. A version that is not there, or there already, is 6A88; a check value
 * that does not fit 9485; an unknown type 9484. All keys change together.
 */
export const putKey = managementCommand('PUT KEY', instructions.putKey, (card, {p1, p2, data}, session) => {
  const decoded = putKeyData.decode(data, session.channel.keys.dek);
  if (typeof decoded === 'string') {
    return refuse(refusals[decoded]);
  }
  const {keyVersion, keys} = decoded;
  const firstId = p2 & ~severalKeys;
  if (p1 > mostVersion || firstId === 0 || ((p2 & severalKeys) === 0 && keys.length > 1)) {
    refuse(sw.incorrectP1P2);
  }
  if (keyVersion === 0 || keyVersion > mostVersion) {
    refuse(sw.incorrectData);
  }
  const held = card.persistent.content.domains.get(session.domain)?.keys ?? [];
  const put = keys.map((key, n) => domainKey(key, keyVersion, firstId + n));
  const replaced = put.map(({id}) => keyOf(held, p1, id));
  const there = held.some(({version}) => version === keyVersion);
  if (p1 === 0 ? put.some(({id}) => keyOf(held, keyVersion, id)) : replaced.includes(undefined)) {
    refuse(sw.referencedDataNotFound);
  }
  if (p1 !== 0 && keyVersion !== p1 && there) {
    refuse(sw.referencedDataNotFound);
  }
  const next = p1 === 0 ? [...held, ...put] : held.map((key) => put[replaced.indexOf(key)] ?? key);
  if (next.length > mostKeys) {
    refuse(sw.notEnoughMemory);
  }
  card.commit(withDomain(card.persistent, session.domain, {keys: next}));
  card.note({change: 'updated', subject: `keys of ${session.domain}`});
  return {data: Uint8Array.from([keyVersion, ...put.flatMap((key) => [...checkValue(key)])]), sw: sw.ok};
});

const domainKey = (key: TransportedKey, version: number, id: number): DomainKey => {
  if (key.type !== 'public') {
    return {version, id, type: keyTypes[key.type], value: key.value};
  }
  const value = publicKeyFrom(key.components) ?? refuse(sw.incorrectData);
  const rsa = key.components.some(({type}) => type === keyTypes.rsaModulus);
  return {version, id, type: rsa ? keyTypes.rsaModulus : keyTypes.ecPublic, value};
};

/** Public keys have none. */
const checkValue = ({type, value}: DomainKey): Uint8Array => {
  if (type === keyTypes.des || type === keyTypes.aes) {
    return keyCheckValue(type === keyTypes.des ? 'des' : 'aes', value);
  }
  return new Uint8Array(0);
};
