import {toHex} from '../hex.ts';
import {refuseCap} from './cap-refusal.ts';

/** Reads the fields of one component's info from its first byte to its last, and refuses to read beyond. */
export class ComponentReader {
  readonly name: string;
  readonly size: number;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(name: string, bytes: Uint8Array) {
    this.name = name;
    this.size = bytes.length;
    this.#bytes = bytes;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.size - this.#at;
  }

  u1(): number {
    return this.#number(1);
  }

  u2(): number {
    return this.#number(2);
  }

  u4(): number {
    return this.#number(4);
  }

  bytes(length: number): Uint8Array {
    if (length > this.left) {
      refuseCap('LENGTH', {
        en: `${this.name} wants ${length} bytes at byte ${this.#at}, where ${this.left} are left`,
        ja: `${this.name} の ${this.#at} バイト目に ${length} バイトが必要なところ、残りは ${this.left} バイトです`,
      });
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** An AID with its length in front. */
  aid(): Uint8Array {
    const length = this.u1();
    if (length < 5 || length > 16) {
      refuseCap('AID', {
        en: `${this.name} has one of ${length} bytes before byte ${this.#at}`,
        ja: `${this.name} の ${this.#at} バイト目の前に ${length} バイトのAIDがあります`,
      });
    }
    return this.bytes(length);
  }

  /** Refuses bytes that no field took. */
  end(): void {
    if (this.left > 0) {
      refuseCap('LENGTH', {
        en: `${this.name} has ${this.left} bytes more behind byte ${this.#at}`,
        ja: `${this.name} の ${this.#at} バイト目の後に余分な ${this.left} バイトがあります`,
      });
    }
  }

  /** Refuses an offset that is not below the limit. */
  inside(what: string, offset: number, limit: number, from = 0): void {
    if (offset < from || offset >= limit) {
      refuseCap('REFERENCE', {
        en: `${this.name} refers to ${what} ${offset}, and there are ${from} to ${limit - 1}`,
        ja: `${this.name} の参照(${what} ${offset})は範囲 ${from}〜${limit - 1} の外にあります`,
      });
    }
  }

  /** Refuses a kind of entry that is not known. */
  unknown(what: string, kind: number): never {
    return refuseCap('TAG', {
      en: `${this.name} has ${what} ${toHex(Uint8Array.of(kind))} before byte ${this.#at}`,
      ja: `${this.name} の ${this.#at} バイト目の前に未知の ${toHex(Uint8Array.of(kind))} があります`,
    });
  }

  #number(length: number): number {
    let value = 0;
    for (const byte of this.bytes(length)) {
      value = value * 256 + byte;
    }
    return value;
  }
}
