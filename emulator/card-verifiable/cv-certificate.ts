import {createPublicKey, type KeyObject, sign} from 'node:crypto';
import {berTlv, tlv} from '../../protocol/index.ts';

/** Whose key a card-verifiable certificate speaks of. Key identifiers are 16 bytes. */
export interface CvParty {
  readonly keyId: Uint8Array;
  readonly key: KeyObject;
}

const modulusBytes = 256;

/** `90 03 exponent, 91 82 01 00 modulus`: how the card writes an RSA-2048 public key. [S3] */
export const cvPublicKey = (key: KeyObject): Uint8Array => {
  const {n = '', e = ''} = (key.type === 'private' ? createPublicKey(key) : key).export({format: 'jwk'});
  const exponent = Buffer.from(e, 'base64url');
  const modulus = Buffer.from(n, 'base64url');
  return Uint8Array.from(
    Buffer.concat([
      berTlv.encode(tlv(0x90, Uint8Array.from(Buffer.concat([Buffer.alloc(3 - exponent.length), exponent])))),
      berTlv.encode(
        tlv(0x91, Uint8Array.from(Buffer.concat([Buffer.alloc(modulusBytes - modulus.length), modulus]))),
      ),
    ]),
  );
};

/**
 * A card-verifiable certificate: 7F21 {5F4E: issuer key id, subject key id, public key; 5F37: RSASSA-PKCS1-v1_5 with
 * SHA-256 over the value of 5F4E}. 568 bytes. [S3]
 */
export const cvCertificate = (subject: CvParty, issuer: CvParty): Uint8Array => {
  const body = Uint8Array.from(Buffer.concat([issuer.keyId, subject.keyId, cvPublicKey(subject.key)]));
  const signature = Uint8Array.from(sign('sha256', body, issuer.key));
  return berTlv.encode(tlv(0x7f21, [tlv(0x5f4e, body), tlv(0x5f37, signature)]));
};
