import {
  type ApduEvent,
  type CardPort,
  type Clock,
  fitsMasked,
  fromHex,
  maskedCommand,
  type Recorder,
  sw,
  toHex,
} from '../../protocol/index.ts';

/** A dialogue out of a record, to be answered again. */
export interface RecordedDialogue {
  /** Names the card in records. */
  readonly id: string;
  /** Hex. */
  readonly atr: string;
  readonly exchanges: readonly Pick<ApduEvent, 'command' | 'response' | 'at' | 'end'>[];
  /** `recorded`: each answer takes as long as it took then. */
  readonly pace: 'recorded' | 'instant';
}

export interface RecordedCardEnvironment {
  readonly clock: Clock;
  readonly record?: Recorder;
}

const neverRecorded = sw.noPreciseDiagnosis.value.toString(16).toUpperCase();

/**
 * A card that answers as a record says. A command is looked for where the dialogue stands, else further on, else
 * among all that was before; what the record does not know is 6F00. Bench-defined, D145. Bytes that are masked in
 * the record are 00 in an answer, and fit every byte in a command. Bench-defined, D146.
 */
export class RecordedCard implements CardPort {
  readonly #dialogue: RecordedDialogue;
  readonly #environment: RecordedCardEnvironment;
  /** Where the dialogue stands: the exchange after the last that was answered. */
  #next = 0;
  /** Where it stood before it was answered from further on: the command may have been one too many. */
  #before: number | undefined;
  #powered = false;
  #busy: Promise<unknown> | undefined;

  constructor(dialogue: RecordedDialogue, environment: RecordedCardEnvironment) {
    this.#dialogue = dialogue;
    this.#environment = environment;
  }

  atr(): Uint8Array {
    return fromHex(this.#dialogue.atr);
  }

  powerOn(): Uint8Array {
    this.#powered = true;
    this.#note('on');
    return this.atr();
  }

  powerOff(): void {
    if (this.#powered) {
      this.#powered = false;
      this.#note('off');
    }
  }

  reset(): Uint8Array {
    this.#powered = true;
    this.#note('reset');
    return this.atr();
  }

  transmit(command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    if (this.#busy === undefined && this.#dialogue.pace === 'instant') {
      return this.#answer(command);
    }
    const mine = (this.#busy ?? Promise.resolve()).then(() => this.#answer(command));
    this.#busy = mine;
    return mine;
  }

  #answer(command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    const {clock, record} = this.#environment;
    const at = clock.now();
    const found = this.#find(toHex(command));
    const response = found?.response ?? neverRecorded;
    const finish = (): Uint8Array => {
      record?.({
        type: 'apdu',
        side: 'card',
        card: this.#dialogue.id,
        at,
        end: clock.now(),
        command: maskedCommand(command),
        response,
      });
      return fromHex(response.replaceAll('**', '00'));
    };
    const ns = this.#dialogue.pace === 'recorded' && found ? found.end - found.at : 0;
    return ns > 0 ? clock.sleep(ns).then(finish) : finish();
  }

  #find(command: string): RecordedDialogue['exchanges'][number] | undefined {
    const {exchanges} = this.#dialogue;
    const fits = (i: number): boolean => fitsMasked(exchanges[i]?.command ?? '', command);
    const before = this.#before;
    this.#before = undefined;
    if (before !== undefined && fits(before)) {
      return this.#stand(before);
    }
    if (fits(this.#next)) {
      return this.#stand(this.#next);
    }
    const later = exchanges.findIndex((_, i) => i > this.#next && fits(i));
    if (later >= 0) {
      this.#before = this.#next;
      return this.#stand(later);
    }
    const earlier = exchanges.findLastIndex((_, i) => i < this.#next && fits(i));
    return exchanges[earlier];
  }

  #stand(at: number): RecordedDialogue['exchanges'][number] | undefined {
    this.#next = at + 1;
    return this.#dialogue.exchanges[at];
  }

  #note(state: 'on' | 'off' | 'reset'): void {
    const {clock, record} = this.#environment;
    record?.({
      type: 'power',
      at: clock.now(),
      card: this.#dialogue.id,
      state,
      ...(state === 'off' ? {} : {atr: this.#dialogue.atr}),
    });
  }
}
