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
  const key = `${kind}/${loadFile}`;
  const cap = packed.get(key) ?? appletCap({packageAid: fromHex(loadFile), moduleAid});
  if (!packed.has(key) && packed.size >= mostPacked) {
    packed.clear();
  }
  packed.set(key, cap);
  return {cap, module: toHex(moduleAid)};
};

/** What was packed last: the same few programs go onto card after card. */
const packed = new Map<string, Uint8Array>();
const mostPacked = 64;
