import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {
  type CentreStore,
  certificateStates,
  challengesInMemory,
  openCentreStore,
  type StatusStore,
  statusInMemory,
} from '../../../centre/index.ts';
import {openDatabase} from '../../../centre/store/database.ts';
import {KazasuError, virtualClock} from '../../../protocol/index.ts';
import {afterNoon, certificateRow, inFolder, noon, statusRow} from '../../support/centre-store-content.ts';
import {refusal} from '../../support/refusal.ts';

type Again = () => CentreStore;

/** The claim holds in memory and in a file; in the file also for whoever opens it a second time (`again`). */
const inBoth = (
  title: string,
  claim: (t: ExecutionContext, store: CentreStore, again: Again) => void,
): void => {
  test(`${title}: in memory`, (t) => {
    const store = openCentreStore(':memory:');
    claim(t, store, () => store);
    store.close();
  });
  test(`${title}: in a file, opened again`, (t) =>
    inFolder((folder) => {
      const open: CentreStore[] = [];
      const another = (): CentreStore => {
        const store = openCentreStore(join(folder, 'centre.db'));
        open.push(store);
        return store;
      };
      claim(t, another(), another);
      for (const store of open) {
        store.close();
      }
    }));
};

inBoth('a state comes back as it was put, with all or none of what is optional', (t, {status}, again) => {
  const rows = [
    statusRow('01', {knownFrom: noon}),
    statusRow('02', {changes: []}),
    {serialNumber: '03', changes: []},
    statusRow('04', {
      changes: [
        {kind: 'held', at: noon, reason: 'certificateHold'},
        {kind: 'released', at: afterNoon(1), reason: 'removeFromCRL'},
        {kind: 'revoked', at: afterNoon(2), reason: 'keyCompromise', invalidSince: afterNoon(-5)},
      ],
    }),
  ];
  for (const row of rows) {
    status.put(row);
  }
  t.deepEqual(
    rows.map(({serialNumber}) => again().status.get(serialNumber)),
    rows,
  );
  t.is(status.get('05'), undefined);
  const less = statusRow('04', {authority: 'A2'});
  status.put(less);
  t.deepEqual(again().status.get('04'), less);
});

const stores: Readonly<Record<string, () => StatusStore>> = {
  'a Map': statusInMemory,
  SQLite: () => openCentreStore(':memory:').status,
};

for (const [name, make] of Object.entries(stores)) {
  test(`changed gives what has a change, of one authority and one distribution point: ${name}`, (t) => {
    const store = make();
    for (let i = 0; i < 2_500; i += 1) {
      const authority = i % 5 === 0 ? 'A2' : 'A1';
      const changes = i % 2 === 0 ? {} : {changes: []};
      store.put(statusRow(`S${i}`, {authority, distributionPoint: `D${i % 3}`, ...changes}));
    }
    const numbers = (authority: string, point?: string): Set<string> =>
      new Set([...store.changed(authority, point)].map(({serialNumber}) => serialNumber));
    t.deepEqual([numbers('A1').size, numbers('A2').size, numbers('A3').size], [1_000, 250, 0]);
    t.deepEqual([numbers('A1', 'D0').size, numbers('A1', 'D9').size], [333, 0]);
    t.true(numbers('A2').has('S10'));
    t.false(numbers('A2', 'D1').has('S15'));
  });
}

test('100,000 rows with a change are all given, once each, while others read and write', (t) => {
  const store = openCentreStore(':memory:');
  store.transaction(() => {
    for (let i = 0; i < 100_000; i += 1) {
      store.status.put(statusRow(String(i)));
    }
  });
  const seen = new Set<string>();
  for (const {serialNumber} of store.status.changed('A1')) {
    if (seen.size % 10_000 === 0) {
      store.status.put(statusRow(`other ${seen.size}`, {authority: 'A2'}));
      t.is([...store.status.changed('A2')].length, seen.size / 10_000 + 1);
    }
    seen.add(serialNumber);
  }
  t.is(seen.size, 100_000);
});

inBoth('the register keeps certificates in the order of issue and by holder', (t, {certificates}, again) => {
  const rows = [
    certificateRow('0A', {notBefore: afterNoon(5)}),
    certificateRow('0C', {holder: 'h-2', kind: 'digital-signature'}),
    certificateRow('0B', {notBefore: afterNoon(-5)}),
  ];
  for (const row of rows) {
    certificates.add(row);
  }
  const register = again().certificates;
  t.deepEqual(register.page({limit: 10}), rows);
  t.deepEqual(register.page({after: '0A', limit: 1}), rows.slice(1, 2));
  t.deepEqual(register.page({after: '0B', limit: 9}), []);
  t.deepEqual(register.ofHolder('h-1'), [rows[2], rows[0]]);
  t.deepEqual(register.get('0C'), rows[1]);
  t.is(register.get('0D'), undefined);
  refusal(t, () => register.add(certificateRow('0A')), 'KZS-CENTRE-SERIAL-TAKEN', '0A');
  refusal(t, () => register.page({after: '0D', limit: 1}), 'KZS-CENTRE-SERIAL-UNKNOWN', '0D');
});

