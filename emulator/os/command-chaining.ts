import {gather} from '../../protocol/globalplatform/index.ts';
import {type CommandApdu, classByte, sw, withoutChaining} from '../../protocol/index.ts';
import {refuse} from './refusal.ts';

/** The most a chain may carry: what one extended command can. */
const mostBytes = 65535;

/**
 * Command chaining, ISO/IEC 7816-4 clause 5.3.3: gathers the parts of a command too long for one data field. The
 * card's historical bytes announce it. A command in between with another header ends the chain with 6883. For a
 * security domain also GlobalPlatform's way, in which P1 says that pieces follow.
 */
export class CommandChain {
  #parts: CommandApdu[] = [];
  #bytes = 0;
  #held: CommandApdu | undefined;

  /** The whole command once its last part is here; undefined while more is to come. */
  gather(part: CommandApdu, takesPieces = false): CommandApdu | undefined {
    const whole = this.#gatherParts(part);
    return whole && (takesPieces || this.#held) ? this.#gatherPieces(whole) : whole;
  }

  forget(): void {
    this.#parts = [];
    this.#bytes = 0;
    this.#held = undefined;
  }

  #gatherParts(part: CommandApdu): CommandApdu | undefined {
    const more = classByte(part.cla).chaining;
    if (!more && this.#parts.length === 0) {
      return part;
    }
    const [first] = this.#parts;
    if (first && !sameCommand(first, part)) {
      this.forget();
      refuse(sw.lastCommandOfChainExpected);
    }
    this.#parts.push(part);
    this.#bytes += part.data.length;
    // A part that brings nothing would let a chain go on for ever.
    if (this.#bytes > mostBytes || (more && part.data.length === 0)) {
      this.forget();
      refuse(sw.wrongLength);
    }
    if (more) {
      return undefined;
    }
    const data = Uint8Array.from(Buffer.concat(this.#parts.map((one) => one.data)));
    this.#parts = [];
    this.#bytes = 0;
    return {...part, data};
  }

  #gatherPieces(piece: CommandApdu): CommandApdu | undefined {
    const gathered = gather(this.#held, piece);
    this.#held = undefined;
    if (typeof gathered === 'string') {
      return refuse(gathered === 'broken' ? sw.lastCommandOfChainExpected : sw.wrongLength);
    }
    if ('whole' in gathered) {
      return gathered.whole;
    }
    this.#held = gathered.held;
    return undefined;
  }
}

const sameCommand = (a: CommandApdu, b: CommandApdu): boolean =>
  withoutChaining(a.cla) === withoutChaining(b.cla) && a.ins === b.ins && a.p1 === b.p1 && a.p2 === b.p2;
