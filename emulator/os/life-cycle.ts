import type {LifeCycle} from '../../protocol/index.ts';

/**
 * Which state may follow which. Delivery is not undone; suspension is, until the card ends. Bench-defined, D73.
 */
const followers: Readonly<Record<LifeCycle, readonly LifeCycle[]>> = {
  manufactured: ['arrived'],
  arrived: ['prepared'],
  prepared: ['operational'],
  operational: ['suspended', 'terminated'],
  suspended: ['operational', 'terminated'],
  terminated: [],
};

export const mayFollow = (before: LifeCycle, next: LifeCycle): boolean => followers[before].includes(next);

/** Whether the holder has the card. Suspended and terminated ones are the centre's to refuse, not the chip's. */
export const isDelivered = (state: LifeCycle): boolean =>
  state === 'operational' || state === 'suspended' || state === 'terminated';
