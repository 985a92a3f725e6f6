import {type ManagementContext, performedByRegistrar} from './context.ts';
import {refusal} from './refusals.ts';
import type {ResidentRow} from './rows.ts';
import type {Linkage, Settings} from './settings.ts';

/** The id of the user that goes onto the card, and where it came from. */
export interface UserId {
  readonly userId: string;
  readonly from: 'typed' | 'looked-up';
}

export interface ResidentLinkage {
  /** What a register knows of a card's holder. Error: `-USER-ID`. */
  put(register: Exclude<Linkage, 'off'>, cardId: string, userId: string): ResidentRow;
  /** `longest`: bytes that all of its applications take. Errors: `-LINKAGE` where a linked register knows nobody, or somebody else than was typed; `-USER-ID`. */
  userId(cardId: string, typed: string | undefined, longest: number): UserId;
}

/** 既存住基連携 and 住基ネットCS連携: with them the operator confirms what was looked up instead of typing it. [S8] */
export const openResidentLinkage = (context: ManagementContext, settings: Settings): ResidentLinkage => {
  const {rows} = context;
  return {
    put: (register, cardId, userId) =>
      performedByRegistrar(context, 'residents', cardId, () => {
        checkUserId(userId, mostBytes);
        const row = {register, cardId, userId};
        rows.residents.put(row);
        return row;
      }),
    userId(cardId, typed, longest) {
      const {linkage} = settings.read();
      const known = linkage === 'off' ? undefined : rows.residents.one({register: linkage, cardId});
      if (known && typed !== undefined && typed !== known.userId) {
        throw refusal('LINKAGE', {en: 'another id was typed', ja: '異なる識別子が入力されました'});
      }
      if (!known && typed === undefined) {
        throw linkage === 'off'
          ? refusal('USER-ID', {en: 'none was typed', ja: '入力されていません'})
          : refusal('LINKAGE', {en: 'the register knows nobody', ja: '連携先に該当者がいません'});
      }
      const userId = known?.userId ?? typed ?? '';
      checkUserId(userId, longest);
      return {userId, from: known ? 'looked-up' : 'typed'};
    },
  };
};

const mostBytes = 64;
const form = /^[A-Za-z0-9._-]{1,64}$/;

/** Twelve digits could be a 個人番号, which no application of this kind may hold. */
const checkUserId = (userId: string, longest: number): void => {
  if (!form.test(userId) || userId.length > longest) {
    throw refusal('USER-ID', {
      en: `only 1 to ${longest} letters, digits and ._- fit`,
      ja: `使えるのは英数字と ._- の1〜${longest}文字です`,
    });
  }
  if (/^[\d._-]+$/.test(userId) && userId.replace(/\D/g, '').length === 12) {
    throw refusal('USER-ID', {en: 'it has the form of a 個人番号', ja: '個人番号の形をしています'});
  }
};
