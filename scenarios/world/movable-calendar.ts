import type {Clock, RecordEvent, Recorder} from '../../protocol/index.ts';

/** The centre's clock, which can be moved ahead at once where nobody wants to wait 121 seconds. */
export interface MovableCalendar {
  /** What the centre counts by. */
  readonly clock: Clock;
  /** Moves it ahead; what the card and the stage count by stays. */
  moveMs(ms: number): void;
  /** A recorder for whoever counts by the moved clock: events go on in the order of the stage's own. */
  recorderTo(record: Recorder): Recorder;
}

export const movableCalendar = (clock: Clock): MovableCalendar => {
  let movedNs = 0;
  return {
    clock: {
      ...clock,
      now: () => clock.now() + movedNs,
      wall: () => new Date(clock.wall().getTime() + movedNs / 1e6),
    },
    moveMs(ms) {
      movedNs += ms * 1e6;
    },
    recorderTo: (record) => (event) => record(movedBack(event, movedNs)),
  };
};

const movedBack = (event: RecordEvent, ns: number): RecordEvent =>
  event.type === 'centre' && ns > 0 ? {...event, at: event.at - ns, end: event.end - ns} : event;
