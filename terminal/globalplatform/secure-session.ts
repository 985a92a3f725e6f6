import {
  type CommandSecurity,
  commandSecurity,
  mostPlainBytes,
  type SecureChannel,
} from '../../protocol/globalplatform/index.ts';
import {type CommandApdu, KazasuError, type ResponseApdu, sw} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';

/** Why no command is sent any more. */
type End = {readonly en: string; readonly ja: string};

const responseEnds = {
  'response-mac-missing': {en: 'a response came without its MAC', ja: '応答にMACがありませんでした'},
  'response-mac-wrong': {en: 'the MAC of a response was wrong', ja: '応答のMACが正しくありませんでした'},
  'response-not-decrypted': {en: 'a response could not be decrypted', ja: '応答を復号できませんでした'},
} as const satisfies Readonly<Record<string, End>>;

/**
 * An open secure channel as a channel for plain commands. A response that is not believed ends it, and so does the
 * card's 6988; nothing is sent afterwards.
 */
export class SecureSession implements ApduChannel {
  readonly #below: ApduChannel;
  readonly #channel: SecureChannel;
  readonly #security: CommandSecurity;
  #end: End | undefined;

  constructor(below: ApduChannel, channel: SecureChannel) {
    this.#below = below;
    this.#channel = channel;
    this.#security = commandSecurity(channel);
  }

  /** Protocol, `i` and security level; keys stay inside. */
  get properties(): Pick<SecureChannel, 'protocol' | 'i' | 'level'> {
    const {protocol, i, level} = this.#channel;
    return {protocol, i, level};
  }

  /** Whether commands can still be sent. */
  get isOpen(): boolean {
    return this.#end === undefined;
  }

  /** The most plain data one command carries without being cut. */
  get mostPlainBytes(): number {
    return mostPlainBytes(this.#channel);
  }

  /** The key under which other keys travel. */
  get dek(): SecureChannel['keys']['dek'] {
    return this.#channel.keys.dek;
  }

  /**
   * Protects a command, sends it in as many pieces as it takes, and gives the plain response.
   * @throws KazasuError `KZS-GP-RESPONSE` where the response is not believed, `KZS-GP-SESSION-ENDED` ever after.
   */
  async send(plain: CommandApdu): Promise<ResponseApdu> {
    if (this.#end) {
      throw new KazasuError('KZS-GP-SESSION-ENDED', {
        en: `an open secure channel was expected, but it has ended because ${this.#end.en}`,
        ja: `セキュアチャネルが必要ですが、終了しています(${this.#end.ja})`,
      });
    }
    const pieces = this.#security.wrap(plain);
    const last = pieces.pop() ?? plain;
    for (const piece of pieces) {
      const response = await this.#below.send(piece);
      if (response.sw !== sw.ok) {
        return this.#bare(response);
      }
    }
    return this.#unwrap(await this.#below.send(last));
  }

  /** Ends the session from this side. */
  end(): void {
    this.#end ??= {en: 'it was closed', ja: '閉じられています'};
  }

  #unwrap(response: ResponseApdu): ResponseApdu {
    if (response.sw === sw.incorrectSecureMessagingObjects) {
      return this.#bare(response);
    }
    const plain = this.#security.unwrap(response);
    if (typeof plain !== 'string') {
      return {data: Uint8Array.from(plain.data), sw: plain.sw};
    }
    if (plain === 'response-mac-missing' && response.data.length === 0 && isError(response)) {
      // SCP02 has an R-MAC on errors too: a bare one tells the error and ends the session.
      return this.#bare(response);
    }
    this.#end = responseEnds[plain];
    throw new KazasuError('KZS-GP-RESPONSE', {
      en: `a response that the card protected was expected, but ${this.#end.en}; the session is over`,
      ja: `カードが保護した応答が必要ですが、${this.#end.ja}。セッションを終了しました`,
    });
  }

  #bare(response: ResponseApdu): ResponseApdu {
    this.#end = {en: `the card answered ${response.sw}`, ja: `カードが ${response.sw} を返しました`};
    return response;
  }
}

const isError = ({sw: {sw1}}: ResponseApdu): boolean => sw1 !== 0x90 && sw1 !== 0x62 && sw1 !== 0x63;
