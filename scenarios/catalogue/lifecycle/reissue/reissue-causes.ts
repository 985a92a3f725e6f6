/** Why a card ends, who has to have told the police, and whether the next card costs its holder something. */
interface ReissueCause {
  /** The police has a report, and the holder its number. */
  readonly police: boolean;
  /** The holder answers for it, so the next card has its price. */
  readonly charged: boolean;
  /** The old chip works on, wherever it is. Default: true. */
  readonly chipAnswers?: false;
}

/**
 * Charged are loss, damage and a card that was handed in at will; free are theft, a chip that failed by itself and 追記欄
 * without a free line. [S197]
 */
export const reissueCauses = {
  lost: {police: true, charged: true},
  stolen: {police: true, charged: false},
  damaged: {police: false, charged: true},
  defect: {police: false, charged: false, chipAnswers: false},
  'no-free-line': {police: false, charged: false},
  return: {police: false, charged: true},
  death: {police: false, charged: false},
} as const satisfies Readonly<Record<string, ReissueCause>>;

/** Whether there is an old card that anybody could still use. */
export const chipAnswers = (trigger: Trigger): boolean => !('chipAnswers' in reissueCauses[trigger]);

export type Trigger = keyof typeof reissueCauses;

export const triggers = Object.keys(reissueCauses) as readonly Trigger[];

/** Yen: the card, and the certificates on it. [S197] */
export const usualFees = {card: 800, certificates: 200} as const;

/** What the holder of a new card owes, yen. */
export const feeOf = (
  trigger: Trigger,
  fees: {readonly card: number; readonly certificates: number},
): number => (reissueCauses[trigger].charged ? fees.card + fees.certificates : 0);
