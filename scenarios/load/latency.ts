import {build} from 'hdr-histogram-js';

/** Durations, ms; three significant digits. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface LatencyHistogram {
  add(ns: number): void;
  latency(): Latency;
}

const msOf = (microseconds: number): number => microseconds / 1000;

/** A high dynamic range histogram in µs: it keeps no sample, and the tail is as exact as the middle. */
export const latencyHistogram = (): LatencyHistogram => {
  const histogram = build({numberOfSignificantValueDigits: 3, bitBucketSize: 32, useWebAssembly: false});
  const at = (percentile: number): number =>
    histogram.totalCount === 0 ? 0 : msOf(histogram.getValueAtPercentile(percentile));
  return {
    add: (ns) => histogram.recordValue(Math.max(1, Math.round(ns / 1000))),
    latency: () => ({
      count: histogram.totalCount,
      p50: at(50),
      p95: at(95),
      p99: at(99),
      p999: at(99.9),
      max: at(100),
    }),
  };
};
