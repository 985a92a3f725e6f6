/** How far times may be off. All in milliseconds. */
export interface Tolerance {
  /** How far the clocks of the two sides may differ. */
  readonly skewMs: number;
  /** How long after nextUpdate a list still serves, while the next one is on its way. */
  readonly staleWindowMs: number;
  /** How old an answer without nextUpdate may be. */
  readonly mostAgeMs: number;
}

const minute = 60_000;

/** Ten minutes for clocks and for the daily change of lists; a day for answers that name no end. Bench-defined, C44. */
export const usualTolerance: Tolerance = {
  skewMs: 10 * minute,
  staleWindowMs: 10 * minute,
  mostAgeMs: 24 * 60 * minute,
};

export interface UpdateTimes {
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
}

/** Whether an answer counts at an instant; both ends of the tolerance still count. */
export const freshness = (
  {thisUpdate, nextUpdate}: UpdateTimes,
  at: Date,
  {skewMs, mostAgeMs}: Tolerance,
  extraMs = 0,
): 'fresh' | 'stale' | 'future' => {
  const now = at.getTime();
  if (thisUpdate.getTime() > now + skewMs) {
    return 'future';
  }
  const ends = nextUpdate
    ? nextUpdate.getTime() + Math.max(skewMs, extraMs)
    : thisUpdate.getTime() + mostAgeMs;
  // Written so that an invalid date is stale.
  return now <= ends ? 'fresh' : 'stale';
};
