import type {Sentence} from '../../../protocol/index.ts';
import {fileIdText} from '../../os/file.ts';
import {cardDataTags as t} from '../card-data.ts';
import type {CardView, DataObjectView} from './card-view.ts';

/** What each tag holds. `text`: ASCII that may be shown. [S3] */
const objects: Readonly<Record<number, {readonly title: Sentence; readonly text?: true}>> = {
  [t.issuerIdentification]: {title: {en: 'issuer key identifier', ja: '発行者の鍵識別子'}},
  [t.cardIdentification]: {title: {en: 'card serial number', ja: '製造番号'}, text: true},
  [t.cardRecognition]: {title: {en: 'card recognition data', ja: 'カード認識データ'}},
  [t.municipalityCode]: {title: {en: 'municipality code', ja: '市区町村コード'}, text: true},
  [t.expiry]: {title: {en: 'last day of the card', ja: '有効期限'}, text: true},
  [t.intermediateKeyId]: {title: {en: 'intermediate key identifier', ja: '中間鍵識別子'}},
  [t.upperCertificate]: {title: {en: 'certificate of the intermediate', ja: '中間鍵の証明書'}},
  [t.lowerCertificate]: {title: {en: 'certificate of a card key', ja: 'カード鍵の証明書'}},
};

type CardData = ReadonlyMap<number, Uint8Array>;

/** The card's own data objects in the order of their tags. */
export const dataObjectViews = (cardData: CardData): DataObjectView[] =>
  [...cardData]
    .sort(([a], [b]) => a - b)
    .map(([tag, value]) => {
      const known = objects[tag];
      return {
        tag: fileIdText(tag),
        title: known?.title ?? {en: 'data object', ja: 'データオブジェクト'},
        bytes: value.length,
        ...(known?.text ? {value: asciiOf(value)} : {}),
      };
    });

/** What the card says of itself as a whole. */
export const cardFacts = (cardData: CardData): Pick<CardView, 'expiresOn' | 'municipality'> => {
  const expiry = /^(\d{4})(\d\d)(\d\d)$/.exec(asciiOf(cardData.get(t.expiry)));
  const municipality = asciiOf(cardData.get(t.municipalityCode));
  return {
    ...(expiry ? {expiresOn: expiry.slice(1).join('-')} : {}),
    ...(municipality ? {municipality} : {}),
  };
};

const asciiOf = (value: Uint8Array | undefined): string =>
  Buffer.from(value ?? new Uint8Array(0))
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.');
