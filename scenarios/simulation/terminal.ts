/** A terminal at work. What happens next to it, and when, stands in it: each has at most one event ahead. */
export interface Terminal {
  readonly station: number;
  /** Number within its station, from 0. */
  readonly number: number;
  /** The card on it; −1: none. */
  card: number;
  step: number;
  /** When its step ends, ms. */
  endsAt: number;
  /** When its step began, ms. */
  beganAt: number;
  /** When its step is expected to end; of the draw of a stochastic run nobody knows beforehand. */
  expectedAt: number;
  /** The operator whose hands are on it; −1: none. */
  operator: number;
  /** Orders events of one instant, and calls: by when each came about. */
  order: number;
  /** Whether the step under way is a wait after which the operator is called. */
  willCall: boolean;
}

export const idleTerminal = (station: number, number: number): Terminal => ({
  station,
  number,
  card: -1,
  step: 0,
  endsAt: 0,
  beganAt: 0,
  expectedAt: 0,
  operator: -1,
  order: 0,
  willCall: false,
});
