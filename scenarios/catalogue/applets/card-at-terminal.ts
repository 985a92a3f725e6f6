import type {CardAccess} from '../../../centre/index.ts';
import {cardAccess} from '../../card-management/card-access.ts';
import {channelTo} from '../../engine/card-channel.ts';
import type {Stage} from '../../engine/stage.ts';

/** The card management system's way to that card. */
export const accessTo = (stage: Stage): CardAccess =>
  cardAccess({channel: channelTo(stage), random: stage.world.random('card-access')});
