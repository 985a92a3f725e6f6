import type {Sentence} from '../../protocol/index.ts';

/** Who puts applications on cards. Prefectures, agencies and firms came with the My Number Card. [S8] */
export const issuerTypeNames = ['municipality', 'prefecture', 'agency', 'private'] as const;

export type IssuerType = (typeof issuerTypeNames)[number];

export const issuerTypes: Readonly<Record<IssuerType, Sentence>> = {
  municipality: {en: 'municipality', ja: '市区町村'},
  prefecture: {en: 'prefecture', ja: '都道府県'},
  agency: {en: 'administrative agency', ja: '行政機関'},
  private: {en: 'private firm', ja: '民間事業者'},
};
