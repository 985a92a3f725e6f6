import {toHex} from '../../protocol/index.ts';
import type {AppletDefinition} from '../applets/applet.ts';
import type {Instance} from './content.ts';

/** The program of an instance; undefined where this build does not know it. */
export const appletOf = (
  applets: readonly AppletDefinition[],
  {loadFile, module}: Pick<Instance, 'loadFile' | 'module'>,
): AppletDefinition | undefined =>
  applets.find(({packageAid, moduleAid}) => toHex(packageAid) === loadFile && toHex(moduleAid) === module);
