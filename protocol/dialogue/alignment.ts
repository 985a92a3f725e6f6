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
  while (i < recorded.length && j < came.length) {
    if (fitsMasked(recorded[i] ?? '', came[j] ?? '')) {
      steps.push({kind: 'same', recorded: i, came: j});
      i += 1;
      j += 1;
    } else {
      const piece = aligned(recorded.slice(i, i + mostAtOnce), came.slice(j, j + mostAtOnce), i, j);
      steps.push(...piece);
      i += piece.filter(({kind}) => kind !== 'extra').length;
      j += piece.filter(({kind}) => kind !== 'missing').length;
    }
  }
  for (; j < came.length; j += 1) {
    steps.push({kind: 'extra', came: j});
  }
  for (; i < recorded.length; i += 1) {
    steps.push({kind: 'missing', recorded: i});
  }
  return steps;
};

/**
 * One piece, up to where one of the two ends: what the other has left may go with the next piece. `fromI` and `fromJ`
 * are the places of its first commands.
 */
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
  while (i < recorded.length && j < came.length) {
    const at = i * width + j;
    if (fitsMasked(recorded[i] ?? '', came[j] ?? '')) {
      steps.push({kind: 'same', recorded: fromI + i, came: fromJ + j});
      i += 1;
      j += 1;
    } else if ((common[at + 1] ?? 0) >= (common[at + width] ?? 0)) {
      // Of two ways that are as good, what came is told first: it stands right behind what it followed.
      steps.push({kind: 'extra', came: fromJ + j});
      j += 1;
    } else {
      steps.push({kind: 'missing', recorded: fromI + i});
      i += 1;
    }
  }
  return steps;
};
