import type {AreaName, BasicKind, Place} from '../../../centre/index.ts';
import {applicationKinds, domainAid, idOnCard, placeAids} from '../../../centre/index.ts';
import {areaNames, cardAreas, fromHex, type Random, toHex} from '../../../protocol/index.ts';
import type {Stage} from '../../engine/stage.ts';
import {type TestIssuer, testIssuers} from '../../world/card-management-desk.ts';

/** The id by which the town knows the holder, on every card of these scenarios. Bench-defined, D221. */
export const userId = 'TX-00-4649-1';

/** The PIN of 業務タイプA and D. It is a test card's. Bench-defined, D221. */
export const servicePin = '4649';

/** An application of an issuer on a card. */
export interface Installed extends Place {
  readonly issuer: TestIssuer;
  readonly kind: BasicKind;
}

export const townX = (kind: BasicKind, area: AreaName = 'ordinance'): Installed => ({
  issuer: 'town-x',
  kind,
  area,
});

/** Issuers are numbered as they are registered. */
const numberOf = (issuer: TestIssuer): number => testIssuers.findIndex(({name}) => name === issuer) + 1;

/** AIDs of an application of an issuer, of its load file and of their domain, upper-case hex. */
export const aidsOf = ({
  issuer,
  area,
  kind,
}: Installed): ReturnType<typeof placeAids> & {readonly domain: string} => ({
  ...placeAids(area, applicationKinds[kind], numberOf(issuer)),
  domain: domainAid(area, numberOf(issuer)),
});

/** Where sessions with the areas are counted. */
export const placesOfSessions: readonly string[] = areaNames.map(
  (area) => `card/content/domains/${toHex(cardAreas[area].aid)}/sequenceCounter`,
);

/** Where an application is kept, on the card and at the system, with the domain that comes with the first one. */
export const placesOf = (application: Installed): readonly string[] => {
  const {instance, loadFile, domain} = aidsOf(application);
  return [
    `card/content/instances/${instance}/*`,
    // The card has no load file before, and one behind it.
    'card/content/loadFiles',
    `card/content/loadFiles/${loadFile}/*`,
    `card/content/instances/${domain}/*`,
    `card/content/domains/${domain}/*`,
    `centre/applications/*/${instance}`,
  ];
};

/** A terminal of a service (業務端末): which application it asks for, and its key store. */
export interface ServiceTerminal {
  readonly application: Installed;
  readonly aid: Uint8Array;
  readonly random: Random;
  /** The key of one card, as the key store in the terminal derives it. */
  keyFor(cardId: string): Uint8Array;
}

/** With the issuer's own key store, or, where something is wrong, with that of another. */
export const serviceTerminal = async (
  stage: Stage,
  application: Installed,
  keysOf: TestIssuer = application.issuer,
): Promise<ServiceTerminal> => {
  const desk = await stage.world.cardManagement();
  const token = await desk.token(keysOf, 'service-desk');
  const aid = aidsOf(application).instance;
  return {
    application,
    aid: fromHex(aid),
    random: stage.world.random('service-terminal'),
    keyFor: (cardId) => desk.management.keys.application(token, cardId, aid),
  };
};

/** The id as its kind of application gives it, in text. */
export const idText = (id: Uint8Array): string => Buffer.from(id).toString('latin1').trimEnd();

/** The id as it is on the card, in bytes. */
export const idBytes = (kind: BasicKind, id = userId): Uint8Array => idOnCard(applicationKinds[kind], id);

export const pinBytes = (pin = servicePin): Uint8Array => Uint8Array.from(Buffer.from(pin, 'latin1'));
