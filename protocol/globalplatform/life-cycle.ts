/** Life cycle states, GPC 2.3.1 tables 11-3 to 11-6. [S13] */
export const cardStates = {
  opReady: 0x01,
  initialized: 0x07,
  secured: 0x0f,
  cardLocked: 0x7f,
  terminated: 0xff,
} as const;

/** From 0F on an application's state is its own: here it says that the last STORE DATA has come. Bench-defined, D231 */
export const applicationStates = {
  installed: 0x03,
  selectable: 0x07,
  personalised: 0x0f,
  locked: 0x83,
} as const;

export const securityDomainStates = {
  installed: 0x03,
  selectable: 0x07,
  personalized: 0x0f,
  locked: 0x83,
} as const;

export const loadFileStates = {loaded: 0x01} as const;

export type CardState = keyof typeof cardStates;

/** Where a card may go from each state; all but the lock lead one way. GPC 2.3.1 clause 5.1. [S13] */
const cardMoves: Readonly<Record<CardState, readonly CardState[]>> = {
  opReady: ['initialized', 'terminated'],
  initialized: ['secured', 'terminated'],
  secured: ['cardLocked', 'terminated'],
  cardLocked: ['secured', 'terminated'],
  terminated: [],
};

/** Whether SET STATUS may bring a card from one state to the other. */
export const mayMoveCard = (from: CardState, to: CardState): boolean => cardMoves[from].includes(to);

/** The card state of its code; undefined for any other byte. */
export const cardStateOf = (code: number): CardState | undefined =>
  (Object.keys(cardStates) as CardState[]).find((name) => cardStates[name] === code);

/** Whether an application is locked: b8, whatever the state it keeps below it. */
export const isLocked = (code: number): boolean => (code & 0x80) !== 0;

/** What an application's state is called; 07 to 7F with b1 to b3 set are its own. */
export const applicationStateName = (code: number): string => {
  if (isLocked(code)) {
    return 'locked';
  }
  if (code === applicationStates.installed) {
    return 'installed';
  }
  if (code === applicationStates.selectable) {
    return 'selectable';
  }
  if (code === applicationStates.personalised) {
    return 'personalised';
  }
  return (code & 0x07) === 0x07 ? 'application-specific' : 'unknown';
};
