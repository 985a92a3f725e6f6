import {KazasuError, nearest} from '../../protocol/index.ts';
import {misbehaviours} from './catalogue.ts';
import type {Misbehaviour} from './misbehaviour.ts';
import {type TransportMisbehaviour, transportMisbehaviours} from './transport.ts';

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
