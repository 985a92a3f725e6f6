import {type Clock, maskedCommand, type Recorder, toHex} from '../../protocol/index.ts';
import type {ExchangeWatch} from './connection-format.ts';

/** Tells the record what the terminal sent and received, and when; secrets are masked here. */
export const recording =
  (clock: Clock, record: Recorder, card: string): ExchangeWatch =>
  async (command, exchange) => {
    const at = clock.now();
    const response = await exchange();
    const end = clock.now();
    record({
      type: 'apdu',
      side: 'terminal',
      card,
      at,
      end,
      command: maskedCommand(command),
      response: toHex(response),
    });
    return response;
  };
