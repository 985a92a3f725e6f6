import {sw} from '../../protocol/index.ts';
import {refuse} from '../os/refusal.ts';

/** Fields of INSTALL: each a length and so many bytes. */
export class LengthValueFields {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** Bytes that were read so far. */
  get position(): number {
    return this.#at;
  }

  /**
   * The next field; 6A80 where it is cut off. From 128 bytes on the length is written as 81 and 82 in BER, or 80 for
   * 128 itself, as gpshell does. [S112]
   */
  next(): Uint8Array {
    const [first, second = 0, third = 0] = this.#data.subarray(this.#at, this.#at + 3);
    if (first === undefined || first > 0x82) {
      return refuse(sw.incorrectData);
    }
    const [length, from] =
      first === 0x82
        ? [(second << 8) | third, this.#at + 3]
        : first === 0x81
          ? [second, this.#at + 2]
          : [first, this.#at + 1];
    const value = this.#data.subarray(from, from + length);
    this.#at = from + length;
    return value.length === length ? value : refuse(sw.incorrectData);
  }

  /** 6A80 for bytes behind the last field. */
  end(): void {
    if (this.#at !== this.#data.length) {
      refuse(sw.incorrectData);
    }
  }
}
