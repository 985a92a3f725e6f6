import {createHash, timingSafeEqual} from 'node:crypto';
import {type Random, toHex} from '../../protocol/index.ts';

/** By which a key is recognised in a log, a file or a commit, where it must not be. */
export const keyPrefix = 'kzrp_';
const keyBytes = 32;

/** 32 random bytes in base64url behind the prefix: 48 characters. Bench-defined, C70. */
export const newRelyingPartyKey = (random: Random): string =>
  keyPrefix + Buffer.from(random.bytes(keyBytes)).toString('base64url');

/** SHA-256, hex: all that is kept. The key is random, so neither salt nor slowness would add anything. */
export const hashOfKey = (key: string): string => toHex(sha256(key));

/** Takes as long for every key, right or wrong. */
export const isKeyOf = (key: string, keyHash: string): boolean => {
  const kept = Buffer.from(keyHash, 'hex');
  const [mine, theirs] = [sha256(key), kept.length === keyBytes ? kept : Buffer.alloc(keyBytes)];
  return timingSafeEqual(mine, theirs) && kept.length === keyBytes;
};

const sha256 = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest();
