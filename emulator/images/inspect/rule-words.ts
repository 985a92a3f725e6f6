import type {Sentence} from '../../../protocol/index.ts';
import type {AccessRule} from '../../os/access-rule.ts';
import {fileIdText} from '../../os/file.ts';

/** An access rule in words; credentials by their EF identifiers: `after 0011 or 0014`. */
export const ruleWords = (rule: AccessRule): Sentence => {
  switch (rule.kind) {
    case 'always':
      return {en: 'always', ja: 'いつでも可'};
    case 'never':
      return {en: 'never', ja: '不可'};
    case 'issuer-authenticated':
      return {en: 'by the issuer', ja: '発行者のみ'};
    default: {
      const {en, ja} = needed(rule);
      return {en: `after ${en}`, ja: `${ja} の後`};
    }
  }
};

/** What has to be there first. */
const needed = (rule: AccessRule): Sentence => {
  switch (rule.kind) {
    case 'verified':
      return {en: fileIdText(rule.credential), ja: fileIdText(rule.credential)};
    case 'terminal-authenticated':
      return {en: 'terminal authentication', ja: '端末認証'};
    case 'issuer-authenticated':
      return {en: 'the issuer', ja: '発行者'};
    case 'always':
      return {en: 'nothing', ja: '条件なし'};
    case 'never':
      return {en: 'nothing that exists', ja: '不可'};
    case 'all':
    case 'any': {
      const parts = leaves(rule.kind, rule).map(needed);
      const [en, ja] = rule.kind === 'all' ? [' and ', ' と '] : [' or ', ' か '];
      return {
        en: listed(
          parts.map((part) => part.en),
          en,
        ),
        ja: parts.map((part) => part.ja).join(ja),
      };
    }
  }
};

/** `any(any(a, b), c)` says no more than `any(a, b, c)`. */
const leaves = (kind: 'all' | 'any', rule: AccessRule): readonly AccessRule[] =>
  rule.kind === kind && 'rules' in rule ? rule.rules.flatMap((one) => leaves(kind, one)) : [rule];

const listed = (items: readonly string[], last: string): string =>
  [items.slice(0, -1).join(', '), ...items.slice(-1)].filter((part) => part !== '').join(last);
