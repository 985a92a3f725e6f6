import {checkPrimeSync, createPrivateKey, createPublicKey, type KeyObject} from 'node:crypto';

const publicExponent = 65537n;

const smallPrimes: readonly number[] = (() => {
  const limit = 20_000;
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let n = 2; n < limit; n += 1) {
    if (composite[n]) {
      continue;
    }
    primes.push(n);
    for (let multiple = n * n; multiple < limit; multiple += n) {
      composite[multiple] = 1;
    }
  }
  return primes;
})();

const bigint = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

/** The first prime at or above an odd start, both top bits set, with p − 1 prime to e. A sieve spares most tests. */
const primeFrom = (start: bigint): bigint => {
  const window = 16_384;
  const composite = new Uint8Array(window);
  for (const prime of smallPrimes) {
    if (prime === 2) {
      continue;
    }
    // start + 2i ≡ 0 (mod prime)
    const rest = Number(start % BigInt(prime));
    let i = ((prime - rest) * ((prime + 1) / 2)) % prime;
    for (; i < window; i += prime) {
      composite[i] = 1;
    }
  }
  for (let i = 0; i < window; i += 1) {
    const candidate = start + 2n * BigInt(i);
    if (!composite[i] && (candidate - 1n) % publicExponent !== 0n && checkPrimeSync(candidate)) {
      return candidate;
    }
  }
  return primeFrom(start + 2n * BigInt(window));
};

const prime = (bytes: (n: number) => Uint8Array, bits: number): bigint => {
  const start = Uint8Array.from(bytes(bits / 8));
  start[0] = (start[0] as number) | 0xc0;
  start[start.length - 1] = (start[start.length - 1] as number) | 1;
  return primeFrom(bigint(start));
};

const inverse = (a: bigint, modulus: bigint): bigint => {
  let [r0, r1, s0, s1] = [a % modulus, modulus, 1n, 0n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [s0, s1] = [s1, s0 - quotient * s1];
  }
  return ((s0 % modulus) + modulus) % modulus;
};

const base64url = (value: bigint): string => {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
};

/**
 * An RSA key pair that follows from a stream of bytes, which node:crypto's own generator cannot give. Primes are
 * judged by OpenSSL. For test identities: whoever knows the seed knows the key.
 */
export const rsaKeyFromStream = (
  bytes: (n: number) => Uint8Array,
  bits: number,
): {privateKey: KeyObject; publicKey: KeyObject} => {
  const one = prime(bytes, bits / 2);
  const two = prime(bytes, bits / 2);
  const [p, q] = one > two ? [one, two] : [two, one];
  if (p === q) {
    return rsaKeyFromStream(bytes, bits);
  }
  const d = inverse(publicExponent, (p - 1n) * (q - 1n));
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      n: base64url(p * q),
      e: base64url(publicExponent),
      d: base64url(d),
      p: base64url(p),
      q: base64url(q),
      dp: base64url(d % (p - 1n)),
      dq: base64url(d % (q - 1n)),
      qi: base64url(inverse(q, p)),
    },
  });
  return {privateKey, publicKey: createPublicKey(privateKey)};
};
