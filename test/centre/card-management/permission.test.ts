import test from 'ava';
import {
  type ApplicationAction,
  type AreaName,
  applicationActions,
  areaNames,
  type CardAccount,
  type IssuerType,
  issuerTypeNames,
  type PermissionQuestion,
  permissionRefusal,
} from '../../../centre/index.ts';
import {type KazasuError, type LifeCycle, lifeCycleStates} from '../../../protocol/index.ts';
import {issuers, managementBench, registryOf} from './management-bench.ts';

type Residence = 'own' | 'other';

/** Who may begin something in each area, card and papers being in order; a municipality's own residents and others'. */
const beginners: Readonly<Record<AreaName, Readonly<Record<IssuerType, readonly [string, string]>>>> = {
  ordinance: {
    municipality: ['yes', 'AREA-RESIDENCE'],
    prefecture: ['AREA-ISSUER', 'AREA-ISSUER'],
    agency: ['AREA-ISSUER', 'AREA-ISSUER'],
    private: ['AREA-ISSUER', 'AREA-ISSUER'],
  },
  extended: {
    municipality: ['yes', 'yes'],
    prefecture: ['yes', 'yes'],
    agency: ['yes', 'yes'],
    private: ['yes', 'yes'],
  },
};

/** When the card lets it be done at all. */
const states: Readonly<Record<ApplicationAction, string>> = {
  install: 'prepared operational',
  delete: 'prepared operational',
  stop: 'prepared operational',
  resume: 'operational',
  use: 'operational',
};

const question = (
  type: IssuerType,
  area: AreaName,
  residence: Residence,
  action: ApplicationAction,
  state: LifeCycle,
): PermissionQuestion => ({
  action,
  area,
  issuer: {
    type,
    permission: 'P-1',
    ...(type === 'municipality' ? {municipalityCode: '13221', ordinance: 'O-1'} : {}),
  },
  card: {state, residence: residence === 'own' ? '13221' : '15204', movingOut: false},
  anyCard: true,
});

test('the guard answers for every issuer, area, residence, state and action as the table says', (t) => {
  let asked = 0;
  for (const type of issuerTypeNames) {
    for (const area of areaNames) {
      for (const residence of ['own', 'other'] as const) {
        for (const state of lifeCycleStates) {
          for (const action of applicationActions) {
            const ends = action === 'delete' || action === 'stop';
            const who = ends ? 'yes' : beginners[area][type][residence === 'own' ? 0 : 1];
            const wanted = states[action].split(' ').includes(state) ? who : 'STATE';
            const found = permissionRefusal(question(type, area, residence, action, state)) ?? 'yes';
            t.is(found, wanted, [type, area, residence, state, action].join(' '));
            asked += 1;
          }
        }
      }
    }
  }
  t.is(asked, 4 * 2 * 2 * 6 * 5);
});

/** What is missing, and which refusal it makes of a permitted install, resume or use. */
const lacking: readonly {
  readonly title: string;
  readonly area: AreaName;
  readonly type: IssuerType;
  readonly changed: (question: PermissionQuestion) => PermissionQuestion;
  readonly refused: Readonly<Record<'install' | 'use' | 'delete', string>>;
}[] = [
  {
    title: 'no ordinance',
    area: 'ordinance',
    type: 'municipality',
    changed: (one) => ({...one, issuer: {type: 'municipality', municipalityCode: '13221', permission: 'P'}}),
    refused: {install: 'ORDINANCE', use: 'ORDINANCE', delete: 'yes'},
  },
  {
    title: 'a holder who is moving out',
    area: 'ordinance',
    type: 'municipality',
    changed: (one) => ({...one, card: {...one.card, movingOut: true}}),
    refused: {install: 'MOVING', use: 'MOVING', delete: 'yes'},
  },
  {
    title: 'a holder who is moving out, in the extended area',
    area: 'extended',
    type: 'municipality',
    changed: (one) => ({...one, card: {...one.card, movingOut: true}}),
    refused: {install: 'yes', use: 'yes', delete: 'yes'},
  },
  {
    title: 'no permission record',
    area: 'extended',
    type: 'private',
    changed: (one) => ({...one, issuer: {type: 'private'}}),
    refused: {install: 'PERMISSION', use: 'PERMISSION', delete: 'yes'},
  },
  {
    title: 'no extension for any card, a prefecture',
    area: 'extended',
    type: 'prefecture',
    changed: (one) => ({...one, anyCard: false}),
    refused: {install: 'ANY-CARD', use: 'yes', delete: 'yes'},
  },
  {
    title: 'no extension for any card, the own residents',
    area: 'extended',
    type: 'municipality',
    changed: (one) => ({...one, anyCard: false}),
    refused: {install: 'yes', use: 'yes', delete: 'yes'},
  },
];

