import {
  aidBeginsWith,
  type CommandApdu,
  type ResponseApdu,
  type Sentence,
  type StatusWord,
  type Tlv,
} from '../../protocol/index.ts';
import type {Evidence} from '../evidence.ts';
import type {AccessRule} from './access-rule.ts';
import type {CardContext} from './context.ts';
import {type FileDefinition, sfiOf} from './file.ts';
import type {SecureMessaging} from './secure-messaging.ts';
import type {ApplicationState} from './state.ts';

/** What a handler answers: data with 9000, or a status word alone. */
export type Reply = ResponseApdu | StatusWord;

/** One row of a command table. `cla` says which range of class bytes carries the instruction. */
export interface CommandRow {
  readonly name: string;
  readonly cla: 'interindustry' | 'proprietary';
  readonly ins: number;
  readonly requires: AccessRule;
  readonly evidence: Evidence;
  run(card: CardContext, command: CommandApdu): Reply | Promise<Reply>;
}

/** An application (DF) as data: its files, credentials and command rows. */
export interface ApplicationDefinition {
  /** A name of ours; of an installed application its AID in hex. */
  readonly name: string;
  readonly title: Sentence;
  readonly aid: Uint8Array;
  readonly files: readonly FileDefinition[];
  readonly commands: readonly CommandRow[];
  /** The key of COMPUTE DIGITAL SIGNATURE with P2 = 00, by EF identifier. */
  readonly defaultKey?: number;
  /** How the application serves protected commands; without, it refuses them. */
  readonly secureMessaging?: SecureMessaging;
  /** What else changes in the same commit when a file was written. */
  readonly afterUpdate?: (written: ApplicationState) => ApplicationState;
  /** What SELECT tells besides the AID, in A5. */
  readonly proprietaryData?: (card: CardContext) => readonly Tlv[];
  /** A security domain: long commands come in pieces that P1 tells from the last one. */
  readonly takesPieces?: true;
}

/** A definition with the look-ups the operating system needs: by identifier, by SFI, by class and instruction. */
export interface Application extends ApplicationDefinition {
  fileById(id: number): FileDefinition | undefined;
  fileBySfi(sfi: number): FileDefinition | undefined;
  row(range: CommandRow['cla'], ins: number): CommandRow | undefined;
}

/** Completes a definition. Two files with one SFI, or two rows for one instruction, are a defect of the table. */
export const application = (definition: ApplicationDefinition): Application => {
  const byId = indexed(definition.files, (file) => file.id, definition.name);
  const bySfi = indexed(definition.files, sfiOf, definition.name);
  const rows = indexed(definition.commands, (row) => rowKey(row.cla, row.ins), definition.name);
  return {
    ...definition,
    fileById: (id) => byId.get(id),
    fileBySfi: (sfi) => bySfi.get(sfi),
    row: (range, ins) => rows.get(rowKey(range, ins)),
  };
};

/**
 * The next application after `after` whose AID begins with these bytes (the first when `after` is not given),
 * ISO/IEC 7816-4 clause 8.2.1.2; undefined when there is none.
 */
export const findByAid = (
  applications: readonly Application[],
  partial: Uint8Array,
  after?: Application,
): Application | undefined =>
  applications
    .slice(after ? applications.indexOf(after) + 1 : 0)
    .find((candidate) => aidBeginsWith(candidate.aid, partial));

const rowKey = (range: CommandRow['cla'], ins: number): number => (range === 'proprietary' ? 0x100 : 0) | ins;

const indexed = <T extends {readonly name: string}>(
  items: readonly T[],
  key: (item: T) => number,
  where: string,
): Map<number, T> => {
  const map = new Map<number, T>();
  for (const item of items) {
    const twin = map.get(key(item));
    if (twin) {
      throw new Error(`${where}: "${item.name}" and "${twin.name}" share the key ${key(item)}`);
    }
    map.set(key(item), item);
  }
  return map;
};
