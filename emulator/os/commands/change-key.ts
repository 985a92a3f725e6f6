import {sw} from '../../../protocol/index.ts';
import {always} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import {refuse} from '../refusal.ts';
import {changeReferenceData} from './change-reference-data.ts';

/**
 * CHANGE KEY, JICSAP 1.1, `80 32 00 80`: the data field is the new value alone, and the old one must have been
 * verified. [S3] Seen with PINs only; with any other key, or another P1, it is refused. Bench-defined, D23.
 */
export const changeKey: CommandRow = {
  name: 'CHANGE KEY',
  cla: 'proprietary',
  ins: 0x32,
  requires: always,
  evidence: 'observed',
  run(card, command) {
    if (command.p1 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    // Under ISO's name the same change has P1 = 01.
    return changeReferenceData.run(card, {...command, p1: 1});
  },
};
