import {KazasuError} from '../../protocol/index.ts';

const iso8601 =
  /^\d{4}-\d{2}-(\d{2})(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/;

/**
 * A time in ISO 8601 with its zone, or a date for its beginning in UTC, to ms since 1970.
 * @throws KazasuError `KZS-VERIFY-TIME`
 */
export const instantOf = (text: string): number => {
  const day = Number(iso8601.exec(text)?.[1]);
  const [date = ''] = text.split('T');
  const at = day > 0 ? Date.parse(text) : Number.NaN;
  // Date.parse lets 30 February pass for 1 March.
  if (Number.isNaN(at) || new Date(`${date}T00:00:00Z`).getUTCDate() !== day) {
    throw new KazasuError('KZS-VERIFY-TIME', {
      en: `a time in ISO 8601 with its zone was expected, such as 2026-04-01T12:00:00Z, but "${text.slice(0, 60)}" came`,
      ja: `時刻は 2026-04-01T12:00:00Z のようにタイムゾーン付きのISO 8601で指定しますが、「${text.slice(0, 60)}」が指定されました`,
    });
  }
  return at;
};
