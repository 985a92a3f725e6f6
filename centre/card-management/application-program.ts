import {appletCap, type StandardAppletName, standardApplets} from '../../protocol/applets/index.ts';
import {fromHex, toHex} from '../../protocol/index.ts';
import type {BasicKind} from './application-kinds.ts';

/** What is loaded for an application, and which module of it is installed. */
export interface ApplicationProgram {
  /** A CAP file, ZIP bytes. */
  readonly cap: Uint8Array;
  /** AID, upper-case hex. */
  readonly module: string;
}

const applets: Readonly<Record<BasicKind, StandardAppletName>> = {
  'type-a': 'service-a',
  'type-d': 'service-d',
  common: 'common-card',
};

/** The program of a basic kind in a package of this AID: each issuer has its own on a card, and the module tells the program. */
export const programOf = (kind: BasicKind, loadFile: string): ApplicationProgram => {
  const {moduleAid} = standardApplets[applets[kind]];
  return {cap: appletCap({packageAid: fromHex(loadFile), moduleAid}), module: toHex(moduleAid)};
};
