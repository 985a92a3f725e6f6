import {type Phase, Refused} from '../../../engine/scenario.ts';
import {feeOf} from './reissue-causes.ts';
import type {ReissueStage} from './reissue-parameters.ts';

/** Bench-defined, T68 */
export const takeFeePhase = {
  id: 'take-fee',
  title: {en: 'The fee for the new card', ja: '再交付手数料の収納'},
  actor: 'operator',
  usualMs: 60_000,
} as const satisfies Phase;

/** 手数料: owed when the new card is handed over, not when it is applied for. [S197] Bench-defined, D314. Resolves with the yen. */
export const takeFee = async (stage: ReissueStage): Promise<number> => {
  const {trigger, cardFee, certificatesFee, feePaid} = stage.parameters;
  const owed = feeOf(trigger, {card: cardFee, certificates: certificatesFee});
  if (owed > 0) {
    await stage.step(takeFeePhase, () => {
      if (!feePaid) {
        throw new Refused(
          {
            en: `${owed} yen were expected before the new card is handed over (${cardFee} for the card, ${certificatesFee} for its certificates), but they were not paid`,
            ja: `新しいカードの交付には手数料 ${owed} 円(カード ${cardFee} 円、電子証明書 ${certificatesFee} 円)の納付が必要ですが、納付されていません`,
          },
          'fee-owed',
        );
      }
    });
  }
  return owed;
};
