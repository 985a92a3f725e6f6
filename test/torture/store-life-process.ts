import {writeSync} from 'node:fs';
import type {CentreStore} from '../../centre/store/centre-store.ts';
import {openDatabase} from '../../centre/store/database.ts';
import {openCentreStore} from '../../centre/store/open-centre-store.ts';
import {certificateRow, noon, statusRow} from '../support/centre-store-content.ts';
import {dice} from '../support/dice.ts';

/**
 * A centre that works on a store until it is killed and says on stdout what it has done: `store-life-process FILE
 * LIFE SEED KILL-AT PLANT`. At the KILL-AT-th point between two steps it kills itself; 0: somebody else will.
 * With `race` for SEED it waits for a line on stdin and spends the challenges c0, c1, … instead.
 */
const [, , file = '', life = '', seed = '1', killAt = '0', plant = 'none'] = process.argv;

const acknowledge = (line: string): void => void writeSync(1, `${line}\n`);

let points = 0;
const point = (): void => {
  points += 1;
  if (points === Number(killAt)) {
    process.kill(process.pid, 'SIGKILL');
  }
};

const pair = (store: CentreStore, serial: string): void => {
  const [login, signing] = [`${serial}A`, `${serial}B`];
  store.certificates.add(certificateRow(login, {holder: serial}));
  point();
  store.certificates.add(certificateRow(signing, {holder: serial, kind: 'digital-signature'}));
  point();
  store.links.add({kind: 'belongs-to', from: signing, to: login, since: noon});
  point();
  store.status.put(statusRow(login, {changes: []}));
  point();
  store.status.put(statusRow(signing, {changes: []}));
  point();
};

const work = (store: CentreStore): never => {
  const roll = dice(Number(seed));
  const row = {at: noon, duration: 1, operation: 'ocsp', httpStatus: 200, outcome: 'good'};
  const revocable: string[] = [];
  const spendable: string[] = [];
  const together = plant === 'split-transaction' ? <T>(one: () => T): T => one() : store.transaction;
  /** Each work with what is said once it is done. */
  const works: readonly ((serial: string) => readonly [string, () => void])[] = [
    (serial) => {
      revocable.push(serial);
      return [`issued ${serial}`, () => together(() => pair(store, serial))];
    },
    (serial) => {
      spendable.push(serial);
      return [
        `challenge ${serial}`,
        () => store.challenges.add({id: serial, bytes: Uint8Array.of(1), madeAt: noon}),
      ];
    },
    (serial) => {
      const revoked = revocable.pop() ?? serial;
      return [
        `revoked ${revoked}`,
        () =>
          together(() => {
            store.status.put(statusRow(`${revoked}A`));
            point();
            store.status.put(statusRow(`${revoked}B`));
          }),
      ];
    },
    (serial) => {
      const id = spendable.pop();
      return id === undefined
        ? [`asked ${serial}`, () => store.requests.add({...row, serialNumber: serial})]
        : [`spent ${id}`, () => store.challenges.spend(id)];
    },
    (serial) => [`asked ${serial}`, () => store.requests.add({...row, serialNumber: serial})],
  ];
  for (let n = 1; ; n += 1) {
    const [done, act] = roll.pick(works)(`${life}-${n}`);
    if (plant === 'say-before-done') {
      acknowledge(done);
      point();
    }
    act();
    point();
    if (plant !== 'say-before-done') {
      acknowledge(done);
    }
  }
};

/** What `spend` must not be: a look, and then a mark. */
const lookThenMark = (): ((id: string) => unknown) => {
  const database = openDatabase(file);
  const look = database.statement('SELECT spent FROM challenges WHERE id = ?');
  const mark = database.statement('UPDATE challenges SET spent = 1 WHERE id = ?');
  return (id) => {
    if (look.row(id)?.['spent'] === 1) {
      return 'replayed';
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    return mark.run(id);
  };
};

const race = (store: CentreStore): void => {
  const spend = plant === 'look-then-mark' ? lookThenMark() : (id: string) => store.challenges.spend(id);
  acknowledge('ready');
  process.stdin.once('data', () => {
    for (let n = 0; n < Number(life); n += 1) {
      if (typeof spend(`c${n}`) !== 'string') {
        acknowledge(`won c${n}`);
      }
    }
    process.exit();
  });
};

const store = openCentreStore(file);
if (seed === 'race') {
  race(store);
} else {
  work(store);
}
