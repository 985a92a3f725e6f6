import {sw} from '../../../protocol/index.ts';
import {always, never} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import {generateKeyPair} from './generate-key-pair.ts';
import {lockDf, unlockDf} from './lock-df.ts';
import {unlockKey} from './unlock-key.ts';
import {updateBinary} from './update-binary.ts';

/**
 * JICSAP 1.1 commands that only the issuer may use, and commands another application serves: the card knows the
 * instruction and refuses it, rather than 6D00. [S3]
 */
const issuerOnly = (name: string, ins: number): CommandRow => ({
  name,
  cla: 'proprietary',
  ins,
  requires: never,
  evidence: 'observed',
  run: () => sw.securityStatusNotSatisfied,
});

const conditionsNotSatisfied = (name: string, ins: number): CommandRow => ({
  name,
  cla: 'interindustry',
  ins,
  requires: always,
  evidence: 'observed',
  run: () => sw.conditionsOfUseNotSatisfied,
});

/** 6982 without the issuer's authority; two of them also with it, for nobody knows what they would do. */
export const issuerCommands: readonly CommandRow[] = [
  issuerOnly('ERASE ALL RECORDS', 0x06),
  lockDf,
  unlockDf,
  unlockKey,
  issuerOnly('MANAGE ATTRIBUTES', 0x8a),
  updateBinary,
  generateKeyPair,
];

/** INTERNAL AUTHENTICATE is served by the common application alone; elsewhere 6985. */
export const internalAuthenticateElsewhere = conditionsNotSatisfied('INTERNAL AUTHENTICATE', 0x88);
