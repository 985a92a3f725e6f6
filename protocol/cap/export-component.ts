import type {ComponentReader} from './component-reader.ts';
import type {MethodRange} from './method-component.ts';

/** Reads Export, Java Card 3.1 VM Specification clause 6.13: classes, static fields and methods others may use. [S113] */
export const readExports = (
  reader: ComponentReader,
  classBytes: number,
  imageSize: number,
  methods: MethodRange,
): void => {
  for (let classes = reader.u1(); classes > 0; classes -= 1) {
    reader.inside('a class at', reader.u2(), classBytes);
    const [fields, staticMethods] = [reader.u1(), reader.u1()];
    for (let n = 0; n < fields; n += 1) {
      reader.inside('a static field at', reader.u2(), imageSize);
    }
    for (let n = 0; n < staticMethods; n += 1) {
      reader.inside('a static method at', reader.u2(), methods.limit, methods.from);
    }
  }
  reader.end();
};
