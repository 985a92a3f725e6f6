import {AesKey} from '../ciphers/aes-key.ts';
import {sameBytes} from '../globalplatform/authentication.ts';

/** Bytes of a challenge, of a share of the session key, and of a whole cryptogram with its MAC. */
export const challengeBytes = 16;
const shareBytes = 16;
const sealedBytes = 2 * challengeBytes + shareBytes;
const macBytes = 16;
export const cryptogramBytes = sealedBytes + macBytes;

/** Keys for encryption and MACs that follow from another one. */
export interface KeyPairOfChannel {
  readonly enc: AesKey;
  readonly mac: AesKey;
}

/** What a cryptogram proves: both challenges, the maker's own first, and the maker's share of the session key. */
export interface Proof {
  readonly own: Uint8Array;
  readonly other: Uint8Array;
  readonly share: Uint8Array;
}

/** A card's key from a service's master key and what stands in its EF 0002. AES-128. */
export const diversifiedAppletKey = (master: Uint8Array, diversification: Uint8Array): Uint8Array =>
  derived(master, 'card key', diversification);

/** The two keys of the authentication itself. */
export const authenticationKeys = (key: Uint8Array): KeyPairOfChannel =>
  keyPair(key, 'authentication', empty);

/** The two keys of the session behind it: from both shares, bound to both challenges. */
export const sessionKeysOf = (terminal: Proof, card: Proof): KeyPairOfChannel => {
  const shared = Uint8Array.from(terminal.share, (byte, n) => byte ^ (card.share[n] ?? 0));
  const pair = keyPair(shared, 'session', Buffer.concat([terminal.own, card.own]));
  shared.fill(0);
  return pair;
};

/**
 * A cryptogram: own challenge, other challenge, share, encrypted (AES-CBC, IV 0), then the CMAC of that. ISO/IEC
 * 11770-2 mechanism 6 in the form that other cards use with MUTUAL AUTHENTICATE. Bench-defined, D204
 */
export const sealed = ({enc, mac}: KeyPairOfChannel, {own, other, share}: Proof): Uint8Array => {
  const cryptogram = enc.encryptCbc(undefined, Buffer.concat([own, other, share]));
  return Uint8Array.from(Buffer.concat([cryptogram, mac.cmac(cryptogram)]));
};

/** What a cryptogram says; undefined where its length or MAC is wrong, so that nothing of it is decrypted. */
export const unsealed = ({enc, mac}: KeyPairOfChannel, bytes: Uint8Array): Proof | undefined => {
  const cryptogram = Uint8Array.from(bytes.subarray(0, sealedBytes));
  if (
    bytes.length !== cryptogramBytes ||
    !sameBytes(mac.cmac(cryptogram), Uint8Array.from(bytes.subarray(sealedBytes)))
  ) {
    return undefined;
  }
  const plain = Uint8Array.from(enc.decryptCbc(undefined, cryptogram));
  return {
    own: plain.subarray(0, challengeBytes),
    other: plain.subarray(challengeBytes, 2 * challengeBytes),
    share: plain.subarray(2 * challengeBytes),
  };
};

const empty = new Uint8Array(0);

const keyPair = (key: Uint8Array, purpose: string, context: Uint8Array): KeyPairOfChannel => ({
  enc: new AesKey(derived(key, `${purpose} enc`, context)),
  mac: new AesKey(derived(key, `${purpose} mac`, context)),
});

/** NIST SP 800-108 in counter mode with CMAC, one block: 01, label, 00, context, 0080. */
const derived = (key: Uint8Array, label: string, context: Uint8Array): Uint8Array =>
  Uint8Array.from(
    new AesKey(key).cmac(
      Buffer.concat([Uint8Array.of(1), Buffer.from(label, 'ascii'), Uint8Array.of(0), context, length]),
    ),
  );

const length = Uint8Array.of(0x00, 0x80);
