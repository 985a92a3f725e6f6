import {type ApduChannel, apduChannel, inTransaction} from '../../terminal/index.ts';
import type {Stage} from './stage.ts';

/** To the card as it lies in the reader now; `connection`: another one to the same card. */
export const channelTo = (
  stage: Pick<Stage, 'connection' | 'clock' | 'record' | 'cardId'>,
  connection = stage.connection,
): ApduChannel => apduChannel(connection, {clock: stage.clock, record: stage.record, card: stage.cardId});

/** A dialogue in which nobody else speaks to the card. */
export const atTerminal = <T>(stage: Stage, work: (channel: ApduChannel) => Promise<T>): Promise<T> =>
  inTransaction(stage.connection, stage.capabilities, () => work(channelTo(stage)));
