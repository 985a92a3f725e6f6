import {type StatusWord, sw} from '../../../protocol/index.ts';
import {always, never} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';

/** JICSAP SET SESSION KEY where no session can begin: the card knows it, and says why not in two ways. [S3] */
const refusing = (requires: CommandRow['requires'], answer: StatusWord): CommandRow => ({
  name: 'SET SESSION KEY',
  cla: 'proprietary',
  ins: 0xae,
  requires,
  evidence: 'observed',
  run: () => answer,
});

/** 66F1: the application has no key under which a session key could come. */
export const sessionKeyUnavailable = refusing(always, sw.sessionKeyRefused);

/** 6982, whatever is verified: there is such a key, and no credential known in public opens it. */
export const sessionKeyForbidden = refusing(never, sw.securityStatusNotSatisfied);
