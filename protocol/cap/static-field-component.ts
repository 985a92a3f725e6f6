import type {ComponentReader} from './component-reader.ts';
import {agree} from './directory-component.ts';

/** Kinds of arrays that can have initial values, with bytes an element: boolean, byte, short, int. [S113] */
const elementBytes: Readonly<Record<number, number>> = {2: 1, 3: 1, 4: 2, 5: 4};

/** StaticField, Java Card 3.1 VM Specification clause 6.11: the size of the image of static fields, in bytes. [S113] */
export const readStaticFields = (
  reader: ComponentReader,
): {readonly imageSize: number; readonly arrayInitCount: number} => {
  const [imageSize, references, arrayInitCount] = [reader.u2(), reader.u2(), reader.u2()];
  for (let n = 0; n < arrayInitCount; n += 1) {
    const kind = reader.u1();
    const bytes = elementBytes[kind] ?? reader.unknown('an array of kind', kind);
    const values = reader.bytes(reader.u2());
    agree('an array of initial values in StaticField', values.length % bytes, 0);
  }
  const defaults = reader.u2();
  const values = reader.bytes(reader.u2());
  reader.end();
  agree('the image of StaticField', references * 2 + defaults + values.length, imageSize);
  return {imageSize, arrayInitCount};
};
