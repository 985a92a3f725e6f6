import {cpus} from 'node:os';

/** What figures depend on of the machine they were taken on. */
export const machine = {
  platform: `${process.platform} ${process.arch}`,
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  node: process.version,
} as const;
