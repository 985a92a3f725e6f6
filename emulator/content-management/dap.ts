import type {DapBlock} from '../../protocol/cap/index.ts';
import {
  AesKey,
  keyTypes,
  managementSignatureIsRight,
  privilegeBits,
  sameBytes,
} from '../../protocol/globalplatform/index.ts';
import {sw, toHex} from '../../protocol/index.ts';
import {refuse} from '../os/refusal.ts';
import {has, privilegesOf} from './authority.ts';
import type {AidText, CardContent, DomainKey} from './content.ts';
import {keyOf, keyVersions} from './key-set.ts';
import {publicKeyOf} from './public-key.ts';

const dapKeyId = 1;
const mandatedBit = privilegeBits.mandatedDapVerification & ~privilegeBits.dapVerification;

/** The domains whose word is needed before a load file comes into a domain: its own, where it verifies, and all mandated. */
export const verifiersOf = (content: CardContent, domain: AidText): AidText[] =>
  [...content.instances]
    .filter(
      ([aid, {privileges}]) =>
        has(privileges, privilegeBits.dapVerification) &&
        (aid === domain || (privileges & mandatedBit) !== 0),
    )
    .map(([aid]) => aid);

/**
 * Checks the DAP blocks of a load file over the hash that INSTALL announced, GPC 2.3.1 clauses 9.2.1 and C.3: a block
 * that is missing is 6985, one of an unknown domain or without a key 6A88, a wrong signature 6982.
 */
export const checkDapBlocks = (
  content: CardContent,
  domain: AidText,
  blocks: readonly DapBlock[],
  hash: Uint8Array,
): void => {
  const vouched = new Set(blocks.map(({securityDomain}) => toHex(securityDomain)));
  const needed = verifiersOf(content, domain);
  if (needed.some((aid) => !vouched.has(aid)) || (blocks.length > 0 && hash.length === 0)) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  for (const {securityDomain, signature} of blocks) {
    const aid = toHex(securityDomain);
    const held = keyOf(content.domains.get(aid)?.keys ?? [], keyVersions.dap, dapKeyId);
    const verifies = has(privilegesOf(content, aid), privilegeBits.dapVerification);
    const key = held && verifies ? held : refuse(sw.referencedDataNotFound);
    if (!isRight(key, hash, signature)) {
      refuse(sw.securityStatusNotSatisfied);
    }
  }
};

/** Public keys verify a signature; AES keys a CMAC. */
const isRight = (key: DomainKey, hash: Uint8Array, signature: Uint8Array): boolean => {
  const publicKey = publicKeyOf(key);
  if (publicKey) {
    return managementSignatureIsRight(publicKey, hash, signature);
  }
  return key.type === keyTypes.aes && sameBytes(new AesKey(key.value).cmac(hash), signature);
};
