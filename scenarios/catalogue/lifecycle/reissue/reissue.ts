import {secretsOf} from '../../../../emulator/index.ts';
import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Ending, Expectation} from '../../../engine/scenario.ts';
import {defineScenario, type VariantWith} from '../../../parameters/define-scenario.ts';
import type {ValuesOf} from '../../../parameters/parameter.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {jpkiPhases} from '../../jpki/phases.ts';
import {cardInUse} from '../card-in-use.ts';
import {lifecyclePhases as p} from '../phases.ts';
import {townApplications, townServices} from '../town-applications.ts';
import {commonAidOf, endCard, expectOldCardRefused, oldCardUsed, takesADay} from './end-card.ts';
import {deliverNewCard, linkAnew} from './new-card.ts';
import {type ReissueStage, reissueParameters} from './reissue-parameters.ts';

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
  await expectOldCardRefused(stage, commonAid);
  if (trigger === 'death') {
    return overForGood;
  }
  return linkAnew(await deliverNewCard(stage, secretsOf(stage.image)), linked);
};

const overForGood: Ending = {
  verdict: 'pass',
  reasonId: 'ended',
  reason: {
    en: 'the card of the deceased is refused by authorities and services from the next day on',
    ja: '死亡した所持者のカードは、翌日から認証局とサービスに拒否されます',
  },
};

/** With other parameters than the scenario's. */
const given = (
  stage: ReissueStage,
  parameters: Partial<ValuesOf<typeof reissueParameters>>,
): ReissueStage => ({...stage, parameters: {...stage.parameters, ...parameters}});

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
    run: (stage) => reissueCard(given(stage, {trigger: 'return'})),
  },
  {
    id: 'death',
    title: {en: 'the holder has died: refused from the next day on', ja: '所持者の死亡(翌日から失効)'},
    expected: {verdict: 'pass', reasonId: 'ended', changes: ended},
    run: (stage) => reissueCard(given(stage, {trigger: 'death'})),
  },
  {
    id: 'used-on-the-day-of-death',
    title: {
      en: 'the card of the deceased on the day itself: authorities do not know yet',
      ja: '死亡届当日の利用(認証局にはまだ反映されない)',
    },
    expected: {verdict: 'pass', reasonId: 'accepted', changes: ['centre/cards/*/state']},
    async run(stage) {
      await endCard(given(stage, {trigger: 'death'}));
      return oldCardUsed(stage);
    },
  },
  {
    id: 'no-police-number',
    title: {en: 'a lost card without a report to the police', ja: '受理番号のない紛失'},
    expected: refused('no-police-number'),
    run: (stage) => reissueCard(given(stage, {policeNumber: ''})),
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
    run: (stage) => reissueCard(given(stage, {linked: false})),
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
