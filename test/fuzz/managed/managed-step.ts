import {toHex} from '../../../protocol/index.ts';

export type DomainName = 'issuer' | 'ordinance' | 'extended';
export type ServiceName = 'service-a' | 'service-d';

/** One thing that is done to a managed card. What hangs on the card's answers is made when its turn comes. */
export type ManagedStep =
  | {readonly kind: 'raw'; readonly bytes: Uint8Array}
  | {readonly kind: 'power' | 'reset'}
  /** SELECT of a domain, INITIALIZE UPDATE and EXTERNAL AUTHENTICATE, with its key or another one. */
  | {readonly kind: 'open'; readonly domain: DomainName; readonly level: number; readonly right: boolean}
  /** A command under the secure channel that is open; as it is where none is. */
  | {readonly kind: 'say'; readonly bytes: Uint8Array}
  /** SELECT of a service's application and mutual authentication, with its key or another one. */
  | {readonly kind: 'meet'; readonly service: ServiceName; readonly right: boolean}
  /** A command to the application that was met, encrypted where that is type D. */
  | {readonly kind: 'tell'; readonly bytes: Uint8Array};

/** A step in one line, for whoever repeats it. */
export const stepText = (step: ManagedStep): string => {
  switch (step.kind) {
    case 'raw':
      return toHex(step.bytes);
    case 'say':
      return `in the channel: ${toHex(step.bytes)}`;
    case 'tell':
      return `to the service: ${toHex(step.bytes)}`;
    case 'open':
      return `a secure channel with ${step.domain}, level ${toHex(Uint8Array.of(step.level))}, ${step.right ? 'its' : 'another'} key`;
    case 'meet':
      return `a terminal of ${step.service} with ${step.right ? 'its' : 'another'} key`;
    default:
      return step.kind === 'power' ? 'power off and on' : 'reset';
  }
};
