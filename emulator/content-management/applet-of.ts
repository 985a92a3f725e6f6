import {toHex} from '../../protocol/index.ts';
import type {AppletDefinition} from '../applets/applet.ts';
import type {Instance} from './content.ts';

/**
 * The program of an instance, by its module: several issuers may each have loaded it in a package of their own.
 * Undefined where this build does not know it. Bench-defined, D230
 */
export const appletOf = (
  applets: readonly AppletDefinition[],
  {module}: Pick<Instance, 'module'>,
): AppletDefinition | undefined => applets.find(({moduleAid}) => toHex(moduleAid) === module);
