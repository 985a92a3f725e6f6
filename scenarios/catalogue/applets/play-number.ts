import type {Stage} from '../../engine/stage.ts';
import type {TestWorld} from '../../world/test-world.ts';

const plays = new WeakMap<TestWorld, number>();

/** Which play of this world it is, from 1: a profile plays many, and no request of one is a request of another. */
export const playNumber = ({world}: Pick<Stage, 'world'>): number => plays.get(world) ?? 0;

/** Another play begins. */
export const nextPlay = (stage: Pick<Stage, 'world'>): void => {
  plays.set(stage.world, playNumber(stage) + 1);
};
