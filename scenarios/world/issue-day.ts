const jstOffsetMs = 9 * 3600 * 1000;

/**
 * When the cards of the test world were issued: 10:00 in Japan on the first day of the running fiscal year
 * (1 April). The same all year round, never in the future, and long before a certificate could run out.
 */
export const issueDay = (now: Date): Date => {
  const japan = new Date(now.getTime() + jstOffsetMs);
  const at = (year: number): Date => new Date(Date.UTC(year, 3, 1, 10) - jstOffsetMs);
  const thisYear = at(japan.getUTCFullYear());
  return thisYear <= now ? thisYear : at(japan.getUTCFullYear() - 1);
};

/** The n-th birthday after an instant, as `YYYY-MM-DD`: how long a card of an adult is good for (n = 10). */
export const yearsLater = (birthDate: string, from: Date, n: number): string => {
  const day = birthDate.slice(4);
  const japan = new Date(from.getTime() + jstOffsetMs).toISOString();
  const year = Number(japan.slice(0, 4));
  const first = `${year}${day}` > japan.slice(0, 10) ? year : year + 1;
  return `${first + n - 1}${day}`;
};
