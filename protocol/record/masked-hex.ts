/**
 * Whether two byte strings of a record may be the same: as long as each other, and equal wherever neither is masked.
 * Both are upper-case hex with `**` for a masked byte.
 */
export const fitsMasked = (a: string, b: string): boolean => {
  if (a === b) {
    return true;
  }
  if (a.length !== b.length || !(a.includes('*') || b.includes('*'))) {
    return false;
  }
  for (let at = 0; at < a.length; at += 2) {
    if (a[at] !== '*' && b[at] !== '*' && (a[at] !== b[at] || a[at + 1] !== b[at + 1])) {
      return false;
    }
  }
  return true;
};
