import type {Clock, Recorder} from '../../protocol/index.ts';
import type {ApduChannel} from './apdu-channel.ts';
import {commandChaining} from './command-chaining.ts';
import {connectionFormat, type Transmitter} from './connection-format.ts';
import {recording} from './recording.ts';
import {responseChaining} from './response-chaining.ts';

export interface ApduChannelOptions {
  readonly clock: Clock;
  readonly record?: Recorder;
  /** Names the card in the record. */
  readonly card?: string;
  /** Whether the card takes extended lengths; without, long data is chained. Default true. */
  readonly extendedLength?: boolean;
}

/** The stack over a connection: format → recording → response chaining → command chaining. */
export const apduChannel = (connection: Transmitter, options: ApduChannelOptions): ApduChannel => {
  const {clock, record, card = 'card', extendedLength = true} = options;
  const format = connectionFormat(connection, record ? recording(clock, record, card) : undefined);
  const whole = responseChaining(format);
  return extendedLength ? whole : commandChaining(whole);
};
