import {createPublicKey, type KeyObject, verify} from 'node:crypto';
import {
  type ApplicationName,
  aesCmac,
  aids,
  berTlv,
  type CommandApdu,
  command,
  findTlv,
  KazasuError,
  type LifeCycle,
  lifeCycleCode,
  lifeCycleOf,
  type ResponseApdu,
  type Sentence,
  sw,
} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {PinBlocked, UnexpectedStatus, WrongPin} from './status-error.ts';

/** An EF by the application that holds it and its identifier. */
export interface CardFile {
  readonly application: ApplicationName;
  readonly file: number;
}

/** A key made on the card: with it the card signed nonce ‖ modulus, PKCS#1 v1.5, SHA-256. */
export interface ProvenKey {
  readonly publicKey: KeyObject;
  readonly proof: Uint8Array;
}

const challengeBytes = 16;
const modulusBytes = 256;
const issuerKey: Sentence = {en: 'issuer key', ja: '発行者鍵'};
const domain: ApplicationName = 'issuer-security-domain';
/** P1 of the life cycle in SET STATUS and GET STATUS; docs/deviations.md D73. */
const municipalLifeCycle = 0xa0;

/** What a municipality's terminal does to a card with the issuer's authority. All of it is bench-defined. */
export class IssuerSession {
  readonly #channel: ApduChannel;

  private constructor(channel: ApduChannel) {
    this.#channel = channel;
  }

  /**
   * Proves the issuer's authority with the card's key (AES-128); it holds until power-off or reset.
   * @throws WrongPin with the tries left, PinBlocked when there are none.
   */
  static async authenticate(channel: ApduChannel, key: Uint8Array): Promise<IssuerSession> {
    return IssuerSession.answer(channel, aesCmac(key, await IssuerSession.challenge(channel)));
  }

  /** Asks the card for its challenge, 16 bytes: for a terminal that has no issuer's key and asks who has it. */
  static async challenge(channel: ApduChannel): Promise<Uint8Array> {
    await new IssuerSession(channel).#select(domain);
    const challenge = await channel.send(command({cla: 0, ins: 0x84, p1: 0, p2: 0, ne: challengeBytes}));
    expectOk('GET CHALLENGE', challenge);
    return challenge.data;
  }

  /** Hands the card the answer to the challenge just before, its AES-CMAC. Throws as `authenticate`. */
  static async answer(channel: ApduChannel, data: Uint8Array): Promise<IssuerSession> {
    const {sw: status} = await channel.send(command({cla: 0, ins: 0x82, p1: 0, p2: 1, data}));
    if (status.triesLeft !== undefined) {
      throw new WrongPin(issuerKey, status.triesLeft);
    }
    if (status === sw.referenceDataNotUsable) {
      throw new PinBlocked(issuerKey);
    }
    expectOk('EXTERNAL AUTHENTICATE', {sw: status});
    return new IssuerSession(channel);
  }

  /** Sets a PIN or password, as at delivery, with all its tries. Sent as it is: a signature password in capitals. */
  async setPin(credential: CardFile, value: string): Promise<void> {
    const data = Uint8Array.from(Buffer.from(value, 'latin1'));
    try {
      await this.#unlockKey(credential, data);
    } finally {
      data.fill(0);
    }
  }

  /** Gives a credential its tries back; its value stays. */
  async unblock(credential: CardFile): Promise<void> {
    await this.#unlockKey(credential, new Uint8Array(0));
  }

  /**
   * Has the card make a new key for an EF, and checks its proof of possession. The old key works on until a
   * certificate for the new one is written.
   * @throws KazasuError `KZS-ISSUER-PROOF` when the card does not show that it holds the private key.
   */
  async generateKey(file: CardFile, nonce: Uint8Array): Promise<KeyObject> {
    return (await this.generateProvenKey(file, nonce)).publicKey;
  }

