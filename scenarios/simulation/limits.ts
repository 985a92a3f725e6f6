/** The largest plans that are simulated: beyond them a run would take minutes, and no municipality is as large. Bench-defined, W11. */
export const limits = {
  cards: 1_000_000,
  terminals: 1000,
  operators: 1000,
  runs: 10_000,
  /** Cards times runs or plans, of one command. */
  cardsInAll: 10_000_000,
  plans: 10_000,
  cv: 2,
  retryShare: 1,
  walkSeconds: 600,
  settingOperatorSeconds: 180,
} as const;
