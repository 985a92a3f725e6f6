import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Ending, Expectation, Precondition, Scenario, Variant} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import type {TestIssuer} from '../../../world/card-management-desk.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {accessTo} from '../card-at-terminal.ts';
import {cardInUse, cardStands, installed} from '../card-in-use.ts';
import {installAtCounter} from '../install-at-counter.ts';
import {appletPersonas} from '../personas.ts';
import {appletPhases as p} from '../phases.ts';
import {preparing} from '../preparing-phases.ts';
import {identifyCard} from '../read-service-id.ts';
import {ordinanceOursAlone} from '../test-issuers-objects.ts';
import {type Installed, placesOf, placesOfSessions} from '../town-service.ts';
import {guestCard, residentCard, residentCardExtended, staffCard, useAnyCard} from './use-any-card.ts';

const before: readonly Precondition[] = [
  ordinanceOursAlone,
  cardInUse,
  installed({applications: [residentCard, residentCardExtended]}),
];

const refused = (reasonId: string): Expectation => ({verdict: 'fail', reasonId});

/** One installation, and nothing else. */
const installing =
  (application: Installed) =>
  async (stage: Stage): Promise<Ending> => {
    await installAtCounter(stage, {application, requestId: 'guest'});
    return {
      verdict: 'pass',
      reasonId: 'installed',
      reason: {en: 'the application is on the card', ja: 'APを搭載しました'},
    };
  };

const inOrdinance = (issuer: TestIssuer): Installed => ({issuer, kind: 'common', area: 'ordinance'});

/** Something that was set at the system before. */
const atSystem = (
  id: string,
  en: string,
  ja: string,
  set: (stage: Stage) => Promise<void>,
): Precondition => ({
  id,
  title: {en, ja},
  establish: (stage) => stage.step(preparing.setUp, () => set(stage)),
});

const extensionOff = atSystem(
  'extension-off',
  'the extension for any card is off',
  '新カードAP搭載システムが無効',
  async ({world}) => {
    const {management} = await world.cardManagement();
    management.settings.change({anyCard: false});
  },
);

const withoutPermission = (issuer: TestIssuer): Precondition =>
  atSystem(
    'no-permission',
    'the issuer has no permission on record',
    '発行者の利用許可が未登録',
    async ({world}) => {
      const {management} = await world.cardManagement();
      management.issuers.setGrounds(issuer, {permission: null});
    },
  );

/** Town X opens town Y's domain on the card with its own keys. */
const openAnothersDomain = async (stage: Stage): Promise<Ending> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const cardId = await identifyCard(stage);
  const [x, y] = [await desk.token('town-x', 'installer'), await desk.token('town-y', 'installer')];
  await stage.step(p.tryOnCard, () =>
    accessTo(stage).openArea(
      'extended',
      (format) => [management.keys.domain(x, cardId, 'extended', format)],
      management.keys.domainAid(y, 'extended'),
    ),
  );
  return {
    verdict: 'pass',
    reasonId: 'opened',
    reason: {en: 'town X is in town Y’s domain', ja: '他の発行者のドメインに入れました'},
  };
};

type Row = readonly [
  id: string,
  en: string,
  ja: string,
  expected: Expectation,
  run: (stage: Stage) => Promise<Ending>,
  more?: readonly Precondition[],
];

const rows: readonly Row[] = [
  [
    'extension-off',
    'another town comes while the extension for any card is off',
    '無効時の住民以外への搭載',
    refused('any-card'),
    installing(guestCard),
    [extensionOff],
  ],
  [
    'town-y-into-ordinance',
    'another town comes into the ordinance area',
    '他の市区町村が条例利用領域に搭載',
    refused('area-residence'),
    installing(inOrdinance('town-y')),
  ],
  [
    'prefecture-into-ordinance',
    'the prefecture comes into the ordinance area',
    '都道府県が条例利用領域に搭載',
    refused('area-issuer'),
    installing(inOrdinance('prefecture')),
  ],
  [
    'agency-into-ordinance',
    'an agency comes into the ordinance area',
    '行政機関が条例利用領域に搭載',
    refused('area-issuer'),
    installing(inOrdinance('agency')),
  ],
  [
    'firm-into-ordinance',
    'a firm comes into the ordinance area',
    '民間事業者が条例利用領域に搭載',
    refused('area-issuer'),
    installing(inOrdinance('firm')),
  ],
  [
    'firm-without-permission',
    'a firm comes that has no permission on record',
    '許可のない民間事業者',
    refused('permission'),
    installing({issuer: 'firm', kind: 'common', area: 'extended'}),
    [withoutPermission('firm')],
  ],
  [
    'another-issuers-domain',
    'town X opens town Y’s domain with its own keys',
    '他の発行者のドメインを自分の鍵で開く',
    refused('card-status'),
    openAnothersDomain,
    [installed({applications: [guestCard]})],
  ],
  [
    'card-suspended',
    'the card is suspended',
    'カード一時停止中',
    refused('state'),
    installing(guestCard),
    [cardStands('suspended')],
  ],
  [
    'card-terminated',
    'the card is at its end',
    'カード廃止済み',
    refused('state'),
    installing(guestCard),
    [cardStands('terminated')],
  ],
  [
    'application-twice',
    'town Y’s application is there already',
    '搭載済みのAPを再搭載',
    refused('application-taken'),
    installing(guestCard),
    [installed({applications: [guestCard]})],
  ],
];

const variants = rows.map(
  ([id, en, ja, expected, run, more = []]): Variant => ({
    id,
    title: {en, ja},
    expected,
    preconditions: [...before, ...more],
    run,
  }),
);

const dialogue = {
  id: 'applets/any-card',
  phases: [
    p.identifyCard,
    p.tryOut,
    p.switchOn,
    p.begin,
    p.openArea,
    p.listArea,
    p.createDomain,
    p.load,
    p.install,
    p.personalise,
    p.readBack,
    p.commit,
    p.gate,
    p.logIn,
    p.tryOnCard,
    p.tellMove,
    p.emptyArea,
    p.testTap,
  ],
  changes: [
    ...placesOfSessions,
    ...[guestCard, staffCard, residentCard].flatMap(placesOf),
    'card/content/domains/*/sequenceCounter',
    'centre/operations/*/try-*',
    'centre/operations/town-y/guest-*',
    'centre/operations/prefecture/staff-*',
    'centre/operations/town-y/move-in-*',
    'centre/cards/*/residence',
    'centre/cards/*/moving-on',
  ],
  run: useAnyCard,
};

/** 住民以外・都道府県の利用: the extended area of a card of somebody else's resident. */
export const anyCard: Scenario = {
  ...dialogue,
  title: {
    en: 'Another town and the prefecture use the extended area of any card',
    ja: '住民以外・都道府県による拡張利用領域の利用(新カードAP搭載システム)',
  },
  source: 'S8',
  budgets: budgetsFor('applets/any-card'),
  personas: appletPersonas,
  lifeCycle: 'operational',
  asksAboutRevocation: false,
  preconditions: before,
  variants: [...variants, ...failureVariants({...dialogue, usual: 'kept-apart'})],
};
