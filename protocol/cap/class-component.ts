import type {ComponentReader} from './component-reader.ts';
import type {MethodRange} from './method-component.ts';

const flagBits = {interface: 0x80, remote: 0x20};
/** A virtual method that a superclass of another package holds. */
const inherited = 0xffff;

/** What a reference to a class may point at. */
export interface ClassBounds {
  readonly imports: number;
  readonly classBytes: number;
}

/** Walks Class, Java Card 3.1 VM Specification clause 6.9: signatures, interfaces, classes. [S113] */
export const readClasses = (
  reader: ComponentReader,
  formatMinor: number,
  bounds: ClassBounds,
  methods: MethodRange,
): void => {
  if (formatMinor > 1) {
    reader.bytes(reader.u2()); // signatures of remote methods
  }
  if (formatMinor > 2) {
    // Format 2.3 adds fields to a class: its length is all that is known of it here.
    reader.bytes(reader.left);
    return;
  }
  while (reader.left > 0) {
    const bits = reader.u1();
    if ((bits & flagBits.interface) === 0) {
      readClass(reader, bits, bounds, methods);
    } else {
      readInterface(reader, bits, bounds);
    }
  }
};

const readInterface = (reader: ComponentReader, bits: number, bounds: ClassBounds): void => {
  for (let n = bits & 0x0f; n > 0; n -= 1) {
    classReference(reader, reader.u2(), bounds);
  }
  if ((bits & flagBits.remote) !== 0) {
    reader.bytes(reader.u1());
  }
};

const readClass = (
  reader: ComponentReader,
  bits: number,
  bounds: ClassBounds,
  methods: MethodRange,
): void => {
  const superclass = reader.u2();
  if (superclass !== 0xffff) {
    classReference(reader, superclass, bounds);
  }
  reader.bytes(4); // instance size, first reference, references, base of the public table
  const publicMethods = reader.u1();
  reader.bytes(1);
  const packageMethods = reader.u1();
  for (let n = publicMethods + packageMethods; n > 0; n -= 1) {
    const offset = reader.u2();
    if (offset !== inherited) {
      reader.inside('a virtual method', offset, methods.limit, methods.from);
    }
  }
  for (let n = bits & 0x0f; n > 0; n -= 1) {
    classReference(reader, reader.u2(), bounds);
    reader.bytes(reader.u1());
  }
  if ((bits & flagBits.remote) !== 0) {
    readRemote(reader, bounds);
  }
};

const readRemote = (reader: ComponentReader, bounds: ClassBounds): void => {
  reader.bytes(5 * reader.u1());
  reader.bytes(reader.u1());
  reader.bytes(reader.u1());
  for (let n = reader.u1(); n > 0; n -= 1) {
    classReference(reader, reader.u2(), bounds);
  }
};

/** A class of this package by its offset, or of an imported one: `1ppppppp cccccccc`, clause 6.8.1. [S113] */
export const classReference = (
  reader: ComponentReader,
  reference: number,
  {imports, classBytes}: ClassBounds,
): void => {
  if ((reference & 0x8000) === 0) {
    reader.inside('a class at', reference, classBytes);
  } else {
    reader.inside('imported package', (reference >> 8) & 0x7f, imports);
  }
};
