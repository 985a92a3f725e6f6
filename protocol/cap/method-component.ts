import type {ComponentReader} from './component-reader.ts';

const handlerBytes = 8;

/** Where methods can begin and end, offsets in the info of Method. */
export interface MethodRange {
  readonly from: number;
  readonly limit: number;
  /** Entries of the constant pool that exception handlers catch; 0 is everything. */
  readonly caught: readonly number[];
}

/**
 * Method, Java Card 3.1 VM Specification clause 6.10. Where one method ends and the next begins only Descriptor
 * tells, which is not needed: the byte codes are not looked at. [S113]
 */
export const readMethods = (reader: ComponentReader): MethodRange => {
  const handlers = reader.u1();
  const from = 1 + handlers * handlerBytes;
  const caught = Array.from({length: handlers}, () => {
    const [start, field, handler, caughtType] = [reader.u2(), reader.u2(), reader.u2(), reader.u2()];
    reader.inside('the end of a protected range', start + (field & 0x7fff), reader.size + 1, from);
    reader.inside('the beginning of a handler', handler, reader.size, from);
    return caughtType;
  });
  reader.bytes(reader.left);
  return {from, limit: reader.size, caught};
};
