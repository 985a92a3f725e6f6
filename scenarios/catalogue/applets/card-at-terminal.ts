import type {CardAccess} from '../../../centre/index.ts';
import {type ApduChannel, apduChannel} from '../../../terminal/index.ts';
import {cardAccess} from '../../card-management/card-access.ts';
import type {Stage} from '../../engine/stage.ts';

/** To the card as it lies in the reader now. */
export const channelTo = (stage: Stage): ApduChannel =>
  apduChannel(stage.connection, {clock: stage.clock, record: stage.record, card: stage.cardId});

/** The card management system's way to that card. */
export const accessTo = (stage: Stage): CardAccess =>
  cardAccess({channel: channelTo(stage), random: stage.world.random('card-access')});
