import type {ApplicationState, PersistentState} from '../os/state.ts';
import type {AidText} from './content.ts';
import {isBelow, issuerDomain} from './registry.ts';

/** What one domain may still take, in bytes and applications. */
export interface FreeMemory {
  readonly used: number;
  readonly quota: number;
  readonly free: number;
}

/** What stands beside the data of an instance, its registry entry for one. Bench-defined, D172. */
export const instanceOverhead = 64;

/** Bytes a security domain's keys and counters take, whatever they are. Bench-defined, D172. */
export const domainOverhead = 128;

/**
 * What is taken of a domain's quota: its own data objects, load files, applications with their data or what was set
 * aside for it, and the domains below with their quotas, or with what is below them where they have none.
 */
export const usedBytes = (state: PersistentState, domain: AidText): number => {
  const {loadFiles, instances, domains} = state.content;
  let sum = 0;
  for (const value of domains.get(domain)?.dataObjects.values() ?? []) {
    sum += value.length;
  }
  for (const file of loadFiles.values()) {
    sum += file.domain === domain ? file.size : 0;
  }
  for (const [aid, instance] of instances) {
    sum += instance.domain === domain ? instanceBytes(state, aid) : 0;
  }
  return sum;
};

const instanceBytes = (state: PersistentState, aid: AidText): number => {
  const domain = state.content.domains.get(aid);
  if (domain) {
    return domainOverhead + (domain.quota ?? usedBytes(state, aid));
  }
  const reserved = state.content.instances.get(aid)?.reserved ?? 0;
  return instanceOverhead + Math.max(reserved, dataBytes(state.applications.get(aid)));
};

/** What an application keeps, in bytes. */
export const dataBytes = (kept: ApplicationState | undefined): number => {
  let sum = 0;
  for (const map of [kept?.contents, kept?.privateKeys, kept?.publicKeys, kept?.pendingKeys]) {
    for (const value of map?.values() ?? []) {
      sum += value.length;
    }
  }
  for (const records of kept?.records.values() ?? []) {
    sum += records.reduce((bytes, record) => bytes + record.length, 0);
  }
  for (const {value} of kept?.credentials.values() ?? []) {
    sum += value.length + 1;
  }
  return sum;
};

/** The tightest quota a domain stands under: its own or that of one above it. */
export const freeMemory = (state: PersistentState, domain: AidText): FreeMemory => {
  const {domains, instances} = state.content;
  const quota = domains.get(domain)?.quota;
  const above = instances.get(domain)?.domain;
  if (quota === undefined && above !== undefined) {
    return freeMemory(state, above);
  }
  const used = usedBytes(state, domain);
  const most = quota ?? 0;
  return {used, quota: most, free: Math.max(0, most - used)};
};

/** How many applications stand below a domain, domains not counted. */
export const instanceCount = ({content}: PersistentState, domain: AidText): number =>
  [...content.instances].filter(
    ([aid, instance]) => !content.domains.has(aid) && isBelow(content, instance.domain, domain),
  ).length;

/**
 * Whether every domain keeps to its quota and its number of applications, and every application to what was set
 * aside for it. What is over already may stay as it is or shrink.
 */
export const fits = (before: PersistentState, next: PersistentState): boolean => {
  if (!contentChanged(before, next)) {
    return true;
  }
  const {domains, instances} = next.content;
  for (const [aid, {quota, instanceLimit}] of domains) {
    const tooMuch = quota !== undefined && over(usedBytes(next, aid), quota, () => usedBytes(before, aid));
    const tooMany =
      instanceLimit !== undefined &&
      over(instanceCount(next, aid), instanceLimit, () => instanceCount(before, aid));
    if (tooMuch || tooMany) {
      return false;
    }
  }
  for (const [aid, {reserved}] of instances) {
    if (
      reserved !== undefined &&
      !domains.has(aid) &&
      over(dataBytes(next.applications.get(aid)), reserved, () => dataBytes(before.applications.get(aid)))
    ) {
      return false;
    }
  }
  return true;
};

const over = (is: number, most: number, was: () => number): boolean => is > most && is > was();

const contentChanged = (before: PersistentState, next: PersistentState): boolean =>
  before.content !== next.content ||
  [...next.content.instances.keys()].some(
    (aid) => before.applications.get(aid) !== next.applications.get(aid),
  );

/** The domains that have a quota of their own, the issuer's first. */
export const domainsWithQuota = ({content}: PersistentState): AidText[] =>
  [...content.domains]
    .filter(([, {quota}]) => quota !== undefined)
    .map(([aid]) => aid)
    .sort((a, b) => Number(b === issuerDomain) - Number(a === issuerDomain));
