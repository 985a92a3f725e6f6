import {sw} from '../../../protocol/index.ts';
import {issuerAuthenticated} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import {refuse} from '../refusal.ts';
import {withCredential} from '../state.ts';
import {fits, referredCredential} from './current-credential.ts';

/**
 * UNLOCK KEY `80 54 00 80|SFI`: gives a credential its tries back; with data it gets this value too, which is how
 * secrets are set at delivery. It must be verified anew afterwards. One that was never set needs a value (6985).
 * The instruction is JICSAP's [S3], its data field bench-defined, D71.
 */
export const unlockKey: CommandRow = {
  name: 'UNLOCK KEY',
  cla: 'proprietary',
  ins: 0x54,
  requires: issuerAuthenticated,
  evidence: 'bench-defined',
  run(card, {p1, p2, data}) {
    if (p1 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    const {file, state} = referredCredential(card, p2);
    if (data.length === 0 && state.value.length === 0) {
      refuse(sw.conditionsOfUseNotSatisfied);
    }
    if (data.length > 0 && !fits(file, data)) {
      refuse(sw.wrongLength);
    }
    const value = data.length > 0 ? Uint8Array.from(data) : state.value;
    card.commit(
      withCredential(card.persistent, card.volatile.application.name, file.id, {
        value,
        triesLeft: file.tries,
      }),
    );
    card.volatile.verified.delete(file.id);
    card.note({
      change: data.length > 0 ? 'changed' : 'unblocked',
      subject: file.name,
      triesLeft: file.tries,
    });
    return sw.ok;
  },
};
