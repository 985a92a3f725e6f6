import {applicationNames, commandNames, type KazasuError, nearest} from '../../protocol/index.ts';
import type {TimelineEntry} from './timeline.ts';

/** Whether an entry is wanted. */
export type Selection = (entry: TimelineEntry) => boolean;

/** What may be asked for besides `INS xx`: `failed`, applications, commands. */
export const selectable: readonly string[] = ['failed', ...Object.keys(applicationNames), ...commandNames];

/**
 * The entries that are meant by `failed` (what was not carried out), the name of an application, or the name of a
 * command, whole or by its first words (`SELECT`). Throws what `unknown` makes of a word that is none of these.
 */
export const selectionOf = (
  wanted: string,
  unknown: (nearest: string | undefined) => KazasuError,
): Selection => {
  if (wanted === 'failed') {
    return (entry) => (entry.type === 'exchange' ? !entry.decoded.succeeded : entry.type === 'fault');
  }
  if (Object.keys(applicationNames).includes(wanted)) {
    return (entry) => entry.type === 'exchange' && entry.decoded.application?.name === wanted;
  }
  const upper = wanted.toUpperCase();
  const named = (name: string): boolean => `${name.toUpperCase()} `.startsWith(`${upper} `);
  if (!commandNames.some(named) && !/^INS [0-9A-F]{2}$/.test(upper)) {
    throw unknown(nearest(wanted, selectable));
  }
  return (entry) => entry.type === 'exchange' && named(entry.decoded.name);
};
