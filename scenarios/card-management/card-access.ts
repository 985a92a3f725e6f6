import {
  type AreaName,
  type AreaSession,
  type CardAccess,
  CardGone,
  CardRefused,
  type IdTeller,
  type KnownDomainKeys,
  type NewDomainKeys,
} from '../../centre/index.ts';
import {personalisationObjects, personalisationTags} from '../../protocol/applets/index.ts';
import {securityBits, tags} from '../../protocol/globalplatform/index.ts';
import {
  berTlv,
  cardAreas,
  fromHex,
  KazasuError,
  type Random,
  type Sentence,
  toHex,
} from '../../protocol/index.ts';
import {type ApduChannel, globalPlatform as gp} from '../../terminal/index.ts';
import {areaContent} from './area-content.ts';
import {answered} from './card-errors.ts';
import {formatOfSession, keysOfDomain} from './keys-of-domain.ts';

export interface CardAccessParts {
  /** To the card in the reader; nobody else selects anything on it meanwhile. */
  readonly channel: ApduChannel;
  /** Where the host's challenges come from. */
  readonly random: Random;
}

/**
 * The card management system's way to a real card: GlobalPlatform over a channel, in this process or over PC/SC. A
 * session that was closed, by the card or by another one, is opened again where it is used.
 */
export const cardAccess = ({channel, random}: CardAccessParts): CardAccess => {
  let inUse: Domain | undefined;
  const domainOf = (
    area: AreaName,
    known: KnownDomainKeys,
    aid: Uint8Array,
    above?: gp.SecureSession,
  ): Domain => {
    let session: gp.SecureSession | undefined;
    const domain: Domain = {
      area,
      aid,
      async managed() {
        if (inUse !== domain || !session?.isOpen) {
          inUse = undefined;
          await gp.selectSecurityDomain(channel, aid);
          const keys = await keysOfDomain(channel, known, above);
          session = await gp.openSecureChannel(channel, {...keys, aid, random});
          inUse = domain;
        }
        return {session};
      },
      below: (inner, session) => domainOf(area, known, inner, session),
    };
    return domain;
  };
  return {
    cardId: () => answered('GET DATA 00CF', () => cardId(channel)),
    openArea: (area, keys, domain) =>
      answered(openingDomain, async () => {
        const opened = domainOf(area, keys, domain === undefined ? cardAreas[area].aid : fromHex(domain));
        await opened.managed();
        return areaSession(opened);
      }),
  };
};

const openingDomain = {
  en: 'the opening of a secure channel',
  ja: 'セキュアチャネルの開設',
};
const creatingDomain = {
  en: 'the creation of a security domain',
  ja: 'セキュリティドメインの作成',
};

/** A security domain on the card, by the keys that open it. */
export interface Domain {
  readonly area: AreaName;
  readonly aid: Uint8Array;
  /** A session with it, opened where there is none. */
  managed(): Promise<gp.ManagedCard>;
  /** One below it that has no keys of its own yet and is opened by this one's, as that session was. */
  below(aid: Uint8Array, opened: gp.SecureSession): Domain;
}

/** The key diversification data, which differ from card to card. Bench-defined, D233 */
const cardId = async (channel: ApduChannel): Promise<string> => {
  await gp.selectSecurityDomain(channel);
  const object = await gp.getData(channel, tags.diversification);
  if (!object) {
    throw new CardGone('GET DATA 00CF');
  }
  return toHex(berTlv.decode(object).value);
};

const areaSession = (domain: Domain): AreaSession => ({
  status: () => answered('GET STATUS', () => areaContent(domain)),
  createDomain: (aid, keys) => answered(creatingDomain, () => createDomain(domain, aid, keys)),
  load: (aid, cap) =>
    answered(`LOAD of ${aid}`, async () => {
      await gp.loadCap(await domain.managed(), cap, {securityDomain: domain.aid});
    }),
  install: (aid, {loadFile, module}) =>
    answered(`INSTALL of ${aid}`, async () => {
      const from = {loadFile: fromHex(loadFile), module: fromHex(module)};
      await gp.installForInstall(await domain.managed(), {...from, instance: fromHex(aid)});
    }),
  personalise: (aid, {id, authenticationKey, pin}) =>
    answered(`STORE DATA of ${aid}`, async () => {
      const objects = personalisationObjects({
        id,
        ...(authenticationKey ? {key: authenticationKey} : {}),
        ...(pin ? {pin} : {}),
      });
      await gp.personalise(await domain.managed(), fromHex(aid), objects, 'dataObjects');
    }),
  readId: (aid, from) => answered(`STORE DATA of ${aid}`, () => readId(domain, aid, from)),
  lock: (aid) => answered(`SET STATUS of ${aid}`, () => locked(domain, aid, true)),
  unlock: (aid) => answered(`SET STATUS of ${aid}`, () => locked(domain, aid, false)),
  delete: (aid) =>
    answered(`DELETE of ${aid}`, async () => {
      await gp.deleteObject(await domain.managed(), fromHex(aid));
    }),
});

/** Over a channel that does not encrypt answers nobody is told an id; over any other one the card has to tell it. */
const readId = async (domain: Domain, aid: string, from: IdTeller): Promise<Uint8Array | undefined> => {
  const managed = await domain.managed();
  if ((managed.session.properties.level & securityBits.rEncryption) === 0) {
    return undefined;
  }
  try {
    const id = await gp.readBack(managed, fromHex(aid), personalisationTags.id);
    if (id || from === 'own-kind') {
      return id;
    }
  } catch (error) {
    // What came is the card's own, as its MAC shows: it lives, and tells something else than its id.
    if (!(error instanceof KazasuError && error.id === 'KZS-GP-ANSWER')) {
      throw error;
    }
    throw new CardRefused(untold(aid), {cause: error});
  }
  throw new CardRefused(untold(aid));
};

const untold = (aid: string): Sentence => ({
  en: `the application ${aid} was expected to tell its id over a channel that encrypts answers, and told none`,
  ja: `アプリケーション ${aid} は応答を暗号化するチャネルでIDを返すはずですが、返しませんでした`,
});

const locked = async (domain: Domain, aid: string, lock: boolean): Promise<void> =>
  gp.lockApplication(await domain.managed(), fromHex(aid), lock);

/** INSTALL, PUT KEY, SET STATUS: only the last one says that the domain has its keys, so that a cut shows. */
const createDomain = async (domain: Domain, aid: string, keysFor: NewDomainKeys): Promise<void> => {
  const instance = fromHex(aid);
  const left = (await areaContent(domain)).find((one) => one.object === 'domain' && one.aid === aid);
  if (left?.state === 'installed') {
    await gp.deleteObject(await domain.managed(), instance);
  }
  const managed = await domain.managed();
  const format = formatOfSession(managed.session);
  const keys = keysFor(format);
  await gp.installSecurityDomain(managed, instance);
  const inner = await domain.below(instance, managed.session).managed();
  await gp.putKeys(inner, {keyVersion: keys.version, type: format.type, keys});
  await gp.personaliseDomain(await domain.managed(), instance);
};
