import {applicationStates, loadFileStates, registrySubsets} from '../../protocol/globalplatform/index.ts';
import {toHex} from '../../protocol/index.ts';
import type {CardContext} from '../os/context.ts';
import {issuerPrivileges} from './authority.ts';
import type {AidText, CardContent} from './content.ts';
import {builtInPackages, domainPackage} from './packages.ts';
import {isBelow, issuerDomain} from './registry.ts';

/** One entry of the registry, whether it came with the card or was installed. */
export interface RegistryEntry {
  readonly aid: AidText;
  readonly lifeCycle: number;
  /** Three bytes; load files have none. */
  readonly privileges: number;
  /** The security domain it belongs to. */
  readonly domain: AidText;
  /** Of an application. */
  readonly loadFile?: AidText;
  /** Of a load file. */
  readonly modules?: readonly AidText[];
  readonly version?: readonly [major: number, minor: number];
  /** It came with the card, and stays. */
  readonly builtIn?: true;
}

type RegistryContext = Pick<CardContext, 'applications' | 'persistent'>;

const lockedBit = 0x80;

/** The issuer security domain's own entry; its life cycle is the card's. */
export const issuerEntry = ({content}: {readonly content: CardContent}): RegistryEntry => ({
  aid: issuerDomain,
  lifeCycle: content.lifeCycle,
  privileges: issuerPrivileges,
  domain: issuerDomain,
  loadFile: domainPackage.loadFile,
  builtIn: true,
});

/** Applications and security domains besides the issuer's, by AID. */
export const applicationEntries = (card: RegistryContext): RegistryEntry[] => {
  const installed = [...card.persistent.content.instances].map(
    ([aid, instance]): RegistryEntry => ({aid, ...instance}),
  );
  return [...builtInEntries(card), ...installed].sort(byAid);
};

/** What the card was made with: selectable, or locked where LOCK DF said so. */
const builtInEntries = ({applications, persistent}: RegistryContext): RegistryEntry[] =>
  applications.flatMap(({name, aid}): RegistryEntry[] => {
    const kept = builtInPackages[name];
    const locked = persistent.applications.get(name)?.locked ? lockedBit : 0;
    return kept
      ? [
          {
            aid: toHex(aid),
            lifeCycle: applicationStates.selectable | locked,
            privileges: 0,
            domain: issuerDomain,
            loadFile: kept.aid,
            builtIn: true,
          },
        ]
      : [];
  });

/** Load files by AID. */
export const loadFileEntries = ({applications, persistent}: RegistryContext): RegistryEntry[] => {
  const builtIn = [
    {aid: domainPackage.loadFile, module: domainPackage.module},
    ...applications.flatMap(({name}) => builtInPackages[name] ?? []),
  ].map(
    ({aid, module}): RegistryEntry => ({
      aid,
      lifeCycle: loadFileStates.loaded,
      privileges: 0,
      domain: issuerDomain,
      modules: [module],
      version: [1, 0],
      builtIn: true,
    }),
  );
  const loaded = [...persistent.content.loadFiles].map(
    ([aid, {modules, version, domain}]): RegistryEntry => ({
      aid,
      lifeCycle: loadFileStates.loaded,
      privileges: 0,
      domain,
      modules,
      version,
    }),
  );
  return [...builtIn, ...loaded].sort(byAid);
};

const byAid = (a: RegistryEntry, b: RegistryEntry): number => (a.aid < b.aid ? -1 : 1);

/** Every AID that is taken: of applications, domains and load files. */
export const isTaken = (card: RegistryContext, aid: AidText): boolean =>
  aid === issuerDomain ||
  [...applicationEntries(card), ...loadFileEntries(card)].some((entry) => entry.aid === aid);

/** The entries of a subset, as P1 of GET STATUS names it; undefined for another P1. */
export const entriesOf = (card: RegistryContext, p1: number): RegistryEntry[] | undefined => {
  switch (p1) {
    case registrySubsets.issuerSecurityDomain:
      return [issuerEntry(card.persistent)];
    case registrySubsets.applications:
      return applicationEntries(card);
    case registrySubsets.loadFiles:
    case registrySubsets.loadFilesAndModules:
      return loadFileEntries(card);
    default:
      return undefined;
  }
};

/** What a domain sees of the registry: itself, what belongs to it, and what is below. */
export const isSeenBy = (content: CardContent, domain: AidText, entry: RegistryEntry): boolean =>
  entry.aid === domain || isBelow(content, entry.domain, domain);
