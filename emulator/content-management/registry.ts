import {aids, toHex} from '../../protocol/index.ts';
import type {ApplicationState, PersistentState} from '../os/state.ts';
import type {AidText, CardContent, Instance, LoadFile, SecurityDomain} from './content.ts';

/** The issuer security domain's AID. */
export const issuerDomain: AidText = toHex(aids['issuer-security-domain']);

/** The domain that a domain belongs to; undefined for the issuer's. */
export const parentOf = (content: CardContent, domain: AidText): AidText | undefined =>
  content.instances.get(domain)?.domain;

/** Whether what belongs to `domain` stands below `above`, or belongs to it itself. */
export const isBelow = (content: CardContent, domain: AidText, above: AidText): boolean => {
  for (let at: AidText | undefined = domain; at !== undefined; at = parentOf(content, at)) {
    if (at === above) {
      return true;
    }
  }
  return false;
};

/** The card's content with some of its fields changed. */
export const withContent = (state: PersistentState, change: Partial<CardContent>): PersistentState => ({
  ...state,
  content: {...state.content, ...change},
});

/** The card with one domain's part changed. */
export const withDomain = (
  state: PersistentState,
  aid: AidText,
  change: Partial<SecurityDomain>,
): PersistentState => {
  const before = state.content.domains.get(aid);
  if (!before) {
    throw new Error(`the card has no security domain ${aid}`);
  }
  return withContent(state, {domains: new Map(state.content.domains).set(aid, {...before, ...change})});
};

export const withLoadFile = (state: PersistentState, aid: AidText, file: LoadFile): PersistentState =>
  withContent(state, {loadFiles: new Map(state.content.loadFiles).set(aid, file)});

/** The card with an instance and what it keeps; a security domain comes with its own part. */
export const withInstance = (
  state: PersistentState,
  aid: AidText,
  instance: Instance,
  {kept, domain}: {readonly kept?: ApplicationState; readonly domain?: SecurityDomain} = {},
): PersistentState => ({
  ...withContent(state, {
    instances: new Map(state.content.instances).set(aid, instance),
    ...(domain ? {domains: new Map(state.content.domains).set(aid, domain)} : {}),
  }),
  applications: kept ? new Map(state.applications).set(aid, kept) : state.applications,
});

/** The card without these instances and load files, and without anything they kept. */
export const without = (state: PersistentState, gone: ReadonlySet<AidText>): PersistentState => {
  const rest = <T>(map: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...map].filter(([aid]) => !gone.has(aid)));
  const {loadFiles, instances, domains} = state.content;
  return {
    ...withContent(state, {
      loadFiles: rest(loadFiles),
      instances: rest(instances),
      domains: rest(domains),
    }),
    applications: rest(state.applications),
  };
};
