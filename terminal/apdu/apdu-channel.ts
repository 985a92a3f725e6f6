import type {CommandApdu, ResponseApdu} from '../../protocol/index.ts';

/** One command to one response. Processors are channels that wrap a channel. */
export interface ApduChannel {
  send(command: CommandApdu): Promise<ResponseApdu>;
}
