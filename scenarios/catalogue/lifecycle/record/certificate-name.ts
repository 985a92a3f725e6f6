import {KazasuError} from '../../../../protocol/index.ts';
import type {Precondition} from '../../../engine/scenario.ts';

/** What certificates write for characters of names that they must not hold. Bench-defined, D272 */
const substitutes: Readonly<Record<string, string>> = {
  髙: '高',
  﨑: '崎',
  𠮷: '吉',
  𡈽: '土',
  德: '徳',
};

/** Stands for every other character outside JIS X 0208 and 0212. Bench-defined, D272 */
const noSubstitute = '●';

export interface WrittenName {
  readonly name: string;
  /** Empty: it follows from the name. */
  readonly certificateName: string;
}

/** The name as certificates write it: as given, or each character that JIS X 0208 and 0212 lack by its substitute. [S41] */
export const certificateNameOf = ({name, certificateName}: WrittenName): string =>
  certificateName === '' ? [...name].map(written).join('') : certificateName;

/** A name that was given in both forms has as many characters in either. */
export const namesFit: Precondition = {
  id: 'names-fit',
  title: {
    en: 'the certificate writes one character for each of the name',
    ja: '証明書の表記と氏名の文字数が同じであること',
  },
  async establish({parameters}) {
    const [name, certificateName] = [parameters['name'], parameters['certificateName']].map(String);
    const [expected, came] = [[...(name ?? '')].length, [...(certificateName ?? '')].length];
    if (came !== 0 && came !== expected) {
      throw new KazasuError('KZS-PARAMETER-NAMES', {
        en: `certificateName was expected to have the ${expected} characters of name, or to be empty, but it has ${came}`,
        ja: `certificateName は name と同じ ${expected} 文字、または空欄のはずですが、${came} 文字です`,
      });
    }
  },
};

const written = (character: string): string =>
  substitutes[character] ??
  (inCharacterSets().has(character) || isLatin(character) ? character : noSubstitute);

const isLatin = (character: string): boolean => character >= ' ' && character <= '~';

let known: ReadonlySet<string> | undefined;

/** What certificates may hold: JIS X 0208 and 0212, read by the decoder of the platform as EUC-JP. */
const inCharacterSets = (): ReadonlySet<string> => {
  known ??= new Set([...rowsOf([], 84), ...rowsOf([0x8f], 77)].flatMap((row) => [...row]));
  return known;
};

/** Rows 1 to the last of a set. Row 13 is in neither: decoders have a maker's characters there. */
const rowsOf = (shift: readonly number[], last: number): readonly string[] => {
  const decoder = new TextDecoder('euc-jp');
  return Array.from({length: last}, (_, i) => i + 1)
    .filter((row) => row !== 13)
    .map((row) => {
      const cells = Array.from({length: 94}, (_, i) => [...shift, 0xa0 + row, 0xa1 + i]).flat();
      return decoder.decode(Uint8Array.from(cells)).replaceAll('\ufffd', '');
    });
};
