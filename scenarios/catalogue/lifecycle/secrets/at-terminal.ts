import {type ApduChannel, apduChannel, inTransaction} from '../../../../terminal/index.ts';
import type {Stage} from '../../../engine/stage.ts';

/** A dialogue in which nobody else speaks to the card. */
export const atTerminal = <T>(stage: Stage, work: (channel: ApduChannel) => Promise<T>): Promise<T> =>
  inTransaction(stage.connection, stage.capabilities, () =>
    work(apduChannel(stage.connection, {clock: stage.clock, record: stage.record, card: stage.cardId})),
  );
