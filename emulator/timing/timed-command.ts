import {classByte} from '../../protocol/index.ts';

/** Instructions by range of the class byte, with the name under which the card serves them. [S6] [S11] [S13] */
const instructions = [
  ['interindustry', 0x20, 'VERIFY'],
  ['interindustry', 0x24, 'CHANGE REFERENCE DATA'],
  ['interindustry', 0x47, 'GENERATE ASYMMETRIC KEY PAIR'],
  ['interindustry', 0x82, 'EXTERNAL AUTHENTICATE'],
  ['interindustry', 0x84, 'GET CHALLENGE'],
  ['interindustry', 0x88, 'INTERNAL AUTHENTICATE'],
  ['interindustry', 0xa4, 'SELECT'],
  ['interindustry', 0xb0, 'READ BINARY'],
  ['interindustry', 0xb2, 'READ RECORD'],
  ['interindustry', 0xca, 'GET DATA'],
  ['interindustry', 0xd6, 'UPDATE BINARY'],
  ['proprietary', 0x06, 'ERASE ALL RECORDS'],
  ['proprietary', 0x2a, 'COMPUTE DIGITAL SIGNATURE'],
  ['proprietary', 0x32, 'CHANGE KEY'],
  ['proprietary', 0x50, 'LOCK DF'],
  ['proprietary', 0x52, 'UNLOCK DF'],
  ['proprietary', 0x54, 'UNLOCK KEY'],
  ['proprietary', 0x82, 'EXTERNAL AUTHENTICATE'],
  ['proprietary', 0x8a, 'MANAGE ATTRIBUTES'],
  ['proprietary', 0xa2, 'VERIFY CERTIFICATE'],
  ['proprietary', 0xae, 'SET SESSION KEY'],
  ['proprietary', 0xca, 'GET DATA'],
  ['proprietary', 0xd8, 'PUT KEY'],
  ['proprietary', 0xe2, 'STORE DATA'],
  ['proprietary', 0xe4, 'DELETE'],
  ['proprietary', 0xe6, 'INSTALL'],
  ['proprietary', 0xe8, 'LOAD'],
  ['proprietary', 0xf0, 'SET STATUS'],
  ['proprietary', 0xf2, 'GET STATUS'],
  ['proprietary', 0xfc, 'LAST COMMAND'],
] as const;

/** A part of a chained command, ISO/IEC 7816-4 clause 5.3.3. */
export const chainingName = 'command chaining';

/** Shares its instruction with LOCK DF, which has no data. */
const initializeUpdate = 'INITIALIZE UPDATE';

type Served = (typeof instructions)[number][2] | typeof initializeUpdate;

/** Commands by the names a timing profile uses: the card's, where two uses of one instruction cost differently. */
export type TimedCommand =
  | Exclude<Served, 'SELECT'>
  | 'SELECT application'
  | 'SELECT EF'
  | 'VERIFY query'
  | typeof chainingName;

/** Every name a timing profile may give a time to. */
export const timedCommands: readonly TimedCommand[] = [
  'SELECT application',
  'SELECT EF',
  'VERIFY query',
  chainingName,
  initializeUpdate,
  ...new Set(instructions.flatMap(([, , name]): TimedCommand[] => (name === 'SELECT' ? [] : [name]))),
];

/** The name under which a timing profile knows this use of a command that the card serves under `name`. */
export const timedUse = (
  name: string,
  {ins, p1, dataLength}: {readonly ins: number; readonly p1: number; readonly dataLength: number},
): string => {
  if (ins === 0xa4) {
    return p1 === 4 ? 'SELECT application' : 'SELECT EF';
  }
  if (name === 'LOCK DF' || name === initializeUpdate) {
    return dataLength === 0 ? 'LOCK DF' : initializeUpdate;
  }
  return ins === 0x20 && dataLength === 0 ? 'VERIFY query' : name;
};

/**
 * The name of a command as it stands on the wire; undefined for one that this table does not know. `bytes` may be
 * masked behind the header: only the header and the length count.
 */
export const timedCommandOf = (
  header: readonly [cla: number, ins: number, p1: number],
  length: number,
): string | undefined => {
  const [cla, ins, p1] = header;
  const {range, chaining} = classByte(cla);
  const found = instructions.find(([of, code]) => of === range && code === ins);
  if (!found) {
    return undefined;
  }
  return chaining ? chainingName : timedUse(found[2], {ins, p1, dataLength: Math.max(0, length - 5)});
};
