import {fitsMasked} from '../record/masked-hex.ts';

/** One step of two dialogues side by side, by places from 0: in both, only recorded, or only come. */
export type AlignedStep =
  | {readonly kind: 'same'; readonly recorded: number; readonly came: number}
  | {readonly kind: 'missing'; readonly recorded: number}
  | {readonly kind: 'extra'; readonly came: number};

/** More at once would take more memory than the question is worth; longer dialogues are laid side by side in pieces. */
const mostAtOnce = 4_000;

/**
 * Lays the commands of two dialogues (hex, `**` where masked) side by side with the fewest missing and extra ones,
 * by longest common subsequence. Commands fit when they are equal but for masked bytes.
 */
export const alignedCommands = (recorded: readonly string[], came: readonly string[]): AlignedStep[] => {
  const steps: AlignedStep[] = [];
  let i = 0;
  let j = 0;
  while (i < recorded.length || j < came.length) {
    if (i < recorded.length && j < came.length && fitsMasked(recorded[i] ?? '', came[j] ?? '')) {
      steps.push({kind: 'same', recorded: i, came: j});
      i += 1;
      j += 1;
    } else {
      const nextI = Math.min(recorded.length, i + mostAtOnce);
      const nextJ = Math.min(came.length, j + mostAtOnce);
      steps.push(...aligned(recorded.slice(i, nextI), came.slice(j, nextJ), i, j));
      i = nextI;
      j = nextJ;
    }
  }
  return steps;
};

/** One piece; `fromI` and `fromJ` are the places of its first commands. */
const aligned = (
  recorded: readonly string[],
  came: readonly string[],
  fromI: number,
  fromJ: number,
): AlignedStep[] => {
  const width = came.length + 1;
  // How many commands can be common from (i, j) on.
  const common = new Uint16Array((recorded.length + 1) * width);
  for (let i = recorded.length - 1; i >= 0; i -= 1) {
    for (let j = came.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      common[at] = fitsMasked(recorded[i] ?? '', came[j] ?? '')
        ? (common[at + width + 1] ?? 0) + 1
        : Math.max(common[at + width] ?? 0, common[at + 1] ?? 0);
    }
  }
  const steps: AlignedStep[] = [];
  let i = 0;
  let j = 0;
  while (i < recorded.length || j < came.length) {
    const at = i * width + j;
    if (i < recorded.length && j < came.length && fitsMasked(recorded[i] ?? '', came[j] ?? '')) {
      steps.push({kind: 'same', recorded: fromI + i, came: fromJ + j});
      i += 1;
      j += 1;
    } else if (
      i < recorded.length &&
      (j === came.length || (common[at + width] ?? 0) >= (common[at + 1] ?? 0))
    ) {
      steps.push({kind: 'missing', recorded: fromI + i});
      i += 1;
    } else {
      steps.push({kind: 'extra', came: fromJ + j});
      j += 1;
    }
  }
  return steps;
};
