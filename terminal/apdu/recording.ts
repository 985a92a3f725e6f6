import {type Clock, maskedCommand, type Recorder} from '../../protocol/index.ts';
import {ConfidentialReads} from './confidential-reads.ts';
import type {ExchangeWatch} from './connection-format.ts';

/** Tells the record what the terminal sent and received, and when; secrets and the 個人番号 are masked here. */
export const recording = (clock: Clock, record: Recorder, card: string): ExchangeWatch => {
  const confidential = new ConfidentialReads();
  return async (command, exchange) => {
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
      response: confidential.recorded(command, response),
    });
    return response;
  };
};
