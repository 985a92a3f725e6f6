const jstOffsetMs = 9 * 3600 * 1000;

/**
 * When cards are issued unless their persona says otherwise: 10:00 in Japan on the first day of the running fiscal
 * year (1 April). The same all year round, never in the future, and long before a certificate could run out.
 */
export const issueDay = (now: Date): Date => {
  const thisYear = issueInstant(`${dayInJapan(now).slice(0, 4)}-04-01`);
  return thisYear <= now ? thisYear : issueInstant(`${Number(dayInJapan(now).slice(0, 4)) - 1}-04-01`);
};

/** 10:00 in Japan on a day. */
export const issueInstant = (day: string): Date => new Date(Date.parse(`${day}T10:00:00Z`) - jstOffsetMs);

/** The day it is in Japan, `YYYY-MM-DD`. */
export const dayInJapan = (at: Date): string =>
  new Date(at.getTime() + jstOffsetMs).toISOString().slice(0, 10);