test('a holder is no 個人番号 and is not empty, and the error does not repeat it', (t) => {
  const {certificates} = openCentreStore(':memory:');
  for (const holder of ['123456789018', '1234-5678-9018', '1234 5678 9018', '']) {
    const error = refusal(
      t,
      () => certificates.add(certificateRow('01', {holder})),
      'KZS-CENTRE-HOLDER-ID',
      'opaque',
    );
    t.false(error.message.includes('5678'));
  }
});

inBoth('links are found from both ends and join what is registered', (t, {certificates, links}, again) => {
  for (const serial of ['01', '02', '03']) {
    certificates.add(certificateRow(serial));
  }
  const [first, second] = [
    {kind: 'replaces', from: '02', to: '01', since: afterNoon(1)},
    {kind: 'belongs-to', from: '03', to: '01', since: noon},
  ] as const;
  links.add(first);
  links.add(second);
  const kept = again().links;
  t.deepEqual(kept.from('02', 'replaces'), first);
  t.is(kept.from('02', 'belongs-to'), undefined);
  t.deepEqual([kept.to('01', 'replaces'), kept.to('01', 'belongs-to')], [[first], [second]]);
  refusal(t, () => kept.add({...first, to: '03'}), 'KZS-CENTRE-LINK', 'has one already');
  refusal(t, () => kept.add({...first, from: '09'}), 'KZS-CENTRE-LINK', 'not in it');
});

const challenge = {id: 'c1', bytes: Uint8Array.of(1, 2, 3), madeAt: noon};

for (const [name, make] of Object.entries({
  'a Map': challengesInMemory,
  SQLite: () => openCentreStore(':memory:').challenges,
})) {
  test(`a challenge is spent once, by whose it is, and forgotten by age: ${name}`, (t) => {
    const store = make();
    const theirs = {...challenge, id: 'c2', relyingParty: 'ward'};
    const late = {...challenge, id: 'c3', madeAt: afterNoon(1)};
    for (const row of [challenge, theirs, late]) {
      store.add(row);
    }
    refusal(t, () => store.add({...late, id: 'c1'}), 'KZS-CENTRE-CHALLENGE-TAKEN', 'once');
    for (const wrong of ['', 'c', 'C1', 'c1\0', 'c1 ', true, 1, null, undefined, {}, ['c1'], '\ud800']) {
      t.is(store.spend(wrong as string), 'unknown', JSON.stringify(wrong));
    }
    t.is(store.spend('c1', 'ward'), 'unknown');
    t.deepEqual([store.spend('c1'), store.spend('c1')], [challenge, 'replayed']);
    t.deepEqual([store.spend('c2'), store.spend('c2', 'town')], ['unknown', 'unknown']);
    t.deepEqual([store.spend('c2', 'ward'), store.spend('c2', 'ward')], [theirs, 'replayed']);
    store.forgetBefore(afterNoon(1));
    t.deepEqual([store.spend('c1'), store.spend('c3')], ['unknown', late]);
  });
}

inBoth('what a transaction did stays together, and a part of it can fail alone', (t, store, again) => {
  const {certificates} = store;
  const planned = new Error('planned');
  const fail = (serial: string) => (): never => {
    certificates.add(certificateRow(serial));
    throw planned;
  };
  t.is(
    t.throws(() => store.transaction(fail('01'))),
    planned,
  );
  const made = store.transaction(() => {
    certificates.add(certificateRow('02'));
    t.is(
      t.throws(() => store.transaction(fail('03'))),
      planned,
    );
    return store.transaction(() => {
      certificates.add(certificateRow('04'));
      return 'made';
    });
  });
  t.is(made, 'made');
  t.throws(() =>
    store.transaction(() => {
      store.transaction(() => certificates.add(certificateRow('05')));
      throw planned;
    }),
  );
  const kept = again()
    .certificates.page({limit: 9})
    .map(({serialNumber}) => serialNumber);
  t.deepEqual(kept, ['02', '04']);
});

test('a transaction does not take a promise for its work', async (t) => {
  const store = openCentreStore(':memory:');
  const work = async (): Promise<void> => store.certificates.add(certificateRow('01'));
  let pending: Promise<void> | undefined;
  t.throws(
    () =>
      store.transaction(() => {
        pending = work();
        return pending;
      }),
    {message: /promise/},
  );
  await pending;
  t.is(store.certificates.get('01'), undefined);
});

