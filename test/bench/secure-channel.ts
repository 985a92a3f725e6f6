import {randomBytes} from 'node:crypto';
import {command, sw} from '../../protocol/index.ts';
import {dice} from '../support/dice.ts';
import {securePair} from '../support/secure-channel-pair.ts';
import {type Measurement, median} from './measurement.ts';

const rounds = 4000;
const aimUs = 20;

/** SCP03 at the host with AES-128, everything protected: one command out, its answer in. */
export const measureSecureChannel = (): Measurement[] =>
  [16, 239].map((length) => {
    const pair = securePair(dice(1), {protocol: 'scp03', i: 0x70, level: 0x33, keyBytes: 16});
    const plain = command({cla: 0x80, ins: 0xe2, p1: 0, p2: 0, data: randomBytes(length)});
    const samples: number[] = [];
    for (let n = 0; n < rounds; n += 1) {
      const begun = process.hrtime.bigint();
      const sent = pair.host.wrap(plain);
      const wrapped = process.hrtime.bigint();
      for (const one of sent) {
        pair.card.open(one);
      }
      const answer = pair.card.protect({data: plain.data, sw: sw.ok});
      const answered = process.hrtime.bigint();
      pair.host.unwrap(answer);
      samples.push(Number(wrapped - begun + (process.hrtime.bigint() - answered)) / 1000);
    }
    const us = median(samples);
    return {
      name: `SCP03 wrap and unwrap, ${length} bytes each way, level 33`,
      value: `${us.toFixed(1)} µs, ${(us / aimUs).toFixed(2)} of the aim`,
      aim: `${aimUs} µs`,
      met: us <= aimUs,
    };
  });