  /** The same, with the proof for whoever is to certify the key. */
  async generateProvenKey({application, file}: CardFile, nonce: Uint8Array): Promise<ProvenKey> {
    await this.#select(application);
    const response = await this.#send({
      cla: 0,
      ins: 0x47,
      p1: 0,
      p2: 0x80 | sfi(file),
      data: nonce,
      ne: 65536,
    });
    expectOk('GENERATE ASYMMETRIC KEY PAIR', response);
    return provenKey(response.data, nonce);
  }

  /** Writes a whole certificate (DER); the key it certifies comes into use at the same moment. */
  async writeCertificate(file: CardFile, certificate: Uint8Array): Promise<void> {
    await this.#update('UPDATE BINARY of the certificate', file, certificate);
  }

  /** Writes a whole EF, by one command: it has the old content or the new one. */
  async writeFile(file: CardFile, content: Uint8Array): Promise<void> {
    await this.#update('UPDATE BINARY', file, content);
  }

  async setLifeCycle(state: LifeCycle): Promise<void> {
    await this.#select(domain);
    const p2 = lifeCycleCode(state);
    expectOk(`SET STATUS to ${state}`, await this.#send({cla: 0x80, ins: 0xf0, p1: municipalLifeCycle, p2}));
  }

  /** Where the card stands: what a terminal asks first after its link was lost. */
  async lifeCycle(): Promise<LifeCycle> {
    await this.#select(domain);
    const response = await this.#send({cla: 0x80, ins: 0xf2, p1: municipalLifeCycle, p2: 0, ne: 256});
    expectOk('GET STATUS', response);
    const [code = 0] = response.data;
    const state = lifeCycleOf(code);
    if (!state) {
      throw new KazasuError('KZS-ISSUER-LIFE-CYCLE', {
        en: `GET STATUS was expected to answer a life cycle of 01 to 06, but the card answered ${code}`,
        ja: `GET STATUS の応答はライフサイクル 01〜06 のはずですが、カードは ${code} を返しました`,
      });
    }
    return state;
  }

  /** Until it is unlocked, the application serves nobody but the issuer. */
  async lockApplication(application: ApplicationName): Promise<void> {
    await this.#select(application);
    expectOk('LOCK DF', await this.#send({cla: 0x80, ins: 0x50, p1: 0, p2: 0}));
  }

  async unlockApplication(application: ApplicationName): Promise<void> {
    await this.#select(application);
    expectOk('UNLOCK DF', await this.#send({cla: 0x80, ins: 0x52, p1: 0, p2: 0}));
  }

  async #update(what: string, {application, file}: CardFile, data: Uint8Array): Promise<void> {
    await this.#select(application);
    expectOk(what, await this.#send({cla: 0, ins: 0xd6, p1: 0x80 | sfi(file), p2: 0, data}));
  }

  async #unlockKey({application, file}: CardFile, data: Uint8Array): Promise<void> {
    await this.#select(application);
    expectOk('UNLOCK KEY', await this.#send({cla: 0x80, ins: 0x54, p1: 0, p2: 0x80 | sfi(file), data}));
  }

  /** A locked application answers 6283; the issuer may still work on it. */
  async #select(application: ApplicationName): Promise<void> {
    const response = await this.#send({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: aids[application]});
    if (response.sw !== sw.selectedFileDeactivated) {
      expectOk(`SELECT of the application ${application}`, response);
    }
  }

  #send(
    fields: Pick<CommandApdu, 'cla' | 'ins' | 'p1' | 'p2'> & Partial<CommandApdu>,
  ): Promise<ResponseApdu> {
    return this.#channel.send(command(fields));
  }
}

const sfi = (file: number): number => file & 0x1f;

/** 7F49 {81 modulus, 82 exponent}, 5F37 signature of nonce ‖ modulus, to the public key and the signature. */
const provenKey = (response: Uint8Array, nonce: Uint8Array): ProvenKey => {
  const objects = berTlv.decodeAll(response);
  const numbers = findTlv(objects, 0x7f49)?.children;
  const modulus = findTlv(numbers, 0x81)?.value;
  const exponent = findTlv(numbers, 0x82)?.value;
  const proof = findTlv(objects, 0x5f37)?.value;
  if (modulus?.length !== modulusBytes || !exponent?.length || !proof) {
    return unproven();
  }
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {kty: 'RSA', n: base64url(modulus), e: base64url(exponent)},
  });
  return verify('sha256', Buffer.concat([nonce, modulus]), publicKey, proof)
    ? {publicKey, proof}
    : unproven();
};

const unproven = (): never => {
  throw new KazasuError('KZS-ISSUER-PROOF', {
    en: 'a new public key and a signature by it over the nonce were expected, but what the card answered is not that',
    ja: '新しい公開鍵と、その鍵によるノンスへの署名が必要ですが、カードの応答はそうなっていません',
  });
};

const expectOk = (what: string, response: Pick<ResponseApdu, 'sw'>): void => {
  if (response.sw !== sw.ok) {
    throw new UnexpectedStatus(what, response.sw);
  }
};
