import {berTlv, findTlv, type Sentence, type Tlv} from '../../../protocol/index.ts';
import {cardSurfaceFiles as surface} from '../../applications/card-surface/application.ts';
import {jpkiFiles as jpki} from '../../applications/jpki/files.ts';
import {textFiles as text} from '../../applications/text-assistance/files.ts';
import type {FieldView} from './card-view.ts';
import {pictureForm} from './picture-form.ts';

interface Field {
  readonly title: Sentence;
  readonly tag: number;
  readonly form: (value: Uint8Array) => Sentence;
}

const same = (value: string): Sentence => ({en: value, ja: value});
const utf8 = (value: Uint8Array): Sentence => same(Buffer.from(value).toString('utf8'));
const date = (value: Uint8Array): Sentence =>
  same(
    Buffer.from(value)
      .toString('latin1')
      .replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'),
  );

/** JIS X 0303. */
const sexes: Readonly<Record<string, Sentence>> = {
  '1': {en: 'male', ja: '男'},
  '2': {en: 'female', ja: '女'},
  '9': {en: 'other', ja: 'その他'},
};
const sex = (value: Uint8Array): Sentence => {
  const digit = Buffer.from(value).toString('latin1');
  return sexes[digit] ?? same(digit);
};

const name = {en: 'name', ja: '氏名'};
const address = {en: 'address', ja: '住所'};
const birthDate = {en: 'birth date', ja: '生年月日'};
const sexTitle = {en: 'sex', ja: '性別'};
const picture = (of: Sentence): Sentence => ({en: `picture of the ${of.en}`, ja: `${of.ja}の画像`});

/** The data objects worth showing, by application and EF. Pictures of secret numbers show their size. [S1] [S3] */
const objectsIn: Readonly<Record<string, Readonly<Record<number, readonly Field[]>>>> = {
  'text-assistance': {
    [text.attributes]: [
      {tag: 0xdf22, title: name, form: utf8},
      {tag: 0xdf23, title: address, form: utf8},
      {tag: 0xdf24, title: birthDate, form: date},
      {tag: 0xdf25, title: sexTitle, form: sex},
    ],
  },
  'card-surface': {
    [surface.age]: [{tag: 0xdf11, title: birthDate, form: date}],
    [surface.face]: [
      {tag: 0xdf22, title: birthDate, form: date},
      {tag: 0xdf23, title: sexTitle, form: sex},
      {tag: 0xdf25, title: picture(name), form: pictureForm},
      {tag: 0xdf26, title: picture(address), form: pictureForm},
      {tag: 0xdf27, title: {en: 'portrait', ja: '顔写真'}, form: pictureForm},
      {tag: 0xdf29, title: {en: 'last day of the card', ja: '有効期限'}, form: date},
      {
        tag: 0xdf2a,
        title: picture({en: 'security code', ja: 'セキュリティコード'}),
        form: pictureForm,
      },
    ],
    [surface.myNumber]: [{tag: 0xdf41, title: picture({en: '個人番号', ja: '個人番号'}), form: pictureForm}],
  },
};

/** Where the label and the serial number stand in CK_TOKEN_INFO, bytes. */
const tokenText = {label: [0, 32], serial: [80, 96]} as const;

/** What software finds in a content it knows; nothing in one that does not hold together. */
export const fieldsOf = (application: string, file: number, content: Uint8Array): FieldView[] => {
  if (application === 'jpki') {
    return file === jpki.token ? tokenFields(content) : file === jpki.availability ? usable(content) : [];
  }
  const wanted = objectsIn[application]?.[file];
  const objects = wanted && contentObjects(content);
  return (wanted ?? []).flatMap(({title, tag, form}) => {
    const value = findTlv(objects, tag)?.value;
    return value ? [{title, value: form(value)}] : [];
  });
};

const contentObjects = (content: Uint8Array): readonly Tlv[] => {
  try {
    return berTlv.decode(content).children ?? [];
  } catch {
    return [];
  }
};

const tokenFields = (content: Uint8Array): FieldView[] => {
  const between = ([from, to]: readonly [number, number]): Sentence =>
    same(Buffer.from(content.subarray(from, to)).toString('latin1').trim());
  return [
    {title: {en: 'label', ja: 'ラベル'}, value: between(tokenText.label)},
    {title: {en: 'serial number', ja: 'シリアル番号'}, value: between(tokenText.serial)},
  ];
};

const usable = ([digitalSignature, userAuthentication]: Uint8Array): FieldView[] => {
  const state = (byte: number | undefined): Sentence =>
    byte === 0 || byte === undefined ? {en: 'none', ja: 'なし'} : {en: 'usable', ja: '利用可'};
  return [
    {title: {en: 'digital signature', ja: '署名用'}, value: state(digitalSignature)},
    {title: {en: 'user authentication', ja: '利用者証明用'}, value: state(userAuthentication)},
  ];
};
