import {displayWidth, padded} from './display-width.ts';

/**
 * Rows of cells as lines in columns, the first column flush left and the others right. A rule stands under the heads,
 * and over the last row where it is a sum.
 */
export const columns = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  {sum = false}: {readonly sum?: boolean} = {},
): readonly string[] => {
  const cells = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0, column === 0 ? 'start' : 'end'))
      .join('  ')
      .trimEnd(),
  );
  const rule = '-'.repeat(widths.reduce((total, width) => total + width + 2, -2));
  const [head = '', ...body] = lines;
  return sum ? [head, rule, ...body.slice(0, -1), rule, body.at(-1) ?? ''] : [head, rule, ...body];
};