for (const {title, area, type, changed, refused} of lacking) {
  test(`${title}: what may begin and what may end`, (t) => {
    for (const [action, wanted] of Object.entries(refused) as [keyof typeof refused, string][]) {
      const asked = changed(question(type, area, 'own', action, 'operational'));
      t.is(permissionRefusal(asked) ?? 'yes', wanted, action);
    }
  });
}

const cards = [
  ['00000000000000B1', 'arrived'],
  ['00000000000000B2', 'prepared'],
  ['00000000000000B3', 'operational'],
  ['00000000000000B4', 'suspended'],
  ['00000000000000B5', 'terminated'],
] as const;

test('the system refuses by the guard, in both languages, and changes nothing', async (t) => {
  const bench = await managementBench();
  const {management, as, request} = bench;
  for (const [cardId, state] of cards) {
    await bench.card(cardId, state);
  }
  let begun = 0;
  for (const {name, type} of issuers) {
    const installer = await as(name, 'installer');
    for (const area of areaNames) {
      for (const [cardId, state] of cards) {
        const residence = name === 'town-x' ? 0 : 1;
        const who = beginners[area][type][residence];
        const wanted = states.install.split(' ').includes(state) ? who : 'STATE';
        const order = {
          kind: 'install',
          cardId,
          applications: [{area, kind: 'common'}],
          userId: 'A-1',
        } as const;
        const before = registryOf(bench);
        const requestId = request();
        if (wanted === 'yes') {
          management.operations.begin(installer, requestId, order);
          // Nothing was written: by a card that is empty it is taken back.
          t.is(management.operations.reconcile(installer, requestId, {cardId, content: []}).state, 'aborted');
          begun += 1;
        } else {
          const error = t.throws(() =>
            management.operations.begin(installer, requestId, order),
          ) as KazasuError;
          t.is(error.id, `KZS-MANAGEMENT-${wanted}`, [name, area, state].join(' '));
          t.regex(error.sentence.ja, /[ぁ-ん]/);
          t.is(registryOf(bench), before);
        }
      }
    }
  }
  t.is(begun, 2 * (1 + issuers.length));
});

/** One town's day with its own residents' cards, as the answers it got. */
const dayOfTown = async (anyCard: boolean): Promise<unknown[]> => {
  const {management, as, card, clock, store} = await managementBench({anyCard});
  const cardId = '00000000000000C1';
  await card(cardId, 'prepared');
  const installer = await as('town-x', 'installer');
  const officer = await as('town-x', 'card-officer');
  const answers: unknown[] = [
    management.operations.begin(installer, 'i-1', {kind: 'install', cardId, profile: 'usual', userId: 'A-1'}),
  ];
  const row = management.operations.get(installer, 'i-1');
  const content = row.steps.flatMap((step) =>
    step.do === 'create-domain' || step.do === 'load' || step.do === 'install'
      ? [{area: step.area, object: 'instance', aid: step.aid, state: 'locked'} as const]
      : [],
  );
  for (const step of row.steps.filter((one) => one.do === 'read-back')) {
    management.operations.readBack(installer, 'i-1', step.aid, undefined);
  }
  answers.push(management.operations.commit(installer, 'i-1', {cardId, content}));
  answers.push(management.cards.change(officer, 'd-1', cardId, 'deliver') satisfies CardAccount);
  const other = '00000000000000C2';
  await card(other, 'operational', 'town-y');
  const refused = {
    kind: 'install',
    cardId: other,
    applications: [{area: 'ordinance', kind: 'common'}],
  } as const;
  try {
    management.operations.begin(installer, 'i-2', {...refused, userId: 'A-2'});
  } catch (error) {
    answers.push((error as KazasuError).id);
  }
  answers.push(management.services.all(installer), management.profiles.all(installer), clock.wall());
  answers.push(store.management.cards.find(), store.management.applications.find());
  return answers;
};

test('the extension for any card changes nothing of what the first mode did', async (t) => {
  t.deepEqual(await dayOfTown(true), await dayOfTown(false));
});

test('the extension is switched on in a running system', async (t) => {
  const {management, as, card} = await managementBench({anyCard: false});
  await card('00000000000000D1');
  const installer = await as('prefecture', 'installer');
  const order = {
    kind: 'install',
    cardId: '00000000000000D1',
    applications: [{area: 'extended', kind: 'type-a'}],
    userId: 'S-1',
  } as const;
  const error = t.throws(() => management.operations.begin(installer, 'p-1', order)) as KazasuError;
  t.is(error.id, 'KZS-MANAGEMENT-ANY-CARD');
  management.settings.change({anyCard: true});
  t.is(management.operations.begin(installer, 'p-1', order).kind, 'install');
});
