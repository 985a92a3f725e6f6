import {type ApduEvent, KazasuError, type RecordHeader} from '../../protocol/index.ts';

/** What a fit takes from a record. */
export interface RecordLines {
  readonly header: RecordHeader;
  readonly apdus: readonly ApduEvent[];
}

/**
 * The exchanges of a record, JSON Lines: a header, then one event a line; `where` names it in the error.
 * @throws KazasuError `KZS-RECORD-FILE`: the line, and what was expected there.
 */
export const readRecordLines = (text: string, where: string): RecordLines => {
  const lines = text.split('\n');
  const whole = lines.at(-1) === '';
  const full = whole ? lines.slice(0, -1) : lines;
  const [header, ...events] = full.map((line, i): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      const cut = !whole && i === full.length - 1;
      throw refusal(where, i + 1, {
        en: cut && i > 0 ? 'the record ends in the middle of it' : 'it is no JSON',
        ja: cut && i > 0 ? '記録が行の途中で終わっています' : 'JSONではありません',
      });
    }
  });
  if (!isHeader(header)) {
    throw refusal(where, 1, {
      en: 'it is no header of a kazasu record of version 1',
      ja: 'kazasu の記録(バージョン1)の見出しではありません',
    });
  }
  return {
    header,
    apdus: events.flatMap((event, i) => {
      if (!isObject(event) || typeof event['type'] !== 'string') {
        throw refusal(where, i + 2, {en: 'it is no event', ja: 'イベントではありません'});
      }
      if (event['type'] !== 'apdu') {
        return [];
      }
      if (!isApdu(event)) {
        throw refusal(where, i + 2, {
          en: 'an exchange has side, at, end, command and response, but this one does not',
          ja: '交信には side、at、end、command、response が必要です',
        });
      }
      return [event];
    }),
  };
};

const refusal = (where: string, line: number, what: {en: string; ja: string}): KazasuError =>
  new KazasuError('KZS-RECORD-FILE', {
    en: `a record was expected in ${where}, but at line ${line} ${what.en}`,
    ja: `${where} に記録が必要ですが、${line}行目: ${what.ja}`,
  });

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const isHeader = (value: unknown): value is RecordHeader & Fields =>
  isObject(value) &&
  value['type'] === 'record' &&
  value['version'] === 1 &&
  typeof value['origin'] === 'string';

/** Hex, each byte of a secret as two asterisks. */
const masked = (value: unknown, leastBytes: number): boolean =>
  typeof value === 'string' && /^([0-9A-Fa-f]{2}|\*\*)*$/.test(value) && value.length >= 2 * leastBytes;

const isApdu = (event: Fields): event is Fields & ApduEvent => {
  const {side, at, end, command, response} = event;
  return (
    (side === 'card' || side === 'terminal') &&
    typeof at === 'number' &&
    typeof end === 'number' &&
    end >= at &&
    masked(command, 0) &&
    masked(response, 0)
  );
};
