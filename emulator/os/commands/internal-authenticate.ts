import {type CommandApdu, digestInfo, sw} from '../../../protocol/index.ts';
import {always, satisfies} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import {refuse} from '../refusal.ts';
import {referredFile} from './referred-file.ts';

const modulusBytes = 256;
const mostChallenge = 255;

/**
 * INTERNAL AUTHENTICATE, ISO/IEC 7816-4 clause 11.6.3: the key's PKCS#1 v1.5 signature, with SHA-256, of a
 * challenge of 1 to 255 bytes. [S3] What is not a key is 6986, a wrong length 6700. Bench-defined, D24.
 */
export const internalAuthenticate: CommandRow = {
  name: 'INTERNAL AUTHENTICATE',
  cla: 'interindustry',
  ins: 0x88,
  requires: always,
  evidence: 'observed',
  run(card, {p1, p2, data, ne}: CommandApdu) {
    if (p1 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    const key = referredFile(card, p2);
    if (key.kind !== 'private-key') {
      return refuse(sw.noCurrentEf);
    }
    if (!satisfies(card.volatile, key.use)) {
      refuse(sw.securityStatusNotSatisfied);
    }
    if (data.length === 0 || data.length > mostChallenge || ne < modulusBytes) {
      refuse(sw.wrongLength);
    }
    const privateKey = card.state.privateKeys.get(key.id) ?? refuse(sw.referencedDataNotFound);
    return card.rsa
      .compute({privateKey, padding: 'pkcs1', block: digestInfo('sha256', data)})
      .then((signature) => ({data: signature, sw: sw.ok}));
  },
};
