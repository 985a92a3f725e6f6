import type {Secrets} from '../../../emulator/index.ts';
import type {Sentence} from '../../../protocol/index.ts';

export type SecretName = keyof Secrets;

interface Rule {
  readonly asks: Sentence;
  readonly holds: (typed: string) => boolean;
}

const fourDigits: readonly Rule[] = [
  {asks: {en: 'four digits', ja: '数字4桁'}, holds: (typed) => /^\d{4}$/.test(typed)},
];

/** What a holder may choose; small letters of the password count as capitals. [S40] */
const rules: Readonly<Record<SecretName, {readonly title: Sentence; readonly rules: readonly Rule[]}>> = {
  digitalSignaturePassword: {
    title: {en: 'signature password', ja: '署名用パスワード'},
    rules: [
      {asks: {en: '6 to 16 characters', ja: '6〜16文字'}, holds: ({length}) => length >= 6 && length <= 16},
      {
        asks: {en: 'letters and digits alone', ja: '英数字のみ'},
        holds: (typed) => /^[A-Za-z0-9]*$/.test(typed),
      },
      {asks: {en: 'a letter', ja: '英字1文字以上'}, holds: (typed) => /[A-Za-z]/.test(typed)},
      {asks: {en: 'a digit', ja: '数字1文字以上'}, holds: (typed) => /\d/.test(typed)},
    ],
  },
  userAuthenticationPin: {title: {en: 'log-in PIN', ja: '利用者証明用暗証番号'}, rules: fourDigits},
  residentRegisterPin: {
    title: {en: 'resident register PIN', ja: '住民基本台帳用暗証番号'},
    rules: fourDigits,
  },
  textAssistancePin: {
    title: {en: 'text assistance PIN', ja: '券面事項入力補助用暗証番号'},
    rules: fourDigits,
  },
};

/** The rules that what was typed breaks, in sentences that hold nothing of it. */
export const brokenRules = (typed: Readonly<Partial<Record<SecretName, string>>>): readonly Sentence[] =>
  (Object.keys(rules) as SecretName[]).flatMap((name) => {
    const value = typed[name];
    const {title, rules: own} = rules[name];
    return value === undefined
      ? []
      : own
          .filter(({holds}) => !holds(value))
          .map(({asks}) => ({en: `${title.en}: ${asks.en}`, ja: `${title.ja}: ${asks.ja}`}));
  });
