import type {Traits} from '../../failure-matrix/traits.ts';
import {cardInUse, installed} from '../card-in-use.ts';
import {readServiceId} from '../read-service-id.ts';
import {servicePin, serviceTerminal, townX} from '../town-service.ts';
import {identify, type ServiceKind} from './identify-user.ts';
import {refused} from './service-rows.ts';

/** What may go wrong with 業務タイプA and D as with any other dialogue. */
export const serviceTraits = (
  kind: ServiceKind,
): Pick<Traits, 'usual' | 'secret' | 'application' | 'atOnce' | 'budgetsOfSlowChip'> => {
  const withPin = installed({applications: [townX(kind)], pin: true});
  return {
    usual: 'identified',
    secret: {
      word: 'pin',
      title: {en: 'PIN', ja: '暗証番号'},
      // Bench-defined, D203
      tries: 3,
      before: [cardInUse, withPin],
      values: {pin: true},
      mistype: async (stage) => readServiceId(stage, await serviceTerminal(stage, townX(kind)), '0000'),
      right: (stage) => identify(stage, kind, servicePin),
    },
    application: {
      application: townX(kind),
      before: [cardInUse],
      installed: withPin,
      values: {pin: true},
      ends: {
        absent: refused('not-found'),
        stopped: refused('not-found'),
        'moved-out': refused('not-found'),
        suspended: refused('card-status'),
        terminated: refused('card-status'),
      },
    },
    atOnce: true,
    budgetsOfSlowChip: {'B-APP-AUTHENTICATED': 'missed'},
  };
};
