import {displayWidth, padded} from '../../reports/text/display-width.ts';
import {wrapped} from '../../reports/text/wrapped.ts';

/** A line and what hangs below it. */
export interface TreeNode {
  readonly text: string;
  /** Columns that what does not fit is set in from the beginning of the line. */
  readonly hang?: number;
  readonly below?: readonly TreeNode[];
}

/** A tree for a terminal of so many columns; long lines go on below themselves. */
export const treeText = ({text, below = []}: TreeNode, width: number): string =>
  [shown(text), ...branches(below, '', width)].join('\n');

const branches = (nodes: readonly TreeNode[], before: string, width: number): string[] =>
  nodes.flatMap((node, i) => {
    const last = i === nodes.length - 1;
    const under = before + (last ? '   ' : '│  ');
    const below = node.below ?? [];
    // Where something hangs below, its stroke goes past the rest of a long line too.
    const rest = (below.length > 0 ? '│' : ' ').padEnd(node.hang ?? 2);
    const [first = '', ...more] = wrapped(shown(node.text), width - displayWidth(under), node.hang ?? 2);
    return [
      `${before}${last ? '└─ ' : '├─ '}${first}`,
      ...more.map((line) => `${under}${rest}${line}`.trimEnd()),
      ...branches(below, under, width),
    ];
  });

/** A card file may come from anybody: what would steer the terminal is shown as a sign instead. */
const shown = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');

/** Rows in columns; what is too long in the last one goes on below its own beginning. */
export const table = (rows: readonly (readonly string[])[]): TreeNode[] => {
  const columns = Math.max(0, ...rows.map((row) => row.length)) - 1;
  const widths = Array.from({length: columns}, (_, i) =>
    Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))),
  );
  const hang = widths.reduce((sum, width) => sum + width + 2, 0);
  return rows.map((row) => ({
    text: row
      .map((cell, i) => (i < columns ? padded(cell, widths[i] ?? 0, 'start') : cell))
      .join('  ')
      .trimEnd(),
    hang,
  }));
};
