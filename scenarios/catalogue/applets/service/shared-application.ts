import {inTransaction} from '../../../../terminal/index.ts';
import {budgetsFor} from '../../../budgets/catalogue.ts';
import {
  type Ending,
  type Precondition,
  Refused,
  type Scenario,
  type Variant,
} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {differences, stateOfCard} from '../../../engine/state-difference.ts';
import type {TestIssuer} from '../../../world/card-management-desk.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {applicationStays} from '../application-stays.ts';
import {cardInUse, installed} from '../card-in-use.ts';
import {appletPersonas} from '../personas.ts';
import {appletPhases as p} from '../phases.ts';
import {preparing} from '../preparing-phases.ts';
import {identifyCard, openOnCard, userOf} from '../read-service-id.ts';
import {idText, serviceTerminal, townX, userId} from '../town-service.ts';

/** Services of the town that use one application, each with its own list. */
const serviceNames = ['library', 'health'] as const;

type ServiceName = (typeof serviceNames)[number];

const application = townX('type-a');

/** The same person under the number of each service: nobody else's list is needed to know it. */
const listsOfServices = (): Record<ServiceName, Map<string, string>> => ({
  library: new Map([[userId, 'L-1']]),
  health: new Map([[userId, 'H-7']]),
});

/** Somebody other than usual asks. */
interface Otherwise {
  readonly issuer?: TestIssuer;
}

/** 1つのAPを複数業務で: one application, two services; one of them forgets its user, and the other and the card do not notice. */
const shareApplication = async (stage: Stage, otherwise: Otherwise = {}): Promise<Ending> => {
  const lists = listsOfServices();
  const terminal = await terminalsOf(stage, otherwise);
  const before = stateOfCard(await stage.snapshot());
  const numbers = [await terminal('library', lists.library), await terminal('health', lists.health)];
  lists.library.delete(userId);
  const forgotten = await terminal('library', lists.library).catch((error) => {
    if (error instanceof Refused && error.reasonId === 'id-unknown') {
      return undefined;
    }
    throw error;
  });
  const still = await terminal('health', lists.health);
  if (numbers[0] === numbers[1] || forgotten !== undefined || still !== numbers[1]) {
    throw new Refused(
      {
        en: `each service was expected to keep its own number, but they know ${numbers.join(' and ')}, then ${forgotten ?? 'nobody'} and ${still}`,
        ja: `業務ごとに別の番号で管理するはずですが、${numbers.join('・')}、削除後は ${forgotten ?? 'なし'}・${still} でした`,
      },
      'not-separate',
    );
  }
  const [changed] = differences(before, stateOfCard(await stage.snapshot()));
  if (changed) {
    throw new Refused(
      {
        en: `the card was expected to stay as it was, but ${changed.place} changed`,
        ja: `カードは変わらないはずですが、${changed.place} が変わりました`,
      },
      'card-changed',
    );
  }
  return {
    verdict: 'pass',
    reasonId: 'shared',
    reason: {
      en: `one application served two services as ${numbers.join(' and ')}; one forgot its user, the other and the card did not notice`,
      ja: `1つのAPを2業務が利用しました(${numbers.join('・')})。一方の登録を削除しても他方とカードに影響はありません`,
    },
  };
};

/** What a terminal of either service does: it asks the card who it is, the system, the card, its own list. */
const terminalsOf = async (stage: Stage, {issuer = 'town-x'}: Otherwise) => {
  const {management, ...desk} = await stage.world.cardManagement();
  const actor = await desk.as(issuer, 'service-desk');
  const terminal = await serviceTerminal(stage, application);
  let taps = 0;
  return async (service: ServiceName, list: ReadonlyMap<string, string>): Promise<string> => {
    const [tap, read] = taps === 0 ? ([p.tap, p.readId] as const) : ([p.otherTap, p.otherRead] as const);
    taps += 1;
    await stage.step(tap, () => undefined);
    const id = await inTransaction(stage.connection, stage.capabilities, async () => {
      const cardId = await identifyCard(stage);
      await stage.step(p.askManagement, () => management.services.use(actor, service, cardId));
      const session = await openOnCard(stage, terminal, cardId);
      return idText(await stage.step(read, () => session.readId()));
    });
    return stage.step(p.lookUp, () => userOf(list, id));
  };
};

