import {withState} from '../../../emulator/index.ts';
import type {PersistentState} from '../../../emulator/os/state.ts';
import {appletFiles, standardApplets} from '../../../protocol/applets/index.ts';
import {type CommandApdu, type RecordEvent, toHex} from '../../../protocol/index.ts';
import {bareImage, domains} from '../../support/managed-card.ts';
import {cardKey} from '../../support/service-card.ts';
import {orphans, taken} from '../../torture/managed-memory.ts';
import type {ManagedViolation} from './managed-run.ts';
import type {ServiceName} from './managed-step.ts';
import {places} from './managed-world.ts';

/** What host and terminal may know of the card's state; the card must not know better. */
export interface ManagedView {
  /** AID of the domain whose channel is open. */
  domain: string | undefined;
  met: ServiceName | undefined;
  pinVerified: boolean;
}

/** One command with everything that can be seen of it. */
export interface ManagedSeen {
  readonly sent: Uint8Array;
  /** Without protection, where it had some or is known. */
  readonly inner: CommandApdu | undefined;
  readonly raw: Uint8Array;
  /** What the answer's data say to whoever has the session's keys. */
  readonly revealed: Uint8Array;
  readonly status: number;
  readonly before: PersistentState;
  readonly after: PersistentState;
  readonly events: readonly RecordEvent[];
}

type Invariant = (seen: ManagedSeen, view: ManagedView) => string | undefined;

const services = ['service-a', 'service-d'] as const;
const aidOf = (name: keyof typeof places): string => toHex(standardApplets[name].moduleAid);
const carriedOut = (status: number): boolean => status === 0x9000 || status === 0x6310;
const has = (bytes: Uint8Array, piece: Uint8Array): boolean =>
  Buffer.from(bytes).includes(Buffer.from(piece));

/** All must hold for each command, by what host and terminal knew before it. */
export const managedInvariants: Readonly<Record<string, Invariant>> = {
  // 9484 and 9485 are GlobalPlatform's own, GPC 2.3.1 table 11-10. [S13]
  'a status word there is, and no exception': ({status, raw, events}) => {
    const fault = events.find((event) => event.type === 'fault');
    if (fault?.type === 'fault') {
      return fault.message.split('\n').slice(0, 2).join(' ');
    }
    const legal = [0x9000, 0x9484, 0x9485].includes(status) || (status >> 8 >= 0x61 && status >> 8 <= 0x6e);
    return legal && raw.length <= 65_538 ? undefined : `${status.toString(16)} with ${raw.length} bytes`;
  },
  'what is refused changes no content': ({status, before, after}) =>
    carriedOut(status) || changedObjects(before, after).length === 0
      ? undefined
      : `${status.toString(16)}, and ${changedObjects(before, after).join(', ')} changed`,
  'content changes in a channel of a domain that rules it, for no other': ({before, after}, {domain}) => {
    const foreign = changedObjects(before, after).find(
      (aid) => domain === undefined || !(isBelow(before, aid, domain) || isBelow(after, aid, domain)),
    );
    return foreign && `${foreign} changed by ${domain ?? 'nobody'}`;
  },
  'nothing belongs to nothing, and every quota is kept': ({before, after}) => {
    const {content} = before === after ? {} : withState(bareImage(), after);
    if (!content || changedObjects(before, after).length === 0) {
      return undefined;
    }
    const full = Object.entries(content.domains).find(
      ([aid, {quota}]) => quota !== undefined && taken(content, aid) > quota,
    );
    return (
      orphans(content)[0] ?? (full && `${full[0]} holds ${taken(content, full[0])} of ${full[1].quota} bytes`)
    );
  },
  'an id comes out to whom it is for': ({raw, revealed}, {met, pinVerified}) => {
    for (const name of services) {
      const mine = met === name && pinVerified;
      if (has(raw, places[name].id.subarray(0, 8)) && !(mine && name === 'service-a')) {
        return `${name} told its id in the clear`;
      }
      if (has(revealed, places[name].id.subarray(0, 8)) && !mine) {
        return `${name} told its id`;
      }
    }
    return undefined;
  },
  'no key, PIN or id is in an answer or an event': ({revealed, events}) => {
    const text = JSON.stringify(events).toUpperCase();
    const ids = [places['service-a'].id, places['service-d'].id, places['common-card'].id];
    const told = [cardKey, ...ids].find((secret) => text.includes(toHex(secret)));
    return told || has(revealed, cardKey) ? 'a secret was told' : undefined;
  },
  'a wrong key or PIN costs a try, and only the right one gives them back': ({before, after}, {met}) => {
    for (const name of services) {
      for (const file of [appletFiles.key, appletFiles.pin]) {
        const [then, now] = [before, after].map(({applications}) =>
          applications.get(aidOf(name))?.credentials.get(file),
        );
        const risen = then && now && now.value === then.value && now.triesLeft > then.triesLeft;
        if (risen && file === appletFiles.pin && met !== name) {
          return `the PIN of ${name} has ${now.triesLeft} tries again`;
        }
      }
    }
    return undefined;
  },
  'a terminal that is refused has lost a try': ({inner, status, before, after}) => {
    if (inner?.ins !== 0x82 || inner.cla !== 0 || (status & 0xfff0) !== 0x63c0 || inner.data.length === 0) {
      return undefined;
    }
    const lost = services.some((name) => {
      const [then, now] = [before, after].map(
        ({applications}) => applications.get(aidOf(name))?.credentials.get(appletFiles.key)?.triesLeft,
      );
      return then !== undefined && now === then - 1;
    });
    return lost ? undefined : `${status.toString(16)} was answered, and no key has lost a try`;
  },
};

export const judgeManaged = (seen: ManagedSeen, view: ManagedView): ManagedViolation | undefined => {
  for (const [invariant, holds] of Object.entries(managedInvariants)) {
    const what = holds(seen, view);
    if (what !== undefined) {
      return {invariant, what};
    }
  }
  return undefined;
};

/** AIDs of instances, load files and domains that came, went or changed; counters and tries of domains are their own. */
const changedObjects = (before: PersistentState, after: PersistentState): string[] => {
  if (before.content === after.content) {
    return [];
  }
  const differ = <T>(
    a: ReadonlyMap<string, T>,
    b: ReadonlyMap<string, T>,
    same: (x: T, y: T) => boolean = (x, y) => x === y,
  ): string[] =>
    [...new Set([...a.keys(), ...b.keys()])].filter((aid) => {
      const [x, y] = [a.get(aid), b.get(aid)];
      return x === undefined || y === undefined ? x !== y : !same(x, y);
    });
  const [then, now] = [before.content, after.content];
  return [
    ...differ(then.loadFiles, now.loadFiles),
    ...differ(then.instances, now.instances),
    ...differ(
      then.domains,
      now.domains,
      (x, y) =>
        x.keys === y.keys &&
        x.quota === y.quota &&
        x.instanceLimit === y.instanceLimit &&
        x.dataObjects === y.dataObjects,
    ),
  ];
};

/** Whether an object is, belongs to, or stands below a domain. */
const isBelow = ({content}: PersistentState, aid: string, domain: string): boolean => {
  for (let at: string | undefined = aid, steps = 0; at !== undefined && steps < 32; steps += 1) {
    if (at === domain || domain === domains.issuer.aid) {
      return true;
    }
    at = (content.instances.get(at) ?? content.loadFiles.get(at))?.domain;
  }
  return false;
};
