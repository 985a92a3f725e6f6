import {sw} from '../../../protocol/index.ts';
import {always, never, satisfies} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import {withCertificate} from '../certified-key.ts';
import type {TransparentEf} from '../file.ts';
import {refuse} from '../refusal.ts';
import {type ApplicationState, withApplication} from '../state.ts';
import {addressed} from './read-binary.ts';

/** What an EF without an allocated size takes: all that a 15-bit offset reaches. */
const mostBytes = 0x8000;

/** Offset 0 replaces the content; any other writes into it, over FF where nothing was. */
const withContent = (
  before: ApplicationState,
  {id}: TransparentEf,
  offset: number,
  data: Uint8Array,
): ApplicationState => {
  const old = offset === 0 ? new Uint8Array(0) : (before.contents.get(id) ?? new Uint8Array(0));
  const content = new Uint8Array(Math.max(old.length, offset + data.length)).fill(0xff);
  content.set(old);
  content.set(data, offset);
  return {...before, contents: new Map(before.contents).set(id, content)};
};

/** A certificate is written whole, by one command or chain: half of one belongs to no key. */
const withFile = (
  before: ApplicationState,
  file: TransparentEf,
  offset: number,
  data: Uint8Array,
): ApplicationState => {
  if (file.certifies === undefined) {
    return withContent(before, file, offset, data);
  }
  return offset === 0
    ? withCertificate(before, {certificateFile: file.id, keyFile: file.certifies, certificate: data})
    : refuse(sw.conditionsOfUseNotSatisfied);
};

/**
 * UPDATE BINARY, ISO/IEC 7816-4 clause 11.3.5, addressed like READ BINARY. Beyond the allocated size is 6A84. All
 * that follows from the write is one commit. Which EF takes it from whom is bench-defined, D72.
 */
export const updateBinary: CommandRow = {
  name: 'UPDATE BINARY',
  cla: 'interindustry',
  ins: 0xd6,
  requires: always,
  evidence: 'bench-defined',
  run(card, command) {
    const {data} = command;
    const {file, offset} = addressed(card, command);
    if (!satisfies(card.volatile, file.update ?? never)) {
      refuse(sw.securityStatusNotSatisfied);
    }
    if (data.length === 0) {
      refuse(sw.wrongLength);
    }
    if (offset + data.length > (file.size ?? mostBytes)) {
      refuse(sw.notEnoughMemory);
    }
    const {name, afterUpdate} = card.volatile.application;
    const keys = card.state.privateKeys;
    card.commit(
      withApplication(card.persistent, name, (before) => {
        const written = withFile(before, file, offset, data);
        return afterUpdate ? afterUpdate(written) : written;
      }),
    );
    card.note({change: card.state.privateKeys === keys ? 'updated' : 'key-renewed', subject: file.name});
    return sw.ok;
  },
};