test('what is neither text nor number nor bytes is refused, and the process lives on', (t) => {
  const {challenges, certificates} = openCentreStore(':memory:');
  for (const wrong of [true, undefined, {}, ['01'], 1n, new Date()]) {
    t.throws(() => certificates.get(wrong as string), {
      instanceOf: TypeError,
      message: /keeps text, numbers/,
    });
    t.throws(() => challenges.add({...challenge, bytes: wrong as Uint8Array}), {instanceOf: TypeError});
  }
  t.is(challenges.spend('c1'), 'unknown');
});

test('a full disk fails the call and leaves no half, also where the failure is swallowed', (t) => {
  const database = openDatabase(':memory:');
  database.exec('CREATE TABLE kept (n INTEGER, bytes BLOB) STRICT');
  database.exec('PRAGMA max_page_count = 40');
  const insert = database.statement('INSERT INTO kept VALUES (?, ?)');
  const full = (): void =>
    database.transaction(() => {
      insert.run(1, null);
      refusal(
        t,
        () => database.transaction(() => insert.run(2, new Uint8Array(1e6))),
        'KZS-CENTRE-STORE',
        'full',
      );
      insert.run(3, null);
      throw new Error('planned');
    });
  t.throws(full);
  t.deepEqual(database.statement('SELECT n FROM kept').rows(), []);
  insert.run(4, null);
  t.is(database.statement('SELECT n FROM kept').rows().length, 1);
});

inBoth('requests are numbered, found by what they were about and never numbered again', (t, store, again) => {
  const {requests} = store;
  const row = {at: noon, duration: 1.5, operation: 'ocsp', httpStatus: 200, outcome: 'good'};
  const full = {...row, relyingParty: 'ward', misbehaviour: 'stale', serialNumber: '01', requestHash: 'AB'};
  t.deepEqual([requests.add(row), requests.add(full), requests.add({...full, operation: 'crl'})], [1, 2, 3]);
  const found = (filter: Parameters<typeof requests.find>[0]): number[] =>
    again()
      .requests.find(filter)
      .map(({number}) => number);
  t.deepEqual(again().requests.find({limit: 2}), [
    {...row, number: 1, ordinal: 1},
    {...full, number: 2, ordinal: 1},
  ]);
  t.deepEqual([found({}), found({after: 1}), found({operation: 'crl'})], [[1, 2, 3], [2, 3], [3]]);
  t.deepEqual([found({relyingParty: 'ward', afterOrdinal: 1}), found({relyingParty: 'town'})], [[3], []]);
  t.deepEqual([found({serialNumber: '01'}), found({misbehaviour: 'stale', limit: 1})], [[2, 3], [2]]);
  requests.clear();
  t.deepEqual(found({}), []);
  t.is(requests.add(full), 4);
  t.is(requests.find({})[0]?.ordinal, 3);
});

test('the newest requests of each relying party are remembered, whatever others ask', (t) => {
  const {requests} = openCentreStore(':memory:', {requests: 3});
  const row = {at: noon, duration: 0, operation: 'ocsp', httpStatus: 200, outcome: 'good'};
  requests.add({...row, relyingParty: 'quiet'});
  for (let i = 0; i < 10; i += 1) {
    requests.add({...row, relyingParty: 'loud'});
    requests.add(row);
  }
  const ordinals = (relyingParty: string): number[] =>
    requests.find({relyingParty}).map(({ordinal}) => ordinal);
  t.deepEqual([ordinals('quiet'), ordinals('loud')], [[1], [8, 9, 10]]);
  t.is(requests.find({}).length, 7);
});

test('a hold said in one process and a revocation said in another are both kept', (t) =>
  inFolder((folder) => {
    const [one, two] = [1, 2].map(() => openCentreStore(join(folder, 'centre.db')));
    if (!one || !two) {
      return t.fail();
    }
    const clock = virtualClock(noon);
    // The second process revokes in the moment between the first one's reading and its writing.
    let meanwhile: unknown;
    const watched: StatusStore = {
      ...one.status,
      put(row) {
        meanwhile ??= t.throws(() =>
          certificateStates(clock, slow.status).revoke('01', {reason: 'keyCompromise'}),
        );
        one.status.put(row);
      },
    };
    const slow = openCentreStore(join(folder, 'centre.db'), {busyMs: 20});
    certificateStates(clock, watched).revoke('01', {reason: 'certificateHold'});
    t.is(meanwhile instanceof KazasuError && meanwhile.id, 'KZS-CENTRE-STORE-BUSY');
    certificateStates(clock, two.status).revoke('01', {reason: 'keyCompromise'});
    t.deepEqual(
      one.status.get('01')?.changes.map(({kind}) => kind),
      ['held', 'revoked'],
    );
  }));
