import {type Secrets, secretsOf} from '../../../../emulator/index.ts';
import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Ending, Expectation} from '../../../engine/scenario.ts';
import {defineScenario, type VariantWith} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {anotherSecret} from '../../jpki/another-secret.ts';
import {jpkiPhases} from '../../jpki/phases.ts';
import {cardInUse} from '../card-in-use.ts';
import {lifecyclePhases as p} from '../phases.ts';
import {townApplications, townServices} from '../town-applications.ts';
import {commonAidOf, endCard, expectEnded, expectOldCardRefused, oldCardUsed, takesADay} from './end-card.ts';
import {deliverNewCard, linkAnew} from './new-card.ts';
import {chipAnswers} from './reissue-causes.ts';
import {type ReissueStage, reissueParameters} from './reissue-parameters.ts';
import {takeFee, takeFeePhase} from './take-fee.ts';

/** The old chip stays as it was, wherever it is; a new card comes into the system and its certificates. */
const changes = ['centre/cards/*/state', 'centre/cards/*/residence', 'centre/certificates/*'];

const ended: readonly string[] = ['centre/cards/*/state', 'centre/certificates/*'];

const reissueCard = async (stage: ReissueStage): Promise<Ending> => {
  const {trigger, linked} = stage.parameters;
  const commonAid = await commonAidOf(stage);
  await endCard(stage);
  if (takesADay(trigger)) {
    await stage.step(p.nextDay, () => undefined);
  }
  await (chipAnswers(trigger) ? expectOldCardRefused(stage, commonAid) : expectEnded(stage));
  if (trigger === 'death') {
    return overForGood;
  }
  let yen = 0;
  const next = await deliverNewCard(stage, secretsOfNewCard(stage), async () => {
    yen = await takeFee(stage);
  });
  const ending = await linkAnew(next, linked);
  return {
    ...ending,
    reason: {en: `${ending.reason.en}; fee: ${yen} yen`, ja: `${ending.reason.ja}(手数料 ${yen} 円)`},
  };
};

/** No rule forbids the former ones. Bench-defined, D310 */
const secretsOfNewCard = ({image, parameters: {pins}}: ReissueStage): Secrets => {
  const former = secretsOf(image);
  return pins === 'as-before'
    ? former
    : {
        digitalSignaturePassword: anotherSecret(former.digitalSignaturePassword),
        userAuthenticationPin: anotherSecret(former.userAuthenticationPin),
        residentRegisterPin: anotherSecret(former.residentRegisterPin),
        textAssistancePin: anotherSecret(former.textAssistancePin),
      };
};

const overForGood: Ending = {
  verdict: 'pass',
  reasonId: 'ended',
  reason: {
    en: 'the card of the deceased is refused by authorities and services from the next day on',
    ja: '死亡した所持者のカードは、翌日から認証局とサービスに拒否されます',
  },
};

const refused = (reasonId: string, more: Partial<Expectation> = {}): Expectation => ({
  verdict: 'fail',
  reasonId,
  ...more,
});

