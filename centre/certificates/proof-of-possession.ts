import {type KeyObject, verify} from 'node:crypto';
import {KazasuError} from '../../protocol/index.ts';

/** What a card shows for a key that it made: PKCS#1 v1.5 with SHA-256 over nonce ‖ modulus. Bench-defined, D72. */
export interface PossessionProof {
  readonly publicKey: KeyObject;
  /** The one the centre gave for this key. */
  readonly nonce: Uint8Array;
  readonly proof: Uint8Array;
}

/**
 * Whoever asks for a certificate holds the private key. The centre judges it itself: the terminal in between might
 * be anybody's. Bench-defined, C198. @throws KazasuError `KZS-CENTRE-POSSESSION`
 */
export const checkPossession = ({publicKey, nonce, proof}: PossessionProof): void => {
  const {n = ''} = publicKey.export({format: 'jwk'});
  const signed = Buffer.concat([nonce, Buffer.from(n, 'base64url')]);
  if (!verify('sha256', signed, publicKey, proof)) {
    throw new KazasuError('KZS-CENTRE-POSSESSION', {
      en: 'a signature by the key to be certified over the nonce that was given was expected, but another one came',
      ja: '証明書を発行する鍵による、渡したノンスへの署名が必要ですが、異なる署名が渡されました',
    });
  }
};
