import {sign} from 'node:crypto';
import test from 'ava';
import {
  createCentre,
  type RevocationSource,
  type RevocationStatus,
  type StepReason,
} from '../../centre/index.ts';
import {virtualClock} from '../../protocol/index.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {holder, holderKeys, seed} from './bench-identity.ts';

const data = Buffer.from('a challenge of a service');
const signed = {data, signature: sign('sha256', data, holderKeys.privateKey)};
const asOf = new Date('2025-12-31T15:00:00Z');
const answers: readonly [
  answer: RevocationStatus | Error,
  result: 'valid' | 'invalid',
  reason: StepReason,
][] = [
  [{status: 'good', source: 'list', asOf}, 'valid', 'passed'],
  [{status: 'revoked', source: 'list', asOf, since: asOf, reason: 'certificateHold'}, 'invalid', 'revoked'],
  [{status: 'unknown', source: 'list'}, 'invalid', 'revocation-unknown'],
  [new Error('no answer'), 'invalid', 'revocation-unavailable'],
];

for (const [answer, result, reason] of answers) {
  test(`a revocation source that answers ${answer instanceof Error ? 'nothing' : answer.status} makes it ${result}: ${reason}`, async (t) => {
    const asked: string[] = [];
    const revocation: RevocationSource = {
      async status({serialNumber}) {
        asked.push(serialNumber);
        if (answer instanceof Error) {
          throw answer;
        }
        return answer;
      },
    };
    const clock = virtualClock(new Date('2026-01-01T00:00:00Z'));
    const centre = createCentre({random: seededKeys(seed), clock, revocation});
    const issued = await centre.issue({kind: 'user-authentication', holder, publicKey: holderKeys.publicKey});
    const found = await centre.verify('user-authentication', issued.certificate, signed);
    t.deepEqual([found.result, found.reason, asked], [result, reason, [issued.serialNumber]]);
  });
}
