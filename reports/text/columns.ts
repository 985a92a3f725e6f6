import {displayWidth, padded} from './display-width.ts';
import {wrapped} from './wrapped.ts';

/** A first column narrower than this is broken no further; the table is wider then. */
const leastFirst = 24;

export interface ColumnsOptions {
  /** The last row is a sum. */
  readonly sum?: boolean;
  /** Columns of the terminal; the first cells go on below themselves where the table would be wider. */
  readonly width?: number;
}

/**
 * Rows of cells as lines in columns, the first column flush left and the others right. A rule stands under the heads,
 * and over the last row where it is a sum.
 */
export const columns = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  {sum = false, width = Number.POSITIVE_INFINITY}: ColumnsOptions = {},
): readonly string[] => {
  const cells = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))));
  const first = firstWidth(widths, width);
  const line = (row: readonly string[]): string => {
    const [begin = '', ...more] = wrapped(row[0] ?? '', first, 1);
    const figures = row
      .slice(1)
      .map((cell, column) => `  ${padded(cell, widths[column + 1] ?? 0, 'end')}`)
      .join('');
    return [`${padded(begin, first, 'start')}${figures}`.trimEnd(), ...more.map((rest) => ` ${rest}`)].join(
      '\n',
    );
  };
  const [head = '', ...body] = cells.map(line);
  const rule = '-'.repeat(widths.slice(1).reduce((total, one) => total + one + 2, first));
  return sum ? [head, rule, ...body.slice(0, -1), rule, body.at(-1) ?? ''] : [head, rule, ...body];
};

const firstWidth = ([first = 0, ...others]: readonly number[], width: number): number => {
  const left = width - others.reduce((total, one) => total + one + 2, 0);
  return Math.min(first, Math.max(leastFirst, left));
};
