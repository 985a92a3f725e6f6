import {refuseCap} from './cap-refusal.ts';
import type {ComponentReader} from './component-reader.ts';

/** Directory, Java Card 3.1 VM Specification clause 6.5: what the other components must agree with. [S113] */
export interface Directory {
  /** Sizes by tag, from tag 1: eleven in format 2.1, else twelve. */
  readonly sizes: readonly number[];
  readonly imageSize: number;
  readonly arrayInitCount: number;
  readonly importCount: number;
  readonly appletCount: number;
  readonly custom: readonly {readonly tag: number; readonly size: number}[];
}

export const readDirectory = (reader: ComponentReader, formatMinor: number): Directory => {
  const sizes = Array.from({length: formatMinor === 1 ? 11 : 12}, () => reader.u2());
  const [imageSize, arrayInitCount] = [reader.u2(), reader.u2()];
  reader.u2(); // bytes of array initial values
  const [importCount, appletCount, customCount] = [reader.u1(), reader.u1(), reader.u1()];
  const custom = Array.from({length: customCount}, () => {
    const [tag, size] = [reader.u1(), reader.u2()];
    reader.aid();
    return {tag, size};
  });
  reader.end();
  return {sizes, imageSize, arrayInitCount, importCount, appletCount, custom};
};

/** Refuses a count that differs from what the Directory says. */
export const agree = (what: string, here: number, directory: number): void => {
  if (here !== directory) {
    refuseCap('COUNT', {
      en: `${what} has ${here} where the Directory says ${directory}`,
      ja: `${what} は ${here} ですが、Directoryには ${directory} とあります`,
    });
  }
};
