import type {Sentence} from '../../protocol/index.ts';
import type {RelyingPartyRow} from '../store/centre-store.ts';

export type RefusalReason = 'key-unknown' | 'relying-party-ended' | 'over-quota';

export interface RefusedRequest {
  readonly admitted: false;
  readonly reason: RefusalReason;
  /** What to tell the asker; it never contains the key. */
  readonly sentence: Sentence;
  /** Whose key it is, where it is somebody's. */
  readonly name?: string;
  /** When the quota is there again. */
  readonly opensAgain?: Date;
}

/** Whether a request may be answered, and what is left of the quota after it. */
export type Admission =
  | {
      readonly admitted: true;
      readonly relyingParty: RelyingPartyRow;
      readonly left: number;
      readonly opensAgain: Date;
    }
  | RefusedRequest;

/** The words for each refusal. */
const sentences: Readonly<Record<RefusalReason, (party?: RelyingPartyRow, opensAgain?: Date) => Sentence>> = {
  'key-unknown': () => ({
    en: 'the key of a registered relying party was expected, but the one that came belongs to nobody, or none came',
    ja: '登録済みの検証者の鍵が必要ですが、渡された鍵はどの検証者のものでもないか、鍵がありません',
  }),
  'relying-party-ended': (party) => ({
    en: `the registration of ${party?.name} ended at ${instant(party?.endedAt)}, so its key is no longer accepted`,
    ja: `${party?.name} の登録は ${instant(party?.endedAt)} に終了したため、その鍵は受け付けません`,
  }),
  'over-quota': (party, opensAgain) => ({
    en: `${party?.name} may ask ${party?.quota.requests} times in ${party?.quota.windowMs} ms and has done so; it may ask again from ${instant(opensAgain)}`,
    ja: `${party?.name} の要求は ${party?.quota.windowMs} ミリ秒に ${party?.quota.requests} 回までで、使い切りました。${instant(opensAgain)} から再び受け付けます`,
  }),
};

export const refusalSentence = (
  reason: RefusalReason,
  party?: RelyingPartyRow,
  opensAgain?: Date,
): Sentence => sentences[reason](party, opensAgain);

const instant = (date: Date | undefined): string => date?.toISOString() ?? '';
