import {testAidPrefix, toHex} from '../../protocol/index.ts';
import type {AidText} from './content.ts';

/** The executable load file of security domains, under the names that GPPro and gpshell install them by. [S111] [S112] */
export const domainPackage = {loadFile: 'A0000001515350', module: 'A000000151535041'} as const;

/** A load file that is on the card from the beginning. */
export interface BuiltInPackage {
  readonly aid: AidText;
  readonly module: AidText;
}

const ownPackage = (number: number): BuiltInPackage => {
  const aid = toHex(Uint8Array.from([...testAidPrefix, 0x00, number]));
  return {aid, module: `${aid}01`};
};

/** The load file of each application that a card is made with, by the application's name. Bench-defined, D175. */
export const builtInPackages: Readonly<Record<string, BuiltInPackage>> = {
  jpki: ownPackage(1),
  'card-surface': ownPackage(2),
  'text-assistance': ownPackage(3),
  common: ownPackage(4),
  'resident-register': ownPackage(5),
};
