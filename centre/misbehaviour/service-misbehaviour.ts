import {KazasuError, nearest} from '../../protocol/index.ts';
import {misbehaviours} from './catalogue.ts';
import type {Misbehaviour} from './misbehaviour.ts';
import {type TransportMisbehaviour, transportMisbehaviours, withTime} from './transport.ts';

/** Something a centre that is reached over HTTP does wrong: what it says, or how it is carried. */
export type ServiceMisbehaviour = Misbehaviour | TransportMisbehaviour;

/** Every one of them, by name. */
export const serviceMisbehaviours: Readonly<Record<string, ServiceMisbehaviour>> = {
  ...misbehaviours,
  ...transportMisbehaviours,
};

/** The operations of the service, and whose misbehaviours each can show. */
export const operations = {
  ocsp: ['http', 'ocsp'],
  crl: ['http', 'crl'],
  verify: ['http', 'ocsp', 'crl'],
  'login/challenge': ['http'],
  'login/answer': ['http', 'ocsp', 'crl'],
  status: ['http'],
  links: ['http'],
  history: ['http'],
  authorities: ['http'],
  'management/log-in': ['http'],
  'management/operators': ['http'],
  'management/services': ['http'],
  'management/profiles': ['http'],
  'management/cards': ['http'],
  'management/operations': ['http'],
  'management/audit': ['http'],
} as const satisfies Readonly<Record<string, readonly ServiceMisbehaviour['by'][]>>;

/** What a relying party, an operator or the public asks for. The registrar's own operations never misbehave. */
export type Operation = keyof typeof operations;

export const isOperation = (name: string): name is Operation => Object.hasOwn(operations, name);

/** Whether an operation can show a misbehaviour. */
export const canShow = (operation: string, misbehaviour: ServiceMisbehaviour): boolean =>
  isOperation(operation) &&
  (operations[operation] as readonly string[]).includes(misbehaviour.by) &&
  (!closesPort(misbehaviour) || operation === 'ocsp' || operation === 'crl');

/** Whether it takes a time that can be set. */
export const takesTime = (misbehaviour: ServiceMisbehaviour): boolean =>
  misbehaviour.by === 'http' ? 'ms' in misbehaviour.fault : typeof misbehaviour.delayNs === 'number';

/**
 * The misbehaviour with the time that was asked for, ms; without one as it is.
 * @throws KazasuError `KZS-MISBEHAVIOUR-RULE` where it takes none.
 */
export const timed = (name: string, ms: number | undefined): ServiceMisbehaviour => {
  const misbehaviour = serviceMisbehaviourNamed(name);
  if (ms === undefined) {
    return misbehaviour;
  }
  if (!takesTime(misbehaviour)) {
    const able = Object.keys(serviceMisbehaviours).filter((one) => takesTime(serviceMisbehaviourNamed(one)));
    throw new KazasuError('KZS-MISBEHAVIOUR-RULE', {
      en: `a time is taken by ${able.join(', ')}, but ms came for ${name}`,
      ja: `時間を指定できるのは ${able.join('、')} ですが、${name} に ms が指定されました`,
    });
  }
  return misbehaviour.by === 'http'
    ? {...misbehaviour, fault: withTime(misbehaviour.fault, ms)}
    : {...misbehaviour, delayNs: ms * 1e6};
};

/** The port is that of OCSP and of lists. */
const closesPort = (misbehaviour: ServiceMisbehaviour): boolean =>
  misbehaviour.by === 'http' && misbehaviour.fault.kind === 'closed';

/**
 * The misbehaviour of that name.
 * @throws KazasuError `KZS-MISBEHAVIOUR-UNKNOWN`, with the nearest name.
 */
export const serviceMisbehaviourNamed = (name: string): ServiceMisbehaviour => {
  const found = Object.hasOwn(serviceMisbehaviours, name) ? serviceMisbehaviours[name] : undefined;
  if (found) {
    return found;
  }
  const names = Object.keys(serviceMisbehaviours);
  const meant = nearest(name, names);
  const came = name.slice(0, 60);
  throw new KazasuError('KZS-MISBEHAVIOUR-UNKNOWN', {
    en: `a misbehaviour is one of ${names.join(', ')}, but "${came}" came${meant ? `; "${meant}" may be meant` : ''}`,
    ja: `異常動作は ${names.join('、')} のいずれかですが、「${came}」が指定されました${meant ? `(「${meant}」でしょうか)` : ''}`,
  });
};
