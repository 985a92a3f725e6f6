import {applicationStateName, cardStateOf, isLocked} from '../../../protocol/globalplatform/index.ts';
import {type AreaName, cardAreas, type Sentence, toHex} from '../../../protocol/index.ts';
import type {AppletDefinition} from '../../applets/applet.ts';
import {channelVersions} from '../../content-management/key-set.ts';
import {dataBytes, freeMemory, instanceCount} from '../../content-management/memory.ts';
import {issuerDomain} from '../../content-management/registry.ts';
import type {PersistentState} from '../../os/state.ts';

/** What the card manager keeps, without its keys. AIDs are hex. */
export interface ContentView {
  /** Of the card manager: `secured`, `cardLocked` and so on. */
  readonly lifeCycle: string;
  readonly domains: readonly DomainView[];
  readonly loadFiles: readonly LoadFileView[];
  readonly instances: readonly InstanceView[];
}

export interface DomainView {
  readonly aid: string;
  readonly title: Sentence;
  readonly area?: AreaName;
  readonly secureChannel: {
    readonly protocol: string;
    readonly i: number;
    readonly keyVersions: readonly number[];
  };
  readonly triesLeft: number;
  /** Bytes; of the domain above where it has no quota of its own. */
  readonly quota: number;
  readonly used: number;
  readonly free: number;
  /** Applications below it, and how many there may be. */
  readonly instances: number;
  readonly instanceLimit?: number;
  readonly locked: boolean;
}

export interface LoadFileView {
  readonly aid: string;
  /** `1.0` */
  readonly version: string;
  readonly bytes: number;
  readonly modules: readonly string[];
  readonly domain: string;
}

export interface InstanceView {
  readonly aid: string;
  readonly title: Sentence;
  readonly state: string;
  readonly loadFile: string;
  readonly domain: string;
  readonly bytes: number;
  readonly reserved?: number;
}

/** What an applet calls itself, and the module by which an instance is known to be its. */
export type AppletTitle = Pick<AppletDefinition, 'title' | 'moduleAid'>;

/** The card's content, to be shown; no key comes along. */
export const contentView = (state: PersistentState, applets: readonly AppletTitle[]): ContentView => {
  const titles = new Map(applets.map(({title, moduleAid}) => [toHex(moduleAid), title]));
  const {content, applications} = state;
  return {
    lifeCycle: cardStateOf(content.lifeCycle) ?? 'unknown',
    domains: [...content.domains.keys()].map((aid) => domainView(state, aid)),
    loadFiles: [...content.loadFiles].map(([aid, {version, size, modules, domain}]) => ({
      aid,
      version: version.join('.'),
      bytes: size,
      modules,
      domain,
    })),
    instances: [...content.instances]
      .filter(([aid]) => !content.domains.has(aid))
      .map(([aid, instance]) => ({
        aid,
        title: titles.get(instance.module) ?? fromLoadFile(instance.loadFile),
        state: applicationStateName(instance.lifeCycle),
        loadFile: instance.loadFile,
        domain: instance.domain,
        bytes: dataBytes(applications.get(aid)),
        ...(instance.reserved === undefined ? {} : {reserved: instance.reserved}),
      })),
  };
};

/** A program that is not built in, of a user for one: its load file is all that an image tells of it. */
const fromLoadFile = (aid: string): Sentence => ({
  en: `application of load file ${aid}`,
  ja: `ロードファイル ${aid} のアプリケーション`,
});

const domainView = (state: PersistentState, aid: string): DomainView => {
  const {domains, instances} = state.content;
  const domain = domains.get(aid);
  if (!domain) {
    throw new Error(`the card has no security domain ${aid}`);
  }
  const {area, secureChannel, keys, triesLeft, instanceLimit} = domain;
  return {
    aid,
    title: titleOf(aid, area),
    ...(area === undefined ? {} : {area}),
    secureChannel: {...secureChannel, keyVersions: channelVersions(keys, secureChannel)},
    triesLeft,
    ...freeMemory(state, aid),
    instances: instanceCount(state, aid),
    ...(instanceLimit === undefined ? {} : {instanceLimit}),
    locked: isLocked(instances.get(aid)?.lifeCycle ?? 0),
  };
};

const titleOf = (aid: string, area: AreaName | undefined): Sentence =>
  aid === issuerDomain
    ? {en: 'issuer security domain', ja: '発行者セキュリティドメイン'}
    : area
      ? cardAreas[area].title
      : {en: 'security domain', ja: 'セキュリティドメイン'};
