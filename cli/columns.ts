import {displayWidth, padded} from '../reports/text/display-width.ts';
import {wrapped} from '../reports/text/wrapped.ts';

export interface ColumnsWithin {
  /** Columns of the terminal. */
  readonly width: number;
  /** Which cells, by number from 0, go on below themselves where the table would be wider. */
  readonly broken: readonly number[];
}

/** A cell narrower than this is broken no further, nor is a name within one that is no longer than the other. */
const leastCell = 24;
const longestName = 36;

/** Rows as lines, their cells in columns; the first row are the heads. */
export const columnsText = (rows: readonly (readonly string[])[], within?: ColumnsWithin): string => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))));
  const fitting = within ? fitted(widths, rows, within) : widths;
  return rows.flatMap((row) => linesOf(row, fitting)).join('\n');
};

/** The widths, those of broken cells less where that is needed, the widest first. */
const fitted = (
  widths: readonly number[],
  rows: readonly (readonly string[])[],
  {width, broken}: ColumnsWithin,
): readonly number[] => {
  const fitting = [...widths];
  const least = widths.map((_, i) => {
    const words = rows.flatMap((row) => row[i]?.split(' ') ?? []);
    // A sentence in Japanese has no blanks, and is no name.
    const names = words.filter((word) => word.length < longestName && displayWidth(word) === word.length);
    return Math.max(leastCell, ...names.map(({length}) => length + 1));
  });
  const spare = (column: number): number => (fitting[column] ?? 0) - (least[column] ?? 0);
  const excess = (): number => fitting.reduce((sum, one) => sum + one + 2, -2) - width;
  for (let over = excess(); over > 0; over -= 1) {
    const [widest = 0] = broken
      .filter((column) => spare(column) > 0)
      .sort((a, b) => (fitting[b] ?? 0) - (fitting[a] ?? 0));
    if (spare(widest) <= 0) {
      break;
    }
    fitting[widest] = (fitting[widest] ?? 0) - 1;
  }
  return fitting;
};

const linesOf = (row: readonly string[], widths: readonly number[]): readonly string[] => {
  const cells = row.map((cell, i) => wrapped(cell, widths[i] ?? 0, 1));
  const height = Math.max(...cells.map(({length}) => length));
  return Array.from({length: height}, (_, line) =>
    cells
      .map((lines, i) => {
        const part = lines[line] ?? '';
        return padded(line > 0 && part !== '' ? ` ${part}` : part, widths[i] ?? 0, 'start');
      })
      .join('  ')
      .trimEnd(),
  );
};
