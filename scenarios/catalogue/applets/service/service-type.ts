import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Precondition, Recovery, Scenario} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {defineScenario} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {applicationStays} from '../application-stays.ts';
import {cardInUse, installed} from '../card-in-use.ts';
import {appletPersonas} from '../personas.ts';
import {appletPhases as p} from '../phases.ts';
import {servicePin, townX} from '../town-service.ts';
import {identify, type ServiceKind} from './identify-user.ts';
import {serviceTraits} from './service-traits.ts';
import {serviceVariants} from './service-variants.ts';

const parameters = {
  pin: {
    type: 'boolean',
    default: true,
    title: {
      en: 'the application has a PIN (registered seal, staff) or none (prepaid money, hospital)',
      ja: '暗証番号あり(印鑑登録・職員証)、なし(電子マネー・診察券)',
    },
  },
} as const;

/** The application is in the ordinance area, with a PIN where the parameter says so. */
const preconditions = (kind: ServiceKind): readonly Precondition[] => [
  cardInUse,
  installed({applications: [townX(kind)], pin: 'parameter'}),
];

const pinOf = ({parameters: values}: Stage): string | undefined =>
  values['pin'] === true ? servicePin : undefined;

/** A terminal that was left alone begins again; nothing is to be put in order first. */
const recovery = (kind: ServiceKind): Recovery => ({
  invariants: [applicationStays(townX(kind))],
  recover: (stage) => identify(stage, kind, pinOf(stage)),
});

const phases = [
  p.tap,
  p.typePin,
  p.identifyCard,
  p.deriveKey,
  p.authenticate,
  p.verifyPin,
  p.readId,
  p.lookUp,
] as const;

const serviceType = (kind: ServiceKind, title: Scenario['title']): Scenario => {
  const dialogue = {
    id: `applets/${kind}`,
    phases,
    changes: [],
    recovery: recovery(kind),
    run: (stage: Stage) => identify(stage, kind, pinOf(stage)),
  };
  return defineScenario({
    ...dialogue,
    title,
    source: 'S8',
    budgets: budgetsFor(`applets/${kind}`),
    personas: appletPersonas,
    lifeCycle: 'operational',
    asksAboutRevocation: false,
    parameters,
    preconditions: preconditions(kind),
    variants: [...serviceVariants(kind), ...failureVariants({...dialogue, ...serviceTraits(kind)})],
  });
};

/** 業務タイプA: both ends authenticate, and the id travels as it is. */
export const typeA: Scenario = serviceType('type-a', {
  en: 'A service reads 業務タイプA: mutual authentication, PIN, id',
  ja: '業務タイプAの利用: 相互認証・暗証番号・ID',
});

/** 業務タイプD: the same, and nothing of it can be read by whoever listens. */
export const typeD: Scenario = serviceType('type-d', {
  en: 'A service reads 業務タイプD: mutual authentication, PIN, id, all encrypted',
  ja: '業務タイプDの利用: 相互認証・暗証番号・ID(暗号化)',
});
