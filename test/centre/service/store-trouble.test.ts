import {join} from 'node:path';
import test from 'ava';
import {openCentreStore} from '../../../centre/index.ts';
import {openDatabase} from '../../../centre/store/database.ts';
import {KazasuError} from '../../../protocol/index.ts';
import {inFolder} from '../../support/centre-store-content.ts';
import {order, serviceBench} from './service-bench.ts';

const inFile = (folder: string) => openCentreStore(join(folder, 'centre.db'), {busyMs: 50});

test('a store that another process holds costs rows of the history, which are told, and never the service', (t) =>
  inFolder(async (folder) => {
    const store = inFile(folder);
    const bench = await serviceBench({store});
    const other = openDatabase(join(folder, 'centre.db'));
    other.exec('BEGIN IMMEDIATE');
    for (let i = 0; i < 3; i += 1) {
      t.is((await bench.ask('/health')).status, 200);
    }
    const late = await bench.admin('/registrar/relying-parties', {json: {name: 'late'}});
    t.deepEqual([late.status, late.json.id], [503, 'KZS-HTTP-STORE-BUSY']);
    t.is(late.headers.get('retry-after'), '1');
    t.false(JSON.stringify(late.json).includes(folder), 'no path of this machine is told');
    other.exec('ROLLBACK');
    other.close();
    t.is((await bench.admin('/registrar/relying-parties', {json: {name: 'late'}})).status, 201);
    await bench.service.stop();
    // The three, and the refusal's own.
    t.deepEqual(
      bench.defects.map((error) => error instanceof KazasuError && error.id),
      Array(4).fill('KZS-CENTRE-STORE-BUSY'),
    );
    t.is(store.requests.find({operation: 'health'}).length, 0);
    const told = bench.events.filter((event) => event.type === 'centre' && event.operation === 'health');
    t.is(told.length, 3, 'the record has what the history lacks');
    store.close();
  }));

const unfinished = ['http-silent', 'http-drip', 'http-endless', 'http-slow;ms=8000'];

test('who stops the service while requests are unfinished has them in history and record, and may close the store', (t) =>
  inFolder(async (folder) => {
    const store = inFile(folder);
    const bench = await serviceBench({store, limits: {stopMs: 200}});
    const waiting = unfinished.map((name) =>
      fetch(`${bench.url}/authorities`, {headers: {'kazasu-misbehave': name}})
        .then((response) => response.arrayBuffer())
        .then(
          () => 'answered',
          () => 'broken',
        ),
    );
    // Those asked before this one have been met when it is answered.
    while (store.requests.find({operation: 'health'}).length < 3) {
      await bench.ask('/health');
    }
    await bench.service.stop();
    const rows = store.requests.find({operation: 'authorities'});
    store.close();
    t.deepEqual(rows.map(({misbehaviour}) => misbehaviour).sort(), [
      'http-drip',
      'http-endless',
      'http-silent',
      'http-slow',
    ]);
    const told = bench.events.filter((event) => event.type === 'centre' && event.operation === 'authorities');
    t.is(told.length, unfinished.length);
    t.deepEqual(await Promise.all(waiting), Array(unfinished.length).fill('broken'));
    // What their connections still tell finds its account closed.
    await new Promise((resolve) => setTimeout(resolve, 50));
    t.deepEqual(bench.defects, []);
  }));

test('the same order of the same instant to two servers on one store gets as many certificates as were asked for', (t) =>
  inFolder(async (folder) => {
    const stores = [inFile(folder), inFile(folder)];
    const [one, other] = await Promise.all(stores.map((store) => serviceBench({store})));
    const json = {...order, issuedAt: new Date().toISOString()};
    const answers = await Promise.all(
      Array.from({length: 12}, (_, i) => (i % 2 ? one : other)?.admin('/registrar/certificates', {json})),
    );
    t.deepEqual(
      answers.map((answer) => answer?.status),
      Array(12).fill(201),
    );
    t.is(new Set(answers.map((answer) => answer?.json.serialNumber)).size, 12);
    t.is(new Set(answers.map((answer) => answer?.json.holderId)).size, 12, 'each is of a person of its own');
    t.is(stores[0]?.certificates.page({limit: 100}).length, 12);
    await Promise.all([one?.service.stop(), other?.service.stop()]);
    for (const store of stores) {
      store.close();
    }
  }));

test('what a client hears of a store that cannot be used names no path; whoever runs the service hears all', (t) =>
  inFolder(async (folder) => {
    const store = inFile(folder);
    const bench = await serviceBench({store});
    store.close();
    const answer = await bench.admin('/registrar/relying-parties', {json: {name: 'late'}});
    t.deepEqual([answer.status, answer.json.id], [500, 'KZS-DEFECT']);
    t.false(JSON.stringify(answer.json).includes(folder));
    t.true(bench.defects.some((error) => String(error).includes(folder)));
    await bench.service.stop();
  }));
