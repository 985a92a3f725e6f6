import type {Privilege} from '../../protocol/globalplatform/index.ts';
import {fromHex} from '../../protocol/index.ts';
import {installForInstall} from './install.ts';
import type {Confirmed, ManagedCard} from './managed-card.ts';

/** Load file and module of security domains, under the names that GPPro and gpshell install them by. [S111] [S112] */
const loadFile = fromHex('A0000001515350');
const module = fromHex('A000000151535041');

/** Installs a security domain below the one of the session; until it has keys it is reached with those of that one. */
export const installSecurityDomain = (
  card: ManagedCard,
  instance: Uint8Array,
  privileges: readonly Privilege[] = ['authorisedManagement'],
): Promise<Confirmed> =>
  installForInstall(card, {loadFile, module, instance, privileges: ['securityDomain', ...privileges]});
