import type {Stage} from '../../../engine/stage.ts';
import type {TestWorld} from '../../../world/test-world.ts';
import {playNumber} from '../play-number.ts';

/** What services of the town record when somebody taps. */
export type Service = 'loan' | 'points' | 'attendance';

/** Within so long a second tap is the same one: people put their card down twice. Bench-defined, D225. */
export const sameTapMs = 60_000;

/** The records of the services (業務システムの記録), which a second tap within a minute does not reach. */
export interface TapLedger {
  /** Whether it was counted. */
  record(service: Service, user: string, at: Date): boolean;
  count(service: Service, user: string): number;
}

const ledgers = new WeakMap<TestWorld, {readonly play: number; readonly ledger: TapLedger}>();

/** One for a play: what was recorded before the power went is still there behind it. */
export const ledgerOf = (stage: Pick<Stage, 'world'>): TapLedger => {
  const [play, known] = [playNumber(stage), ledgers.get(stage.world)];
  const kept = known?.play === play ? known : {play, ledger: newLedger()};
  ledgers.set(stage.world, kept);
  return kept.ledger;
};

const newLedger = (): TapLedger => {
  const taps = new Map<string, number[]>();
  return {
    record(service, user, at) {
      const before = taps.get(`${service}/${user}`) ?? [];
      const last = before.at(-1);
      const counted = last === undefined || at.getTime() - last >= sameTapMs;
      taps.set(`${service}/${user}`, counted ? [...before, at.getTime()] : before);
      return counted;
    },
    count: (service, user) => taps.get(`${service}/${user}`)?.length ?? 0,
  };
};
