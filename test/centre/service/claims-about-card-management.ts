import test from 'ava';
import {refusalIds} from '../../../centre/card-management/refusals.ts';
import type {CardContent, CardStep} from '../../../centre/index.ts';
import {problemStatuses} from '../../../centre/service/problem-statuses.ts';
import {appletCap} from '../../../protocol/applets/index.ts';
import type {ServiceBench} from './service-bench.ts';

const password = 'a long enough password';
const cardId = '00000000000000A1';
const masterKey = Buffer.alloc(32, 0x5a).toString('base64');

/** What a card shows after steps that went well. */
const after = (steps: readonly CardStep[], state: 'personalised' | 'locked'): CardContent[] =>
  steps.flatMap((step): CardContent[] => {
    switch (step.do) {
      case 'create-domain':
        return [{area: step.area, object: 'domain', aid: step.aid}];
      case 'load':
        return [{area: step.area, object: 'load-file', aid: step.aid}];
      case 'install':
        return [{area: step.area, object: 'instance', aid: step.aid, state}];
      default:
        return [];
    }
  });

/** The card management system over HTTP: two towns, and a card that moves from one to the other. */
export const claimsAboutCardManagement = ({
  admin,
  ask,
  cardManagement,
  store,
  events,
}: ServiceBench): void => {
  const management = '/card-management';
  const registered = async (name: string, code: string): Promise<void> => {
    const administrator = {name: 'root', password};
    const json = {name, type: 'municipality', municipalityCode: code, masterKey, administrator};
    await admin('/registrar/card-management/issuers', {json});
    await admin(`/registrar/card-management/issuers/${name}/grounds`, {
      json: {ordinance: `O-${name}`, permission: `P-${name}`},
    });
  };
  const logIn = async (issuer: string, operator: string): Promise<string> => {
    const {json} = await ask(`${management}/log-in`, {json: {issuer, operator, password}});
    return json.token;
  };
  const staffed = async (issuer: string): Promise<(role: string) => string> => {
    const root = await logIn(issuer, 'root');
    const tokens = new Map([['administrator', root]]);
    for (const role of ['card-officer', 'installer', 'service-desk', 'auditor']) {
      await ask(`${management}/operators`, {key: root, json: {name: role, role, password}});
      tokens.set(role, await logIn(issuer, role));
    }
    return (role) => tokens.get(role) ?? '';
  };

  test.serial(
    'a card is managed over HTTP from its arrival to another town, by the roles of two',
    async (t) => {
      await registered('x', '13221');
      await registered('y', '15204');
      const [x, y] = [await staffed('x'), await staffed('y')];
      let requests = 0;
      const requestId = (): string => {
        requests += 1;
        return `r-${requests}`;
      };
      const state = (transition: string) =>
        ask(`${management}/cards/${cardId}/state`, {
          key: x('card-officer'),
          json: {requestId: requestId(), transition},
        });
      await ask(`${management}/cards`, {key: x('card-officer'), json: {requestId: requestId(), cardId}});
      t.is((await state('deliver')).json.id, 'KZS-MANAGEMENT-STATE');
      t.is((await state('prepare')).json.state, 'prepared');

      const order = {kind: 'install', cardId, profile: 'usual', userId: 'X-1'};
      const installing = {key: x('installer'), json: {requestId: 'install', order}};
      const begun = await ask(`${management}/operations`, installing);
      t.is(begun.status, 201);
      t.is(begun.json.steps.length, 22);
      t.deepEqual((await ask(`${management}/operations`, installing)).json, begun.json);
      const content = after(begun.json.steps, 'locked');
      const committing = (given: CardContent[]) =>
        ask(`${management}/operations/install/commit`, {
          key: x('installer'),
          json: {cardId, content: given},
        });
      t.is((await committing(content)).json.id, 'KZS-MANAGEMENT-NOT-WRITTEN');
      const readBack = (aid: string, id?: string) =>
        ask(`${management}/operations/install/read-back`, {
          key: x('installer'),
          json: {aid, ...(id === undefined ? {} : {id: Buffer.from(id).toString('hex').toUpperCase()})},
        });
      for (const step of (begun.json.steps as CardStep[]).filter((one) => one.do === 'read-back')) {
        const {json} = await readBack(step.aid, step.kind === 'common' ? 'X-1'.padEnd(16) : 'X-1');
        t.deepEqual(json.readBack.at(-1), {aid: step.aid, told: 'same'});
      }
      t.is((await readBack('A000000000')).json.id, 'KZS-MANAGEMENT-APPLICATION-UNKNOWN');
      const partly = (await committing(content.slice(1))).json;
      t.is(partly.id, 'KZS-MANAGEMENT-NOT-WRITTEN');
      const domain = content[0]?.aid;
      t.is(
        partly.sentence.en,
        `every step of the operation was expected to be done on the card, but the step create-domain of ${domain} in the area for ordinances is not`,
      );
      t.is(
        partly.sentence.ja,
        `操作のすべての手順がカードで済んでいる必要がありますが、条例利用領域の手順 create-domain(${domain})が済んでいません`,
      );
      const named = {area: 'extended', object: 'application', aid: 'A000000000'};
      const unknown = (await committing([...content.slice(0, 2), named as unknown as CardContent])).json;
      t.regex(
        unknown.sentence.en,
        /content\.2\.object is one of instance, domain, load-file, but "application" came$/,
      );
      const elsewhere = {key: x('installer'), json: {cardId: '00000000000000FF', content}};
      for (const how of ['commit', 'reconcile']) {
        const {status, json} = await ask(`${management}/operations/install/${how}`, elsewhere);
        t.deepEqual([status, json.id], [409, 'KZS-MANAGEMENT-WRONG-CARD']);
      }
      const committed = await committing(content);
      t.is(committed.json.state, 'committed');
      t.deepEqual((await committing([])).json, committed.json);
      t.is((await state('deliver')).json.state, 'operational');
      const place = {area: 'extended', kind: 'common'};
      const stopping = {kind: 'resume', cardId, applications: [place]};
      await ask(`${management}/operations`, {
        key: x('service-desk'),
        json: {requestId: 'resume', order: stopping},
      });
      const reconciled = await ask(`${management}/operations/resume/reconcile`, {
        key: x('service-desk'),
        json: {cardId, content},
      });
      t.deepEqual(reconciled.json.steps, [
        {do: 'unlock', area: 'extended', aid: reconciled.json.steps[0].aid},
      ]);
      const usable = content.map((one) =>
        one.aid === reconciled.json.steps[0].aid ? {...one, state: 'personalised' as const} : one,
      );
      await ask(`${management}/operations/resume/commit`, {
        key: x('service-desk'),
        json: {cardId, content: usable},
      });

      const adding = {key: x('administrator'), json: {name: 'library', ...place}};
      t.is((await ask(`${management}/services`, adding)).status, 201);
      const use = () => ask(`${management}/services/library/uses`, {key: x('service-desk'), json: {cardId}});
      t.is((await use()).json.userId, 'X-1');
      await ask(`${management}/services/library/stop`, {key: x('administrator'), method: 'POST'});
      t.is((await use()).json.id, 'KZS-MANAGEMENT-SERVICE-STOPPED');
      await ask(`${management}/services/library/resume`, {key: x('administrator'), method: 'POST'});

      await ask(`${management}/cards/${cardId}/move-out`, {
        key: x('card-officer'),
        json: {requestId: requestId(), movingOn: '2020-01-01'},
      });
      const moving = (movedOn: string, notifiedOn: string) =>
        ask(`${management}/operations`, {
          key: y('card-officer'),
          json: {requestId: 'move', order: {kind: 'move-in', cardId, movedOn, notifiedOn}},
        });
      t.is((await moving('2020-01-01', '2020-01-10')).json.id, 'KZS-MANAGEMENT-MOVE-LATE');
      const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
      await ask(`${management}/cards/${cardId}/move-out`, {
        key: x('card-officer'),
        json: {requestId: requestId(), movingOn: today},
      });
      t.deepEqual((await moving(today, today)).json.steps, [{do: 'empty', area: 'ordinance'}]);
      const left = usable.filter(({area}) => area === 'extended');
      await ask(`${management}/operations/move/commit`, {
        key: y('card-officer'),
        json: {cardId, content: left},
      });
      const {json: seen} = await ask(`${management}/cards/${cardId}`, {key: x('card-officer')});
      t.is(seen.residence, '15204');
      t.deepEqual(
        seen.applications.map(({area, kind}: Record<string, string>) => [area, kind]),
        [
          ['extended', 'common'],
          ['extended', 'type-a'],
        ],
      );
      t.is((await use()).json.userId, 'X-1');
      t.is((await ask(`${management}/cards/${cardId}`, {key: y('installer')})).json.otherIssuers, 1);
      t.deepEqual((await ask(`${management}/cards`, {key: x('installer')})).json.cards, [cardId]);
      t.is((await ask(`${management}/operations/move`, {key: y('auditor')})).json.state, 'committed');
      t.is((await ask(`${management}/operations/move`, {key: x('auditor')})).status, 404);

      const own = (await ask(`${management}/audit?limit=1000`, {key: y('auditor')})).json.audit;
      t.true(own.length > 5);
      t.true(own.every(({issuer}: {issuer: string}) => issuer === 'y'));
      const {json: verdict} = await admin('/registrar/card-management/audit/verdict');
      t.true(verdict.intact);
      const {number, hash} = verdict.head;
      t.true(
        (await admin(`/registrar/card-management/audit/verdict?number=${number}&hash=${hash}`)).json.intact,
      );
      t.is((await admin('/registrar/card-management/audit?limit=3')).json.audit.length, 3);
      t.true(cardManagement.audit.verify().intact);
    },
  );

  test.serial('operators, profiles and settings are read and changed; a log-in ends', async (t) => {
    const root = await logIn('x', 'root');
    const profile = {name: 'library', applications: [{area: 'extended', kind: 'common'}]};
    await ask(`${management}/profiles`, {key: root, json: profile});
    const {profiles} = (await ask(`${management}/profiles`, {key: root})).json;
    t.deepEqual(
      profiles.map(({name}: {name: string}) => name),
      ['usual', 'library'],
    );
    t.is((await ask(`${management}/services`, {key: root})).json.services.length, 1);
    await ask(`${management}/operators`, {key: root, json: {name: 'new', role: 'auditor', password}});
    const given = {key: root, json: {password: 'another long password'}};
    t.false((await ask(`${management}/operators/new/password`, given)).json.locked);
    t.true((await ask(`${management}/operators/new`, {key: root, method: 'DELETE'})).json.ended);
    t.is((await ask(`${management}/operators`, {key: root})).json.operators.length, 6);
    const settings = '/registrar/card-management/settings';
    t.deepEqual((await admin(settings)).json, {anyCard: false, linkage: 'off'});
    await admin(settings, {json: {linkage: 'register-network'}});
    t.deepEqual((await admin(settings, {json: {anyCard: true}})).json, {
      anyCard: true,
      linkage: 'register-network',
    });
    const known = {register: 'register-network', cardId, userId: 'N-1'};
    t.deepEqual((await admin('/registrar/card-management/residents', {json: known})).json, known);
    const {issuers} = (await admin('/registrar/card-management/issuers')).json;
    t.is(issuers.length, 2);
    const another = {name: 'second', password};
    const set = await admin('/registrar/card-management/issuers/x/administrator', {json: another});
    t.deepEqual(set.json, issuers[0]);
    t.is((await ask(`${management}/services`, {key: await logIn('x', 'second')})).status, 200);
    t.true((await ask(`${management}/log-out`, {key: root, method: 'POST'})).json.ended);
    const refused = await ask(`${management}/profiles`, {key: root});
    t.deepEqual([refused.status, refused.json.id], [401, 'KZS-MANAGEMENT-SESSION']);
  });

  test.serial(
    'a key, a password, a token or an id of a user is in no answer, history or event',
    async (t) => {
      const root = await logIn('y', 'root');
      for (const [path, asked] of [
        ['/registrar/card-management/issuers', {json: {name: 'z', type: 'agency', masterKey: 'short'}}],
        ['/registrar/card-management/issuers', {json: {name: 'z', type: 'x', masterKey, administrator: {}}}],
      ] as const) {
        const answer = await admin(path, asked);
        t.is(answer.status, 422);
        t.false(answer.text.includes(masterKey));
      }
      const wrong = await ask(`${management}/operators`, {
        key: root,
        json: {name: 'o', role: 'auditor', password: 'tooshort123'},
      });
      t.is(wrong.status, 422);
      t.false(wrong.text.includes('tooshort123'));
      const told = JSON.stringify([
        (await admin('/registrar/history?limit=1000')).json,
        (await admin('/registrar/card-management/issuers')).json,
        (await admin('/registrar/card-management/audit?limit=1000')).json,
        events,
      ]);
      for (const secret of [masterKey, password, root, 'X-1', Buffer.alloc(32, 0x5a).toString('hex')]) {
        t.false(told.includes(secret), secret);
      }
      t.true(store.requests.find({operation: 'management/operations'}).length > 5);
    },
  );

  test.serial(
    'registrar, relying party and operator cannot take each other’s part; an issuer that ended asks nothing',
    async (t) => {
      const root = await logIn('y', 'root');
      t.is((await admin(`${management}/profiles`)).status, 401);
      t.is((await ask('/registrar/card-management/issuers', {key: root})).status, 401);
      t.is((await ask(`${management}/profiles`)).json.id, 'KZS-HTTP-KEY-MISSING');
      t.is((await ask(`${management}/audit`, {key: root})).json.id, 'KZS-MANAGEMENT-ROLE');
      const both = {
        kind: 'install',
        cardId,
        profile: 'usual',
        applications: [{area: 'extended', kind: 'common'}],
      };
      const json = {requestId: 'both', order: both};
      t.is((await ask(`${management}/operations`, {key: root, json})).status, 422);
      await admin('/registrar/card-management/issuers/y', {method: 'DELETE'});
      t.is((await ask(`${management}/profiles`, {key: root})).status, 401);
      const again = await ask(`${management}/log-in`, {json: {issuer: 'y', operator: 'root', password}});
      t.deepEqual([again.status, again.json.id], [401, 'KZS-MANAGEMENT-LOGIN']);
    },
  );

  test.serial('a card and its chip change their state together over HTTP, or not at all', async (t) => {
    await registered('z', '13222');
    const key = (await staffed('z'))('card-officer');
    const chipCard = '00000000000000C1';
    const transitions = `${management}/transitions`;
    await ask(`${management}/cards`, {key, json: {requestId: 'arrival', cardId: chipCard}});
    const begin = (requestId: string, transition: string) =>
      ask(transitions, {key, json: {requestId, cardId: chipCard, transition}});
    const say = (requestId: string, how: 'commit' | 'reconcile', chip: string) =>
      ask(`${transitions}/${requestId}/${how}`, {key, json: {cardId: chipCard, chip}});
    const begun = await begin('t-1', 'prepare');
    t.deepEqual([begun.status, begun.json.from, begun.json.to], [201, 'arrived', 'prepared']);
    t.deepEqual((await begin('t-1', 'prepare')).json, begun.json);
    t.is((await say('t-1', 'commit', 'arrived')).json.id, 'KZS-MANAGEMENT-CHIP');
    t.is((await say('t-1', 'commit', 'prepared')).json.state, 'committed');
    t.is((await ask(`${transitions}/t-1`, {key})).json.state, 'committed');
    await begin('t-2', 'deliver');
    t.is((await ask(`${management}/cards/${chipCard}`, {key})).json.openOperation, 't-2');
    t.deepEqual((await say('t-2', 'reconcile', 'prepared')).json, {state: 'aborted', towards: 'absent'});
    t.is((await ask(`${management}/cards/${chipCard}`, {key})).json.state, 'prepared');
    await begin('t-3', 'terminate');
    const write = {state: 'begun', towards: 'whole', write: 'terminated'};
    t.deepEqual((await say('t-3', 'reconcile', 'prepared')).json, write);
    t.is((await say('t-3', 'reconcile', 'terminated')).json.state, 'committed');
    t.is((await ask(`${transitions}/none`, {key})).status, 404);
  });

  test.serial(
    'an issuer registers an application of its own over HTTP, which no other issuer has',
    async (t) => {
      const [key, other] = [await logIn('z', 'root'), await logIn('x', 'second')];
      const kinds = `${management}/kinds`;
      const package_ = Buffer.from('F04B415A415355E7', 'hex');
      const cap = appletCap({packageAid: package_, moduleAid: Buffer.concat([package_, Buffer.of(1)])});
      const kind = {name: 'bus-pass', area: 'extended', personalised: true, mutualAuthentication: false};
      const json = {...kind, cap: Buffer.from(cap).toString('base64')};
      const made = await ask(kinds, {key, json});
      t.deepEqual([made.status, made.json.loadFile], [201, 'F04B415A415355E7']);
      t.deepEqual((await ask(kinds, {key})).json.kinds, [made.json]);
      t.deepEqual((await ask(kinds, {key: other})).json.kinds, []);
      t.is((await ask(kinds, {key: other, json})).json.id, 'KZS-MANAGEMENT-KIND-TAKEN');
      t.is((await ask(kinds, {key, json: {...json, cap: 'AAAA'}})).json.id, 'KZS-MANAGEMENT-KIND-CAP');
      const place = {area: 'extended', kind: 'bus-pass'};
      const profile = {name: 'own', applications: [place]};
      t.is((await ask(`${management}/profiles`, {key, json: profile})).status, 200);
      t.is((await ask(`${management}/profiles`, {key: other, json: profile})).status, 404);
      const service = {key: other, json: {name: 'bus', ...place}};
      t.is((await ask(`${management}/services`, service)).json.id, 'KZS-MANAGEMENT-KIND-UNKNOWN');
    },
  );

  test('every refusal that a request can meet has a status', (t) => {
    const onlyHere = ['CARD-REFUSED', 'CARD-GONE', 'VAULT'].map((id) => `KZS-MANAGEMENT-${id}`);
    t.deepEqual(
      refusalIds.filter((id) => problemStatuses[id] === undefined),
      onlyHere,
    );
  });
};
