import {Card, vpcdLink} from '../../emulator/index.ts';
import type {PersistentState} from '../../emulator/os/state.ts';
import type {CardPort, RecordEvent} from '../../protocol/index.ts';
import {withRows} from '../support/changed-rows.ts';
import type {Dice} from '../support/dice.ts';
import {FakeVpcd} from '../support/fake-vpcd.ts';
import {frameOf} from './generate.ts';
import type {Plant} from './plants.ts';
import type {PlainStep} from './step.ts';
import type {FuzzWorld} from './world.ts';

/** A card under test. */
export interface Subject {
  /** The answer, or undefined where none is due. */
  apply(step: PlainStep): Promise<Uint8Array | undefined>;
  readonly persistent: PersistentState;
  /** Events since the last call. */
  takeEvents(): RecordEvent[];
  close(): Promise<void>;
}

/** Makes one fresh card after the other. */
export type Subjects = () => Promise<Subject>;

/** Cards called directly. */
export const directSubjects = (world: FuzzWorld, plant: Plant = {}): Subjects => {
  const make = cardMaker(world, plant);
  return async () => {
    const {card, port, takeEvents} = make();
    return {
      async apply(step) {
        switch (step.kind) {
          case 'apdu':
            return port.transmit(step.bytes);
          case 'power-on':
            port.powerOn();
            break;
          case 'power-off':
            port.powerOff();
            break;
          case 'reset':
            port.reset();
            break;
          case 'junk':
            break;
        }
        return undefined;
      },
      get persistent() {
        return card.persistent;
      },
      takeEvents,
      close: async () => undefined,
    };
  };
};

/** Cards behind their vpcd link; frames arrive cut and joined at random. */
export const linkedSubjects = (world: FuzzWorld, roll: Dice, plant: Plant = {}): Subjects => {
  const make = cardMaker(world, plant);
  return async () => {
    const {card, port, takeEvents} = make();
    const vpcd = await FakeVpcd.listen();
    const link = vpcdLink({
      cardId: 'fuzz',
      card: port,
      host: '127.0.0.1',
      port: vpcd.port,
      clock: world.environment(() => undefined).clock,
    });
    await link.insert();
    await vpcd.until(() => vpcd.connected);
    return {
      async apply(step) {
        const control = step.kind !== 'apdu';
        if (step.kind === 'apdu' && step.bytes.length < 2) {
          return port.transmit(step.bytes);
        }
        const frame = frameOf(step);
        // Power is not answered; the ATR behind it tells that the link still lives, and that its turn is over.
        const bytes = control ? Buffer.concat([frame, Buffer.of(0, 1, 4)]) : frame;
        const cut = roll.below(bytes.length);
        vpcd.raw(bytes.subarray(0, cut));
        vpcd.raw(bytes.subarray(cut));
        const answer = await vpcd.answerOrGone();
        return control && answer && Buffer.compare(answer, card.atr()) === 0 ? undefined : (answer ?? none);
      },
      get persistent() {
        return card.persistent;
      },
      takeEvents,
      async close() {
        link.close();
        await vpcd.close();
      },
    };
  };
};

const none = new Uint8Array(0);

const cardMaker = (
  world: FuzzWorld,
  plant: Plant,
): (() => {card: Card; port: CardPort; takeEvents(): RecordEvent[]}) => {
  const applications = plant.row ? withRows(world.applications, plant.row) : world.applications;
  const {profile, timing, persistent} = world;
  return () => {
    let events: RecordEvent[] = [];
    const card = new Card(
      {id: 'fuzz', profile, applications, persistent, timing},
      world.environment((event) => events.push(event)),
    );
    return {
      card,
      port: plant.port?.(card) ?? card,
      takeEvents() {
        const taken = events;
        events = [];
        return taken;
      },
    };
  };
};
