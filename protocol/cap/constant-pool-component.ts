import {type ClassBounds, classReference} from './class-component.ts';
import type {ComponentReader} from './component-reader.ts';
import type {MethodRange} from './method-component.ts';

/** Kinds of entries, Java Card 3.1 VM Specification table 6-12. [S113] */
const kinds = {
  classReference: 1,
  instanceField: 2,
  virtualMethod: 3,
  superMethod: 4,
  staticField: 5,
  staticMethod: 6,
} as const;

/** Reads ConstantPool, clause 6.8, and follows each reference into this package; the number of entries. [S113] */
export const readConstantPool = (
  reader: ComponentReader,
  bounds: ClassBounds,
  imageSize: number,
  methods: MethodRange,
): number => {
  const count = reader.u2();
  for (let n = 0; n < count; n += 1) {
    const kind = reader.u1();
    if (kind >= kinds.classReference && kind <= kinds.superMethod) {
      classReference(reader, reader.u2(), bounds);
      reader.u1();
    } else if (kind === kinds.staticField || kind === kinds.staticMethod) {
      const [first, offset] = [reader.u1(), reader.u2()];
      if ((first & 0x80) !== 0) {
        reader.inside('imported package', first & 0x7f, bounds.imports);
      } else if (kind === kinds.staticField) {
        reader.inside('a static field at', offset, imageSize);
      } else {
        reader.inside('a static method at', offset, methods.limit, methods.from);
      }
    } else {
      reader.unknown('an entry of kind', kind);
    }
  }
  reader.end();
  return count;
};
