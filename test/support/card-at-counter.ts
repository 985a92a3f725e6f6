import {type CounterParts, openCounter} from '../../centre/index.ts';
import type {AppletDefinition} from '../../emulator/applets/applet.ts';
import type {SecureChannelName} from '../../emulator/index.ts';
import {type CardPort, type LifeCycle, realClock, seededRandom} from '../../protocol/index.ts';
import {cardAccess, newCardKeys} from '../../scenarios/index.ts';
import {apduChannel, type CardConnection, openInProcessPort} from '../../terminal/index.ts';
import {type ManagementBench, managementBench} from '../centre/card-management/management-bench.ts';
import {bareImage, managedCard} from './managed-card.ts';

const reader = 'Counter 00 00';

export interface CardAtCounterOptions {
  readonly lifeCycle?: LifeCycle;
  readonly secureChannel?: SecureChannelName;
  readonly areaBytes?: number;
  readonly applets?: readonly AppletDefinition[];
  readonly parts?: Partial<CounterParts>;
  /** The state of the card at the system. */
  readonly state?: 'arrived' | 'prepared' | 'operational' | 'suspended';
}

/** Where the card leaves the reader: at the n-th command that changes the card, before or behind its work. */
export interface Cut {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** INSTALL, LOAD, STORE DATA, PUT KEY, SET STATUS, DELETE. */
const changing = new Set([0xe6, 0xe8, 0xe2, 0xd8, 0xf0, 0xe4]);

/** A card management system, a counter of it, and a real card in its reader. */
export const cardAtCounter = async (options: CardAtCounterOptions = {}) => {
  const {
    lifeCycle = 'operational',
    state = 'operational',
    secureChannel,
    areaBytes,
    applets,
    parts,
  } = options;
  const {card} = managedCard({
    ...(applets ? {applets} : {}),
    image: bareImage({
      lifeCycle,
      ...(secureChannel === undefined ? {} : {secureChannel}),
      ...(areaBytes === undefined ? {} : {areaBytes}),
    }),
  });
  let cut: Cut | undefined;
  let changes = 0;
  const pullable: CardPort = {
    powerOn: () => card.powerOn(),
    powerOff: () => card.powerOff(),
    reset: () => card.reset(),
    atr: () => card.atr(),
    async transmit(command) {
      changes += changing.has(command[1] ?? 0) ? 1 : 0;
      const leaves = cut?.at === changes ? cut.when : undefined;
      if (leaves === 'before') {
        port.remove(reader);
        return new Uint8Array(0);
      }
      const answer = await card.transmit(command);
      if (leaves === 'after') {
        port.remove(reader);
        return new Uint8Array(0);
      }
      return answer;
    },
  };
  const port = openInProcessPort([{name: reader, card: pullable}]);
  let connection: CardConnection = await port.connect(reader);
  const channel = apduChannel({transmit: (bytes) => connection.transmit(bytes)}, {clock: realClock()});
  const access = cardAccess({channel, random: seededRandom('counter')});
  const cardId = await access.cardId();
  const bench: ManagementBench = await managementBench({named: ['town-x', 'town-y', 'firm']});
  await bench.card(cardId, state);
  const counter = openCounter({management: bench.management, access, areaKeys: newCardKeys, ...parts});
  return {
    bench,
    card,
    cardId,
    access,
    channel,
    counter,
    changes: () => changes,
    /** From now on the card leaves there. */
    leave(next: Cut | undefined): void {
      cut = next;
      changes = 0;
    },
    async putBack(): Promise<void> {
      cut = undefined;
      port.remove(reader);
      port.insert(reader, pullable);
      connection = await port.connect(reader);
    },
    /** What GET STATUS of an area lists, one line each. */
    async content(area: 'ordinance' | 'extended'): Promise<string[]> {
      const session = await access.openArea(area, newCardKeys(area));
      const found = await session.status();
      return found.map((one) => [one.object, one.aid.slice(14), one.state ?? ''].join(' ').trim());
    },
    close: () => port.close(),
  };
};

export type CardAtCounter = Awaited<ReturnType<typeof cardAtCounter>>;
