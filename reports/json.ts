import {type KazasuResult, kazasuResultSchema} from './result.ts';

/** The result itself, checked against its own schema: what leaves the house can be read back. */
export const toJson = (whole: KazasuResult): string =>
  `${JSON.stringify(kazasuResultSchema.parse(whole), null, 2)}\n`;
