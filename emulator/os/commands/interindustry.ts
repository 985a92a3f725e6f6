import type {CommandRow} from '../application.ts';
import {changeReferenceData} from './change-reference-data.ts';
import {getChallenge} from './get-challenge.ts';
import {getData} from './get-data.ts';
import {readBinary} from './read-binary.ts';
import {readRecord} from './read-record.ts';
import {select} from './select.ts';
import {verify} from './verify.ts';

/** The ISO/IEC 7816-4 commands that every application of the card serves. */
export const interindustryCommands: readonly CommandRow[] = [
  select,
  readBinary,
  readRecord,
  verify,
  changeReferenceData,
  getChallenge,
  getData,
];
