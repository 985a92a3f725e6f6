import {type CommandApdu, sw} from '../../../protocol/index.ts';
import {always, satisfies} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import type {CardContext} from '../context.ts';
import type {FileDefinition} from '../file.ts';
import {refuse} from '../refusal.ts';

/** P2 bits 4–8: SFI, 0 for the current EF; bits 1–3 = 4: P1 is a record number. Nothing else is known of it. */
const addressed = (card: CardContext, {p2}: CommandApdu): FileDefinition => {
  if ((p2 & 7) !== 4) {
    refuse(sw.incorrectP1P2);
  }
  const sfi = p2 >> 3;
  if (sfi === 0) {
    return card.volatile.file ?? refuse(sw.noCurrentEf);
  }
  const file = card.volatile.application.fileBySfi(sfi) ?? refuse(sw.fileNotFound);
  card.selectFile(file);
  return file;
};

/** READ RECORD, ISO/IEC 7816-4 clause 11.4.3: one record by its number (P1, from 1). */
export const readRecord: CommandRow = {
  name: 'READ RECORD',
  cla: 'interindustry',
  ins: 0xb2,
  requires: always,
  evidence: 'observed',
  run(card, command) {
    if (command.ne === 0 || command.data.length > 0) {
      refuse(sw.wrongLength);
    }
    const file = addressed(card, command);
    if (file.kind !== 'records') {
      return refuse(sw.incompatibleWithFileStructure);
    }
    if (!satisfies(card.volatile, file.read)) {
      refuse(sw.securityStatusNotSatisfied);
    }
    const record = card.state.records.get(file.id)?.[command.p1 - 1] ?? refuse(sw.recordNotFound);
    return {data: record.subarray(0, command.ne), sw: sw.ok};
  },
};
