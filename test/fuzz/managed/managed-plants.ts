import {without} from '../../../emulator/content-management/registry.ts';
import {readBinary} from '../../../emulator/os/commands/read-binary.ts';
import type {CardContext} from '../../../emulator/os/context.ts';
import {Refusal} from '../../../emulator/os/refusal.ts';
import {standardApplets} from '../../../protocol/applets/index.ts';
import {sw, toHex} from '../../../protocol/index.ts';
import type {ChangeRow} from './managed-run.ts';

const services = ['service-a', 'service-d'] as const;

const inService = ({volatile}: CardContext): boolean =>
  services.some((name) => toHex(standardApplets[name].moduleAid) === volatile.application.name);

/** Defects of the kind that the fuzzer looks for on a managed card. They exist here alone. */
export const managedPlants: Readonly<Record<string, ChangeRow>> = {
  'delete-in-another-area': (row) =>
    row.name !== 'DELETE'
      ? row
      : {
          ...row,
          run(card, command) {
            try {
              return row.run(card, command);
            } catch (refusal) {
              const aid = toHex(command.data.subarray(2));
              const authenticated = card.volatile.secureChannel?.authenticated;
              if (refusal instanceof Refusal && authenticated && card.persistent.content.instances.has(aid)) {
                card.commit(without(card.persistent, new Set([aid])));
                return sw.ok;
              }
              throw refusal;
            }
          },
        },
  'id-without-pin': (row) =>
    row.name === 'READ BINARY'
      ? {
          ...row,
          run: (card, command) =>
            inService(card) && card.volatile.terminalAuthenticated
              ? readBinary.run(card, command)
              : row.run(card, command),
        }
      : row,
  'key-try-given-back': (row) =>
    row.name === 'EXTERNAL AUTHENTICATE' && row.cla === 'interindustry'
      ? {
          ...row,
          run(card, command) {
            const before = card.persistent;
            const reply = row.run(card, command);
            if (inService(card) && card.volatile.terminalAuthenticated === false) {
              card.commit(before);
            }
            return reply;
          },
        }
      : row,
  'load-file-goes-alone': (row) =>
    row.name !== 'DELETE'
      ? row
      : {
          ...row,
          run(card, command) {
            const aid = toHex(command.data.subarray(2));
            if (card.persistent.content.loadFiles.has(aid)) {
              const {loadFiles} = without(card.persistent, new Set([aid])).content;
              card.commit({...card.persistent, content: {...card.persistent.content, loadFiles}});
              return sw.ok;
            }
            return row.run(card, command);
          },
        },
};
