import type {ComponentReader} from './component-reader.ts';

/** Reads RefLocation, Java Card 3.1 VM Specification clause 6.12: distances inside Method to operands of one and two bytes. [S113] */
export const readReferenceLocations = (reader: ComponentReader, methodBytes: number): void => {
  for (const operandBytes of [1, 2]) {
    let at = 0;
    for (const distance of reader.bytes(reader.u2())) {
      at += distance;
      reader.inside('the operand at', at + operandBytes - 1, methodBytes);
    }
  }
  reader.end();
};
