interface Interval {
  readonly at: number;
  readonly end: number;
}

/**
 * Gives intervals that come in the order of their beginning a lane each, from 0, so that in a lane they lie in each
 * other or apart: viewers draw nothing else on one line.
 */
export const laneChooser = (): ((interval: Interval) => number) => {
  const lanes: number[][] = [];
  return ({at, end}) => {
    for (const lane of lanes) {
      while (lane.length > 0 && (lane.at(-1) ?? 0) <= at) {
        lane.pop();
      }
    }
    const found = lanes.findIndex((open) => open.length === 0 || end <= (open.at(-1) ?? 0));
    if (found < 0) {
      return lanes.push([end]) - 1;
    }
    lanes[found]?.push(end);
    return found;
  };
};
