import {KazasuError} from '../errors.ts';

/**
 * A message between vpcd and the card (vsmartcard, virtualsmartcard/src/vpcd): a 16-bit big-endian length and
 * that many bytes. Towards the card a length of one is a control byte; ATR is the only one that is answered.
 */
export type ToCard =
  | {readonly kind: 'power-off' | 'power-on' | 'reset' | 'atr'}
  | {readonly kind: 'apdu'; readonly bytes: Uint8Array};

const controls = ['power-off', 'power-on', 'reset', undefined, 'atr'] as const;

/** The most bytes one message carries: the length field has 16 bits. */
export const mostFrameBytes = 0xffff;

/** A message with its length in front. Throws `KZS-VPCD-LENGTH` above 65,535 bytes. */
export const encodeFrame = (body: Uint8Array): Uint8Array => {
  if (body.length > mostFrameBytes) {
    throw new KazasuError('KZS-VPCD-LENGTH', {
      en: `a vpcd message carries up to ${mostFrameBytes} bytes, but ${body.length} were given`,
      ja: `vpcdのメッセージは ${mostFrameBytes} バイトまでですが、${body.length} バイトが渡されました`,
    });
  }
  const frame = new Uint8Array(body.length + 2);
  frame[0] = body.length >> 8;
  frame[1] = body.length & 0xff;
  frame.set(body, 2);
  return frame;
};

/** What the message means to the card. An unknown control byte or an empty message throws `KZS-VPCD-CONTROL`. */
export const decodeToCard = (body: Uint8Array): ToCard => {
  if (body.length > 1) {
    return {kind: 'apdu', bytes: body};
  }
  const kind = controls[body[0] ?? -1];
  if (!kind) {
    const came = body.length === 0 ? 'an empty message' : `control byte ${body[0]}`;
    throw new KazasuError('KZS-VPCD-CONTROL', {
      en: `vpcd sends control byte 0, 1, 2 or 4, or a command of two bytes or more, but ${came} came`,
      ja: `vpcdは制御バイト 0・1・2・4 または2バイト以上のコマンドを送りますが、${body.length === 0 ? '空のメッセージ' : `制御バイト ${body[0]}`} が届きました`,
    });
  }
  return {kind};
};

/** The body of a message to the card. A command under two bytes would be a control byte: `KZS-VPCD-CONTROL`. */
export const encodeToCard = (message: ToCard): Uint8Array => {
  if (message.kind !== 'apdu') {
    return Uint8Array.of(controls.indexOf(message.kind));
  }
  if (message.bytes.length < 2) {
    throw new KazasuError('KZS-VPCD-CONTROL', {
      en: `vpcd carries commands of two bytes or more, but one of ${message.bytes.length} was given`,
      ja: `vpcdで送るコマンドは2バイト以上ですが、${message.bytes.length} バイトが渡されました`,
    });
  }
  return message.bytes;
};

const nothing = Buffer.alloc(0);

/** Gathers stream chunks until whole messages are there; TCP may cut or join them anywhere. */
export class FrameReader {
  #held: Buffer = nothing;

  /** The bodies of all messages that are whole now, in order; each is a copy of its own. */
  push(chunk: Uint8Array): Uint8Array[] {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const bodies: Uint8Array[] = [];
    let at = 0;
    while (bytes.length - at >= 2) {
      const length = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
      if (bytes.length - at - 2 < length) {
        break;
      }
      bodies.push(new Uint8Array(bytes.subarray(at + 2, at + 2 + length)));
      at += 2 + length;
    }
    this.#held = at === bytes.length ? nothing : Buffer.from(bytes.subarray(at));
    return bodies;
  }

  /** Bytes of a message that is not whole yet. */
  get pendingBytes(): number {
    return this.#held.length;
  }
}
