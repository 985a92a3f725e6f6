/** A PIN or password of the same form that is not this one: its last digit is another. */
export const anotherSecret = (secret: string): string => {
  const last = Number(secret.at(-1) ?? '0');
  return `${secret.slice(0, -1)}${Number.isNaN(last) ? '0' : (last + 1) % 10}`;
};
