import {instructions, securityBits} from '../../protocol/globalplatform/index.ts';
import {type ApduEvent, classByte, Dialogue, type Exchange, type PowerEvent} from '../../protocol/index.ts';

/** An exchange and what it meant where it stood. */
export interface DecodedExchange extends Exchange {
  /** `part`: more of the command follows; `last`: this completes a chain. */
  readonly chain: 'none' | 'part' | 'last';
  readonly secureMessaging: boolean;
  /** Some byte of it was masked where it was recorded. */
  readonly masked: boolean;
  /** It came in a secure channel that encrypts the data field. */
  readonly encrypted: boolean;
}

/** Follows the dialogue of every card, as each side saw it, and says what the exchanges meant. */
export class ExchangeDecoder {
  readonly #sides = new Map<string, Side>();

  power(event: PowerEvent): void {
    for (const side of ['card', 'terminal'] as const) {
      const seen = this.#side(event.card, side);
      seen.dialogue.power(event);
      seen.chained = undefined;
      seen.encrypting = false;
    }
  }

  /** Exchanges of one card and side come in their order. */
  follow(event: ApduEvent): DecodedExchange {
    const side = this.#side(event.card, event.side);
    const exchange = side.dialogue.follow(event);
    const {command} = exchange;
    const {chaining, secureMessaging} = classByte(command?.cla === readerClass ? 0 : (command?.cla ?? 0));
    const last = command !== undefined && side.chained === command.ins;
    side.chained = chaining ? command?.ins : undefined;
    const encrypted = side.encrypting && secureMessaging === 'proprietary';
    side.encrypting = encryptsAfter(exchange, side.encrypting);
    return {
      ...exchange,
      chain: chaining ? 'part' : last ? 'last' : 'none',
      secureMessaging: secureMessaging !== 'none',
      masked: event.command.includes('*') || event.response.includes('*'),
      encrypted,
    };
  }

  #side(card: string, name: ApduEvent['side']): Side {
    const key = `${name} ${card}`;
    const known = this.#sides.get(key) ?? {
      dialogue: new Dialogue({keep: false}),
      chained: undefined,
      encrypting: false,
    };
    this.#sides.set(key, known);
    return known;
  }
}

interface Side {
  readonly dialogue: Dialogue;
  /** Instruction of a chain that has begun. */
  chained: number | undefined;
  encrypting: boolean;
}

/** EXTERNAL AUTHENTICATE sets the security level by its P1 (GPC 2.3.1 clause 10.8), SELECT ends the channel. [S13] */
const encryptsAfter = ({command, operation, succeeded}: Exchange, before: boolean): boolean => {
  if (!command || !succeeded) {
    return before;
  }
  return command.ins === instructions.externalAuthenticate && command.cla >= 0x80
    ? (command.p1 & securityBits.cDecryption) !== 0
    : before && operation.kind !== 'select-application';
};

/** Commands to the reader itself (PC/SC part 3) have no class byte in the sense of ISO/IEC 7816-4. */
const readerClass = 0xff;