const variants: readonly VariantWith<typeof reissueParameters>[] = [
  {
    id: 'returned',
    title: {en: 'the card is handed in', ja: 'カードの返納'},
    expected: {verdict: 'pass', reasonId: 'reissued', changes},
    values: {trigger: 'return'},
  },
  ...(
    [
      [
        'damaged',
        'the holder damaged the card, whose chip still answers',
        'カードの汚損・破損(ICチップは応答する)',
      ],
      [
        'defect',
        'the chip failed by itself and answers no more: free of charge',
        'ICチップの不良(応答なし、無料)',
      ],
      ['stolen', 'the card was stolen: free of charge', 'カードの盗難(無料)'],
      ['no-free-line', 'no free line on the card is left: free of charge', '追記欄の満欄(無料)'],
    ] as const
  ).map(([trigger, en, ja]) => ({
    id: trigger,
    title: {en, ja},
    expected: {verdict: 'pass', reasonId: 'reissued', changes} as const,
    values: {trigger},
  })),
  {
    id: 'fee-not-paid',
    title: {
      en: 'the fee is not paid: the new card stays in the town',
      ja: '手数料の未納(新しいカードは交付されない)',
    },
    expected: refused('fee-owed', {changes: ended}),
    values: {feePaid: false},
  },
  {
    id: 'other-pins',
    title: {en: 'the holder chooses other PINs for the new card', ja: '新しいカードに別の暗証番号を設定'},
    expected: {verdict: 'pass', reasonId: 'reissued', changes},
    values: {pins: 'others'},
  },
  {
    id: 'death',
    title: {en: 'the holder has died: refused from the next day on', ja: '所持者の死亡(翌日から失効)'},
    expected: {verdict: 'pass', reasonId: 'ended', changes: ended},
    values: {trigger: 'death'},
  },
  {
    id: 'used-on-the-day-of-death',
    title: {
      en: 'the card of the deceased on the day itself: authorities do not know yet',
      ja: '死亡届当日の利用(認証局にはまだ反映されない)',
    },
    expected: {verdict: 'pass', reasonId: 'accepted', changes: ['centre/cards/*/state']},
    values: {trigger: 'death'},
    async run(stage) {
      await endCard(stage);
      return oldCardUsed(stage);
    },
  },
  {
    id: 'no-police-number',
    title: {en: 'a lost card without a report to the police', ja: '受理番号のない紛失'},
    expected: refused('no-police-number'),
    values: {trigger: 'lost', policeNumber: ''},
  },
  {
    id: 'old-card-used',
    title: {en: 'whoever has the old card logs in', ja: '旧カードによるログイン'},
    expected: refused('revoked', {changes: ended}),
    async run(stage) {
      await endCard(stage);
      return oldCardUsed(stage);
    },
  },
  {
    id: 'ended-twice',
    title: {en: 'a second report of the same card changes nothing', ja: '同じカードの二重の廃止(変化なし)'},
    expected: {verdict: 'pass', reasonId: 'reissued', changes},
    async run(stage) {
      await endCard(stage);
      return reissueCard(stage);
    },
  },
  {
    id: 'service-not-linked',
    title: {en: 'a service that does not enrol again', ja: '再登録しないサービス'},
    expected: refused('unknown-user', {changes}),
    values: {linked: false},
  },
];

const dialogue = {
  id: 'lifecycle/reissue',
  phases: [
    p.takeReport,
    p.terminateCard,
    jpkiPhases.selectApplication,
    jpkiPhases.checkToken,
    jpkiPhases.readCertificate,
    jpkiPhases.verifyPin,
    jpkiPhases.sign,
    jpkiPhases.verifyAtCentre,
    p.readCommon,
    p.useBlocked,
    p.makeCard,
    takeFeePhase,
    p.setUpCard,
    p.enterCard,
    p.askPredecessor,
    p.linkAnew,
  ],
  changes,
  run: reissueCard,
};

/** 再交付: the lost card ends at system, authorities and services, and its holder gets a new one. */
export const reissue = defineScenario({
  ...dialogue,
  title: {en: 'A lost card ends and a new one is delivered', ja: '廃止と再交付(紛失・返納・死亡)'},
  source: 'S71',
  budgets: budgetsFor('lifecycle/reissue'),
  parameters: reissueParameters,
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  repeatable: false,
  preconditions: [cardInUse, townApplications, townServices],
  variants: [
    ...variants,
    ...failureVariants({
      ...dialogue,
      usual: 'reissued',
      // That card lies in another reader.
      undisturbed: [p.setUpCard.id],
      askedTwice: {'verify-at-centre': false},
      operator: {instead: 'auditor', expected: {verdict: 'fail', reasonId: 'role'}},
    }),
  ],
});
