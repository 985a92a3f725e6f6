import {displayWidth, padded} from '../text/display-width.ts';
import {wrapped} from '../text/wrapped.ts';

const gap = 2;

/**
 * Rows in columns, all flush left, as lines of at most so many columns: what is too long for its share goes on below
 * its beginning. The first column holds names and is not wrapped unless it would take more than half.
 */
export const aligned = (width: number, rows: readonly (readonly string[])[]): string[] => {
  const columnCount = Math.max(...rows.map(({length}) => length));
  const widest = Array.from({length: columnCount}, (_, i) =>
    Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))),
  );
  const first = Math.min(widest[0] ?? 0, Math.floor(width / 2));
  const share = Math.floor((width - first) / Math.max(1, columnCount - 1)) - gap;
  const widths = widest.map((most, i) => (i === 0 ? first : Math.min(most, share)));
  return rows.flatMap((row) => {
    const cells = widths.map((most, i) => wrapped(row[i] ?? '', most, 0));
    return Array.from({length: Math.max(...cells.map(({length}) => length))}, (_, line) =>
      cells
        .map((lines, i) => padded(lines[line] ?? '', widths[i] ?? 0, 'start'))
        .join(' '.repeat(gap))
        .trimEnd(),
    );
  });
};
