import {instructions} from '../../protocol/globalplatform/index.ts';
import {type Tlv, tlv} from '../../protocol/index.ts';
import type {AppletDefinition, AppletShape} from '../applets/applet.ts';
import type {CommandRow} from '../os/application.ts';
import {getData as getCardData} from '../os/commands/get-data.ts';
import {select} from '../os/commands/select.ts';
import type {CardContext} from '../os/context.ts';
import {deleteContent} from './commands/delete.ts';
import {externalAuthenticate} from './commands/external-authenticate.ts';
import {getData, recognitionData} from './commands/get-data.ts';
import {registryStatus} from './commands/get-status.ts';
import {initializeUpdate} from './commands/initialize-update.ts';
import {install} from './commands/install.ts';
import {load} from './commands/load.ts';
import {putKey} from './commands/put-key.ts';
import {setRegistryStatus} from './commands/set-status.ts';
import {storeData} from './commands/store-data.ts';
import {managementCommand} from './management-command.ts';
import {globalPlatformMessaging} from './secure-messaging.ts';

/** In the answer to SELECT: application production life cycle data, and the longest data field. GPC 2.3.1 table 11-85. */
const tags = {productionLifeCycle: 0x9f6e, longestDataField: 0x9f65} as const;
const longestDataField = 0xff;

/** Operating system, its date and its level, out of the card production life cycle data. */
const operatingSystem = [4, 10] as const;

/** What every security domain serves, the issuer's among them. `applets`: the programs it can install. */
export const securityDomainShape = (applets: readonly AppletDefinition[]): AppletShape => ({
  files: [],
  commands: [select, getCardData, ...commandsFor(applets)],
  secureMessaging: globalPlatformMessaging,
  takesPieces: true,
  proprietaryData,
});

const commandsFor = (applets: readonly AppletDefinition[]): CommandRow[] => [
  initializeUpdate,
  externalAuthenticate,
  getData,
  managementCommand('GET STATUS', instructions.getStatus, registryStatus),
  managementCommand('SET STATUS', instructions.setStatus, setRegistryStatus),
  install(applets),
  load,
  deleteContent,
  putKey,
  storeData(applets),
];

const proprietaryData = (card: CardContext): Tlv[] => [
  recognitionData(card),
  tlv(tags.productionLifeCycle, card.persistent.content.productionLifeCycle.subarray(...operatingSystem)),
  tlv(tags.longestDataField, Uint8Array.of(longestDataField)),
];
