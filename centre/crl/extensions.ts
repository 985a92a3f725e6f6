import {type DerCursor, flag, NotDer, objectIdentifierOf} from './der-reader.ts';
import {tags} from './der-writer.ts';

export interface ReadExtension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** By object identifier. */
export type ReadExtensions = ReadonlyMap<string, ReadExtension>;

/** Extensions at a cursor that stands before their SEQUENCE; each type once (RFC 5280 clause 4.2). */
export const readExtensions = (cursor: DerCursor, what: string): ReadExtensions => {
  const all = cursor.into(tags.sequence, what);
  const found = new Map<string, ReadExtension>();
  while (!all.done) {
    const one = all.into(tags.sequence, `an extension of ${what}`);
    const oid = objectIdentifierOf(one, `an extension of ${what}`);
    if (found.has(oid)) {
      throw new NotDer(`each extension of ${what} once`, one.at);
    }
    const critical = flag(one, 'critical');
    const value = one.content(one.take(tags.octetString, `the value of an extension of ${what}`));
    one.finish(`an extension of ${what}`);
    found.set(oid, {critical, value});
  }
  if (found.size === 0) {
    throw new NotDer(`at least one extension of ${what}`, all.at);
  }
  return found;
};

/** The types of those that are critical and not among the understood ones. */
export const unknownCritical = (extensions: ReadExtensions, understood: ReadonlySet<string>): string[] =>
  [...extensions].filter(([oid, {critical}]) => critical && !understood.has(oid)).map(([oid]) => oid);
