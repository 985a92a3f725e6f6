import {KazasuError} from '../../protocol/index.ts';
import {type CalendarDate, calendarDate, dayInJapan} from '../japan-time.ts';

/** The person a certificate is about, as the resident register has them. */
export interface Holder {
  /** 氏名, the parts set apart by U+3000. */
  readonly name: string;
  /** 氏名の代替文字: one digit per character, 0 where the character is the real one. Default: all 0. */
  readonly nameSubstitutes?: string;
  readonly sex: 'male' | 'female' | 'other';
  readonly birthDate: CalendarDate;
  /** 住所, up to 200 characters. */
  readonly address: string;
  readonly addressSubstitutes?: string;
  /** 都道府県 in letters, as in `Tokyo-to`. */
  readonly prefecture: string;
  /** 市区町村 in letters, as in `Kiyose-shi`. */
  readonly city: string;
  /** 市区町村コード, five digits without the check digit. */
  readonly municipalityCode: string;
}

const substitutes = (text: string): RegExp => new RegExp(`^\\d{${[...text].length}}$`);

/** Controls, ends of lines and halves of surrogate pairs, which UTF-8 cannot carry. Bench-defined, C171 */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What each field must look like, in words of both languages. */
const rules: readonly {
  field: keyof Holder;
  holds: (holder: Holder, issuedAt: Date) => boolean;
  en: string;
  ja: string;
}[] = [
  {field: 'name', holds: ({name}) => name.trim() !== '', en: 'is not empty', ja: '空ではありません'},
  {
    field: 'name',
    holds: ({name}) => !unprintable.test(name),
    en: 'has printable characters only',
    ja: '印字できる文字だけからなります',
  },
  {
    field: 'birthDate',
    holds: ({birthDate}, issuedAt) => birthDate <= dayInJapan(issuedAt),
    en: 'is not after the issue',
    ja: '発行日より後ではありません',
  },
  {
    field: 'nameSubstitutes',
    holds: (holder) => substitutes(holder.name).test(holder.nameSubstitutes ?? realCharacters(holder.name)),
    en: 'has one digit per character of the name',
    ja: '氏名の1文字につき数字1桁です',
  },
  {
    field: 'address',
    holds: ({address}) => address.trim() !== '' && [...address].length <= 200,
    en: 'has 1 to 200 characters',
    ja: '1〜200文字です',
  },
  {
    field: 'address',
    holds: ({address}) => !unprintable.test(address),
    en: 'has printable characters only',
    ja: '印字できる文字だけからなります',
  },
  {
    field: 'addressSubstitutes',
    holds: (holder) =>
      substitutes(holder.address).test(holder.addressSubstitutes ?? realCharacters(holder.address)),
    en: 'has one digit per character of the address',
    ja: '住所の1文字につき数字1桁です',
  },
  {
    field: 'prefecture',
    holds: ({prefecture}) => /^[A-Za-z][A-Za-z' -]*$/.test(prefecture),
    en: 'is written in letters, as in Tokyo-to',
    ja: 'Tokyo-to のようにローマ字で書きます',
  },
  {
    field: 'city',
    holds: ({city}) => /^[A-Za-z][A-Za-z' -]*$/.test(city),
    en: 'is written in letters, as in Kiyose-shi',
    ja: 'Kiyose-shi のようにローマ字で書きます',
  },
  {
    field: 'municipalityCode',
    holds: ({municipalityCode}) => /^\d{5}$/.test(municipalityCode),
    en: 'has five digits',
    ja: '5桁の数字です',
  },
];

/** Substitute flags of a text in which every character is the real one. */
export const realCharacters = (text: string): string => '0'.repeat([...text].length);

/**
 * Refuses a holder whose certificate would not have the published shape. The values themselves stay out of the error.
 * @throws KazasuError `KZS-CENTRE-HOLDER`, `KZS-CENTRE-DATE`.
 */
export const checkHolder = (holder: Holder, issuedAt: Date): void => {
  calendarDate(holder.birthDate);
  const broken = rules.find(({holds}) => !holds(holder, issuedAt));
  if (broken) {
    throw new KazasuError('KZS-CENTRE-HOLDER', {
      en: `a holder's ${broken.field} ${broken.en}, but another value came`,
      ja: `所持者の ${broken.field} は${broken.ja}が、異なる値が渡されました`,
    });
  }
};
