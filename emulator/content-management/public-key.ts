import {createPublicKey, type KeyObject} from 'node:crypto';
import {type KeyComponent, keyTypes} from '../../protocol/globalplatform/index.ts';
import type {DomainKey} from './content.ts';

/** Parameter reference F0 of PUT KEY, GPC 2.3.1 table B-2, by curve as Node and JWK name it. [S13] */
const curves = [
  {reference: 0x00, jwk: 'P-256', node: 'prime256v1', bytes: 32},
  {reference: 0x01, jwk: 'P-384', node: 'secp384r1', bytes: 48},
  {reference: 0x02, jwk: 'P-521', node: 'secp521r1', bytes: 66},
] as const;

const curveParameter = 0xf0;
/** The prime of a curve given by its parameters. */
const curvePrime = 0xb1;

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Components of PUT KEY to a public key, SubjectPublicKeyInfo DER; undefined where they are none, or of an unknown curve. */
export const publicKeyFrom = (components: readonly KeyComponent[]): Uint8Array | undefined => {
  try {
    const der = createPublicKey(jwkOf(components)).export({format: 'der', type: 'spki'});
    return Uint8Array.from(der);
  } catch {
    return undefined;
  }
};

const jwkOf = (components: readonly KeyComponent[]): {format: 'jwk'; key: Record<string, string>} => {
  const value = (type: number): Uint8Array | undefined =>
    components.find((component) => component.type === type)?.value;
  const modulus = value(keyTypes.rsaModulus);
  if (modulus) {
    const e = value(keyTypes.rsaExponent) ?? Uint8Array.of(1, 0, 1);
    return {format: 'jwk', key: {kty: 'RSA', n: base64url(modulus), e: base64url(e)}};
  }
  const point = value(keyTypes.ecPublic) ?? new Uint8Array(0);
  const curve = curveOf(value(curveParameter), value(curvePrime), point);
  return {
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: curve.jwk,
      x: base64url(point.subarray(1, 1 + curve.bytes)),
      y: base64url(point.subarray(1 + curve.bytes)),
    },
  };
};

/** A curve by its reference, or, with its parameters spelled out, by the size of its prime. */
const curveOf = (
  reference: Uint8Array | undefined,
  prime: Uint8Array | undefined,
  point: Uint8Array,
): (typeof curves)[number] => {
  const bytes = prime?.length;
  const found = curves.find((curve) =>
    reference?.length ? curve.reference === reference[0] : curve.bytes === bytes,
  );
  if (!found || point[0] !== 0x04 || point.length !== 1 + 2 * found.bytes) {
    throw new Error('no curve the card knows');
  }
  return found;
};

/** The public key among a domain's keys; undefined for a symmetric one. */
export const publicKeyOf = ({type, value}: DomainKey): KeyObject | undefined =>
  type === keyTypes.des || type === keyTypes.aes
    ? undefined
    : createPublicKey({key: Buffer.from(value), format: 'der', type: 'spki'});

/** The components of a public key as the key information template lists them. */
export const publicKeyComponents = (spki: Uint8Array): KeyComponent[] => {
  const key = createPublicKey({key: Buffer.from(spki), format: 'der', type: 'spki'});
  const {n = '', e = '', x = '', y = ''} = key.export({format: 'jwk'});
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64url');
  if (key.asymmetricKeyType === 'rsa') {
    return [
      {type: keyTypes.rsaModulus, value: bytes(n)},
      {type: keyTypes.rsaExponent, value: bytes(e)},
    ];
  }
  const {namedCurve} = key.asymmetricKeyDetails ?? {};
  const reference = curves.find(({node}) => node === namedCurve)?.reference ?? 0;
  return [
    {type: keyTypes.ecPublic, value: Buffer.concat([Uint8Array.of(4), bytes(x), bytes(y)])},
    {type: curveParameter, value: Uint8Array.of(reference)},
  ];
};
