import {createCipheriv, createDecipheriv, hkdfSync} from 'node:crypto';
import {type Random, toHex} from '../../protocol/index.ts';
import type {AreaName} from './areas.ts';
import type {DomainKeys} from './domain-keys.ts';
import {refusal} from './refusals.ts';
import type {IssuerRow} from './rows.ts';

type KeyedIssuer = Pick<IssuerRow, 'name' | 'keyVersion' | 'wrappedKey'>;

export interface KeyVault {
  /** Of the audit log's chain. */
  readonly auditKey: Uint8Array;
  /** Tells one installation's key from another's, hex, and nothing of the key. */
  readonly checkValue: string;
  /** A master key of 32 bytes, given or new, as it is kept. */
  wrap(issuer: string, keyVersion: number, masterKey?: Uint8Array): Uint8Array;
  /** The keys of the issuer's domain in an area of one card, of 16, 24 or 32 bytes. Error: `KZS-MANAGEMENT-VAULT`. */
  domainKeys(issuer: KeyedIssuer, cardId: string, area: AreaName, bytes: number): DomainKeys;
  /** The key by which an application and its terminals know each other, 16 bytes. */
  applicationKey(issuer: KeyedIssuer, cardId: string, aid: string): Uint8Array;
}

const masterKeyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Issuers' keys, each wrapped by the installation's key (AES-256-GCM, bound to name and version), which the store
 * does not hold. Each card has keys of its own: HKDF-SHA-256 with its id. Bench-defined, C111.
 */
export const openKeyVault = (installationKey: Uint8Array, random: Random): KeyVault => {
  const wrapping = derived(installationKey, '', 'kazasu/card-management/wrap', 32);
  const masterKeyOf = ({name, keyVersion, wrappedKey}: KeyedIssuer): Uint8Array => {
    const decipher = createDecipheriv('aes-256-gcm', wrapping, wrappedKey.subarray(0, nonceBytes));
    decipher.setAAD(boundTo(name, keyVersion));
    decipher.setAuthTag(wrappedKey.subarray(nonceBytes, nonceBytes + tagBytes));
    try {
      return Buffer.concat([decipher.update(wrappedKey.subarray(nonceBytes + tagBytes)), decipher.final()]);
    } catch {
      throw refusal('VAULT', name);
    }
  };
  return {
    checkValue: toHex(derived(installationKey, '', 'kazasu/card-management/check', 16)),
    auditKey: derived(installationKey, '', 'kazasu/card-management/audit', 32),
    wrap(issuer, keyVersion, masterKey = random.bytes(masterKeyBytes)) {
      const nonce = random.bytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', wrapping, nonce);
      cipher.setAAD(boundTo(issuer, keyVersion));
      const wrapped = Buffer.concat([cipher.update(masterKey), cipher.final()]);
      return Uint8Array.from(Buffer.concat([nonce, cipher.getAuthTag(), wrapped]));
    },
    domainKeys(issuer, cardId, area, bytes) {
      const master = masterKeyOf(issuer);
      const key = (use: 'enc' | 'mac' | 'dek'): Uint8Array =>
        derived(master, cardId, `domain/${area}/${use}${lengthMark(bytes)}`, bytes);
      return {version: issuer.keyVersion, enc: key('enc'), mac: key('mac'), dek: key('dek')};
    },
    applicationKey: (issuer, cardId, aid) => derived(masterKeyOf(issuer), cardId, `application/${aid}`, 16),
  };
};

/** A longer key must not begin as a shorter one of the same card, as HKDF's would under one name. */
const lengthMark = (bytes: number): string => (bytes === 16 ? '' : `/${bytes}`);

const boundTo = (issuer: string, keyVersion: number): Buffer =>
  Buffer.from(`${keyVersion}/${issuer}`, 'utf8');

const derived = (key: Uint8Array, salt: string, info: string, bytes: number): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, salt, info, bytes));
