/** Less than this is no width to lay text out for. */
const least = 40;

/**
 * Columns to lay text out for: those of the terminal, else those that `COLUMNS` says, else `usual`; never more than
 * `most`, where long lines are hard to read.
 */
export const terminalWidth = (
  most = Number.POSITIVE_INFINITY,
  usual = 100,
  {columns, told}: {readonly columns?: number | undefined; readonly told?: string | undefined} = {
    columns: process.stdout.columns,
    told: process.env['COLUMNS'],
  },
): number => {
  const said = told !== undefined && /^[1-9]\d{0,4}$/.test(told) ? Number(told) : undefined;
  return Math.min(most, Math.max(least, columns ?? said ?? usual));
};