/** Both services are registered at the card management system, by every town; one of them may be stopped there. */
const servicesRegistered = (stoppedService?: ServiceName): Precondition => ({
  id: 'services-registered',
  title: {
    en: 'both services are registered at the card management system',
    ja: '両業務がカード管理システムに登録済み',
  },
  establish: ({step, world}) =>
    step(preparing.setUp, async () => {
      const {management, ...desk} = await world.cardManagement();
      for (const town of ['town-x', 'town-y'] as const) {
        const administrator = await desk.as(town, 'administrator');
        for (const name of serviceNames) {
          if (!management.services.all(administrator).some((one) => one.name === name)) {
            management.services.add(administrator, name, {area: application.area, kind: application.kind});
          }
          management.services.set(administrator, name, name === stoppedService);
        }
      }
    }),
});

const oneApplication = installed({applications: [application]});
const before = [cardInUse, oneApplication, servicesRegistered()];

type Row = readonly [
  id: string,
  en: string,
  ja: string,
  reasonId: string,
  before: readonly Precondition[],
  otherwise?: Otherwise,
];

const rows: readonly Row[] = [
  [
    'service-stopped',
    'the second service is stopped on all cards',
    '2つ目の業務が停止中',
    'service-stopped',
    [cardInUse, oneApplication, servicesRegistered('health')],
  ],
  [
    'service-of-another-town',
    'a service of another town asks for this town’s application',
    '他の市区町村の業務',
    'area-residence',
    before,
    {issuer: 'town-y'},
  ],
];

/** Besides the failure matrix. */
const variants: readonly Variant[] = rows.map(
  ([id, en, ja, reasonId, preconditions, otherwise]): Variant => ({
    id,
    title: {en, ja},
    expected: {verdict: 'fail', reasonId},
    preconditions,
    run: (stage) => shareApplication(stage, otherwise),
  }),
);

const dialogue = {
  id: 'applets/shared',
  phases: [
    p.tap,
    p.identifyCard,
    p.askManagement,
    p.deriveKey,
    p.authenticate,
    p.readId,
    p.lookUp,
    p.otherTap,
    p.otherRead,
  ],
  changes: [],
  recovery: {
    invariants: [applicationStays(application)],
    recover: (stage: Stage) => shareApplication(stage),
  },
  run: (stage: Stage) => shareApplication(stage),
} as const satisfies Partial<Scenario>;

/** 1アプリを複数業務で活用: the library and the health centre read the same 業務タイプA. */
export const sharedApplication: Scenario = {
  ...dialogue,
  title: {en: 'Two services use one application', ja: '1つのAPを複数業務で利用'},
  source: 'S8',
  budgets: budgetsFor('applets/shared'),
  personas: appletPersonas,
  lifeCycle: 'operational',
  asksAboutRevocation: false,
  preconditions: before,
  variants: [
    ...variants,
    ...failureVariants({
      ...dialogue,
      usual: 'shared',
      operator: {instead: 'auditor', expected: {verdict: 'fail', reasonId: 'role'}},
      application: {
        application,
        before: [cardInUse, servicesRegistered()],
        installed: oneApplication,
        ends: {
          absent: {verdict: 'fail', reasonId: 'application-unknown'},
          stopped: {verdict: 'fail', reasonId: 'application-stopped'},
          'moved-out': {verdict: 'fail', reasonId: 'area-residence'},
          suspended: {verdict: 'fail', reasonId: 'state'},
          terminated: {verdict: 'fail', reasonId: 'state'},
        },
      },
      atOnce: true,
    }),
  ],
};
