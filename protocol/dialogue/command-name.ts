import {type CommandApdu, commandApdu} from '../apdu/command.ts';

/** Names of instructions in the interindustry class: ISO/IEC 7816-4 and 7816-8. [S6] */
const interindustry: Readonly<Record<number, string>> = {
  32: 'VERIFY',
  34: 'MANAGE SECURITY ENVIRONMENT',
  36: 'CHANGE REFERENCE DATA',
  42: 'PERFORM SECURITY OPERATION',
  44: 'RESET RETRY COUNTER',
  71: 'GENERATE ASYMMETRIC KEY PAIR',
  112: 'MANAGE CHANNEL',
  130: 'EXTERNAL AUTHENTICATE',
  132: 'GET CHALLENGE',
  136: 'INTERNAL AUTHENTICATE',
  164: 'SELECT',
  176: 'READ BINARY',
  177: 'READ BINARY',
  178: 'READ RECORD',
  179: 'READ RECORD',
  192: 'GET RESPONSE',
  202: 'GET DATA',
  203: 'GET DATA',
  208: 'WRITE BINARY',
  214: 'UPDATE BINARY',
  220: 'UPDATE RECORD',
  226: 'APPEND RECORD',
};

/** Instructions in the proprietary class, as the card has them (JICSAP 1.1 and GlobalPlatform). [S3] [S11] [S13] */
const proprietary: Readonly<Record<number, string>> = {
  42: 'COMPUTE DIGITAL SIGNATURE',
  50: 'CHANGE KEY',
  80: 'LOCK DF',
  82: 'UNLOCK DF',
  84: 'UNLOCK KEY',
  138: 'MANAGE ATTRIBUTES',
  162: 'VERIFY CERTIFICATE',
  174: 'SET SESSION KEY',
  130: 'EXTERNAL AUTHENTICATE',
  202: 'GET DATA',
  216: 'PUT KEY',
  226: 'STORE DATA',
  228: 'DELETE',
  230: 'INSTALL',
  232: 'LOAD',
  240: 'SET STATUS',
  242: 'GET STATUS',
  252: 'END OF USE',
};

const readerClass = 0xff;
/** Shares its instruction with LOCK DF, which has no data. */
const initializeUpdate = 'INITIALIZE UPDATE';

/** Every name that `commandName` gives, but for instructions nobody named. */
export const commandNames: readonly string[] = [
  ...new Set([
    'SELECT application',
    'SELECT EF',
    'VERIFY query',
    initializeUpdate,
    'reader command',
    ...[...Object.values(interindustry), ...Object.values(proprietary)].filter((name) => name !== 'SELECT'),
  ]),
];

/**
 * What a command is called, as timing profiles and reports name it: SELECT is told apart by what it selects, VERIFY
 * without data is a query. An instruction nobody named is `INS xx`.
 */
export const commandName = ({cla, ins, p1, data}: CommandApdu): string => {
  if (cla === readerClass) {
    return 'reader command';
  }
  const known = ((cla & 0x80) === 0 ? interindustry : proprietary)[ins];
  if (known === 'SELECT') {
    return p1 === 4 ? 'SELECT application' : 'SELECT EF';
  }
  if (known === 'VERIFY' && data.length === 0) {
    return 'VERIFY query';
  }
  if (known === 'LOCK DF' && data.length > 0) {
    return initializeUpdate;
  }
  return known ?? `INS ${ins.toString(16).toUpperCase().padStart(2, '0')}`;
};

/**
 * A command out of a record, masked bytes read as 00; undefined where the bytes are no command. A masked length says
 * that too: it is masked where it does not agree with the bytes behind it.
 */
export const recordedCommand = (hex: string): CommandApdu | undefined => {
  if (hex.startsWith('**', 8)) {
    return undefined;
  }
  try {
    return commandApdu.decode(Uint8Array.from(Buffer.from(hex.replaceAll('**', '00'), 'hex')));
  } catch {
    return undefined;
  }
};
