import {KazasuError} from '../errors.ts';
import {fromHex, toHex} from '../hex.ts';
import {type CommandApdu, command, commandApdu} from './command.ts';

/** A command as a person types it, with the status word expected of it, if any. */
export interface ApduLine {
  readonly command: CommandApdu;
  readonly expectedSw: number | undefined;
}

const shape = /^([0-9a-f\s]+?)(?::([0-9a-f\s]*))?(?:\/([0-9]*))?(?:=([0-9a-f]{4}))?$/i;

/** The line up to its header: what follows may be a PIN. */
const shown = (line: string): string => {
  const open = line.trim().split(':', 1)[0] ?? '';
  const [head = ''] = /^(?:\s*[0-9a-f]){0,8}/i.exec(open) ?? [];
  const kept = /^[0-9a-f]/i.test(open) ? head : open.slice(0, 8);
  return kept.length < line.trim().length ? `${kept}…` : kept;
};

const refused = (line: string, why: {en: string; ja: string}): never => {
  throw new KazasuError('KZS-APDU-LINE', {
    en: `an APDU line is [CLA]INS[P1P2][:DATA][/LE][=SW] or a whole APDU in hex, but in "${shown(line)}" ${why.en}`,
    ja: `APDU行は [CLA]INS[P1P2][:DATA][/LE][=SW] またはAPDU全体の16進数ですが、「${shown(line)}」では${why.ja}`,
  });
};

const header = (line: string, digits: string): [number, number, number, number] => {
  const bytes = [...fromHex(digits)];
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  switch (bytes.length) {
    case 1:
      return [0, a, 0, 0];
    case 2:
      return [a, b, 0, 0];
    case 3:
      return [0, a, b, c];
    case 4:
      return [a, b, c, d];
    default:
      return refused(line, {
        en: `the header has ${bytes.length} bytes instead of 1 to 4`,
        ja: `ヘッダーが1〜4バイトではなく ${bytes.length} バイトです`,
      });
  }
};

/**
 * `20 0080:31323334=9000`, `B00000/256`, or the raw bytes `00A4040C0AD392F000260100000001`.
 * LE is decimal, 0 or empty for the most the short form can ask (256).
 * @throws KazasuError `KZS-APDU-LINE`, `KZS-HEX` or `KZS-APDU-LENGTH`.
 */
const decode = (line: string): ApduLine => {
  const parts = shape.exec(line.trim());
  if (!parts) {
    return refused(line, {en: 'the parts do not fit', ja: '各部分の形が合いません'});
  }
  const [, head = '', data, le, expected] = parts;
  const expectedSw = expected === undefined ? undefined : Number.parseInt(expected, 16);
  const digits = head.replace(/\s/g, '');
  if (data === undefined && le === undefined && digits.length > 8) {
    return {command: commandApdu.decode(fromHex(digits)), expectedSw};
  }
  const [cla, ins, p1, p2] = header(line, digits);
  const ne = le === undefined ? 0 : Number(le) || 256;
  if (ne > 65536) {
    return refused(line, {en: `LE ${ne} is above 65536`, ja: `LE ${ne} が 65536 を超えています`});
  }
  return {command: command({cla, ins, p1, p2, data: fromHex(data ?? ''), ne}), expectedSw};
};

const encode = ({command: apdu, expectedSw}: ApduLine): string => {
  const data = apdu.data.length > 0 ? `:${toHex(apdu.data)}` : '';
  const le = apdu.ne > 0 ? `/${apdu.ne}` : '';
  const expected =
    expectedSw === undefined ? '' : `=${expectedSw.toString(16).toUpperCase().padStart(4, '0')}`;
  return toHex(Uint8Array.of(apdu.cla, apdu.ins, apdu.p1, apdu.p2)) + data + le + expected;
};

/** APDU line ⇄ command. */
export const apduLine = {encode, decode};
