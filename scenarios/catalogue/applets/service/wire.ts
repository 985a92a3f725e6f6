import type {CardConnection} from '../../../../terminal/index.ts';
import type {Stage} from '../../../engine/stage.ts';

/** Somebody between terminal and card: sees each command, and says what the terminal is answered. */
export type Between = (
  command: Uint8Array,
  toCard: (command: Uint8Array) => Promise<Uint8Array>,
) => Promise<Uint8Array>;

/** The same stage with somebody in the line between terminal and card. */
export const withBetween = (stage: Stage, between: Between): Stage =>
  Object.create(stage, {
    connection: {get: () => tapped(stage.connection, between), enumerable: true},
  });

/** What travelled in a line. */
export interface Wiretap {
  readonly stage: Stage;
  /** Commands and answers in turn. */
  readonly heard: readonly Uint8Array[];
}

export const wiretapped = (stage: Stage): Wiretap => {
  const heard: Uint8Array[] = [];
  const tap = withBetween(stage, async (command, toCard) => {
    heard.push(Uint8Array.from(command));
    const answer = await toCard(command);
    heard.push(Uint8Array.from(answer));
    return answer;
  });
  return {stage: tap, heard};
};

/** Whether bytes travelled in the clear, in one message. */
export const heardIn = ({heard}: Pick<Wiretap, 'heard'>, bytes: Uint8Array): boolean =>
  heard.some((message) => Buffer.from(message).includes(Buffer.from(bytes)));

const tapped = (connection: CardConnection, between: Between): CardConnection => ({
  reader: connection.reader,
  atr: connection.atr,
  protocol: connection.protocol,
  transmit: (command) => between(command, (sent) => connection.transmit(sent)),
  beginTransaction: () => connection.beginTransaction(),
  endTransaction: (disposition) => connection.endTransaction(disposition),
  status: () => connection.status(),
  reconnect: (disposition) => connection.reconnect(disposition),
  control: (code, data) => connection.control(code, data),
  disconnect: (disposition) => connection.disconnect(disposition),
});
