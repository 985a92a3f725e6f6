import type {AppletDefinition} from '../../emulator/applets/applet.ts';
import {builtInApplets} from '../../emulator/applets/catalogue.ts';
import {type Card, type CardStore, memoryStore} from '../../emulator/index.ts';
import {
  type AppletPersonalisation,
  appletCap,
  diversifiedAppletKey,
  personalisationObjects,
  type StandardAppletName,
  standardApplets,
} from '../../protocol/applets/index.ts';
import {fromHex, type RecordEvent, realClock, toHex} from '../../protocol/index.ts';
import {type ApduChannel, apduChannel, globalPlatform, ServiceSession} from '../../terminal/index.ts';
import {domains, managedCard} from './managed-card.ts';
import {seededKeys} from './seeded-keys.ts';

/** What a service keys its cards by, and what a card says of itself. */
export const masterKey = fromHex('00112233445566778899AABBCCDDEEFF');
export const diversification = fromHex('0102030405060708090A');
export const cardKey = diversifiedAppletKey(masterKey, diversification);
export const userId = Buffer.from('T-00-1234567 札幌市民');
export const servicePin = '4649';

/** A session of the host with an area of the card. */
export const areaSession = async (
  channel: ApduChannel,
  area: 'ordinance' | 'extended' = 'ordinance',
): Promise<globalPlatform.ManagedCard> => {
  const {aid, keys} = domains[area];
  await globalPlatform.selectSecurityDomain(channel, fromHex(aid));
  const session = await globalPlatform.openSecureChannel(channel, {
    keys,
    level: 0x33,
    aid: fromHex(aid),
    random: seededKeys('area session'),
  });
  return {session};
};

/** Loads and installs an applet in an area. */
export const installed = async (
  managed: globalPlatform.ManagedCard,
  applet: Pick<AppletDefinition, 'packageAid' | 'moduleAid'>,
  area: 'ordinance' | 'extended' = 'ordinance',
): Promise<void> => {
  const loaded = await globalPlatform.loadCap(managed, appletCap(applet), {
    securityDomain: fromHex(domains[area].aid),
  });
  await globalPlatform.installApplet(managed, loaded);
};

export const usualPersonalisation: AppletPersonalisation = {id: userId, key: cardKey, diversification};

/** A card with one of the three, loaded, installed and personalised by the host. `wire`: every byte that travelled. */
export const serviceCard = async (
  name: StandardAppletName,
  given: AppletPersonalisation = usualPersonalisation,
  store: CardStore = memoryStore,
): Promise<{card: Card; channel: ApduChannel; wire: string[]; events: RecordEvent[]}> => {
  const {card, events} = managedCard({applets: builtInApplets, store});
  const wire: string[] = [];
  const channel = apduChannel(
    {
      async transmit(bytes) {
        const answer = await card.transmit(bytes);
        wire.push(toHex(bytes), toHex(answer));
        return answer;
      },
    },
    {clock: realClock(), record: (event) => events.push(event)},
  );
  const managed = await areaSession(channel);
  await installed(managed, standardApplets[name]);
  await globalPlatform.personalise(
    managed,
    standardApplets[name].moduleAid,
    personalisationObjects(given),
    'dataObjects',
  );
  wire.length = 0;
  events.length = 0;
  return {card, channel, wire, events};
};

/** Each terminal draws challenges of its own. */
const random = seededKeys('terminals of the service');

/** A terminal of the service in front of the card. */
export const openService = (
  channel: ApduChannel,
  type: 'service-a' | 'service-d',
  key: {key: Uint8Array} | {master: Uint8Array} = {master: masterKey},
): Promise<ServiceSession> => ServiceSession.open(channel, {type, key, random});

export const pinBytes = (pin: string): Uint8Array => Uint8Array.from(Buffer.from(pin, 'latin1'));
