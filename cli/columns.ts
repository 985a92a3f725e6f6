import {displayWidth, padded} from '../reports/text/display-width.ts';

/** Rows as lines, their cells in columns; the first row are the heads. */
export const columnsText = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, i) => padded(cell, widths[i] ?? 0, 'start'))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
