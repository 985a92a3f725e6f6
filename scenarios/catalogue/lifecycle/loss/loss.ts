import {KazasuError} from '../../../../protocol/index.ts';
import {budgetsFor} from '../../../budgets/catalogue.ts';
import {
  type Ending,
  type Expectation,
  Refused,
  type Scenario,
  type Variant,
} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {cardCertificates} from '../../../world/card-certificates.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {anotherSecret} from '../../jpki/another-secret.ts';
import {endingOfLogIn, logIn} from '../../jpki/log-in.ts';
import {jpkiPhases} from '../../jpki/phases.ts';
import {cardInUse} from '../card-in-use.ts';
import {certificatePhases, lifecyclePhases as p} from '../phases.ts';
import {signatureChanges} from '../record/record-phases.ts';
import {townServices} from '../town-applications.ts';
import {releaseFoundCard, suspendLostCard} from './hold.ts';
import {askReleaseByPhone, releaseAtCounter, reportLoss} from './lose-card.ts';

const {ask, generate, issue, write} = certificatePhases['digital-signature'];

/** What stays of a hold that nobody ends. */
const held = ['centre/cards/*/state', 'centre/certificates/*'];

const refused = (reasonId: string, more: Partial<Expectation> = {}): Expectation => ({
  verdict: 'fail',
  reasonId,
  changes: held,
  ...more,
});

/** The log-in of whoever has the card, behind the call. */
const foundCardUsed = async (stage: Stage): Promise<Ending> => {
  await suspendLostCard(stage);
  return endingOfLogIn((await logIn(stage)).result);
};

const variants: readonly Variant[] = [
  {
    id: 'released-by-phone',
    title: {en: 'a release by phone', ja: '電話での解除'},
    expected: refused('role'),
    async run(stage) {
      await reportLoss(stage);
      await askReleaseByPhone(stage);
      return releaseAtCounter(stage);
    },
  },
  {
    id: 'wrong-pin',
    title: {en: 'released at the counter with a wrong PIN', ja: '窓口での解除時に暗証番号の誤り'},
    expected: refused('wrong-pin', {triesLost: 1}),
    async run(stage) {
      await reportLoss(stage);
      const {userAuthenticationPin} = stage.secrets;
      const secrets = {...stage.secrets, userAuthenticationPin: anotherSecret(userAuthenticationPin)};
      return releaseAtCounter({...stage, secrets});
    },
  },
  {
    id: 'not-suspended',
    title: {en: 'a release without a loss', ja: '一時停止していないカードの解除'},
    expected: refused('state', {changes: []}),
    run: releaseAtCounter,
  },
  {
    id: 'found-card-used',
    title: {en: 'whoever found the card logs in', ja: '拾得者によるログイン'},
    expected: refused('revoked'),
    run: foundCardUsed,
  },
  {
    id: 'stale-list',
    title: {en: 'OCSP is down and the list is out of date', ja: 'OCSP停止中で失効リストも期限切れ'},
    setting: {misbehaviour: 'ocsp-down', fallback: {misbehaviour: 'crl-stale'}},
    expected: refused('revocation-stale'),
    run: foundCardUsed,
  },
  {
    id: 'list-of-the-morning',
    title: {
      en: 'OCSP is down: the list of the morning does not tell of the hold yet',
      ja: 'OCSP停止中(当日朝の失効リストにはまだ載っていない)',
    },
    setting: {misbehaviour: 'ocsp-down', fallback: {}},
    expected: {verdict: 'pass', reasonId: 'accepted', changes: held},
    run: foundCardUsed,
  },
  {
    id: 'list-of-the-next-day',
    title: {
      en: 'OCSP is down: the next day’s list tells of it',
      ja: 'OCSP停止中(翌日の失効リストには載っている)',
    },
    setting: {misbehaviour: 'ocsp-down', fallback: {}},
    expected: refused('revoked'),
    async run(stage) {
      await suspendLostCard(stage);
      await stage.step(p.nextDay, () => undefined);
      return endingOfLogIn((await logIn(stage)).result);
    },
  },
  {
    id: 'expired-meanwhile',
    title: {en: 'found after the certificates ended', ja: '発見時には証明書が満了'},
    expected: refused('expired', {changes: ['centre/certificates/*']}),
    async run(stage) {
      await suspendLostCard(stage);
      const end = cardCertificates(stage.image).userAuthentication?.notAfter ?? new Date(0);
      const usualMs = end.getTime() - stage.world.wall().getTime() + 1000;
      stage.world.moveCalendarMs(Math.max(0, usualMs));
      await releaseFoundCard(stage);
      return endingOfLogIn((await logIn(stage)).result);
    },
  },
  {
    id: 'lost-again',
    title: {en: 'released and lost again', ja: '解除後に再び紛失'},
    expected: refused('revoked', {changes: [...held, ...signatureChanges]}),
    async run(stage) {
      await reportLoss(stage);
      await releaseAtCounter(stage);
      await suspendLostCard(stage, 2);
      return endingOfLogIn((await logIn(stage)).result);
    },
  },
];

/** The call centre tries what it may not, and nothing comes of it. */
const refusedByPhone = async (stage: Stage): Promise<void> => {
  try {
    await askReleaseByPhone(stage);
  } catch (error) {
    if (error instanceof KazasuError && error.id === 'KZS-MANAGEMENT-ROLE') {
      return;
    }
    throw error;
  }
  throw new Refused(
    {
      en: 'a release by phone was expected to be refused, but it was done',
      ja: '電話での解除は拒否されるはずですが、解除されました',
    },
    'released-by-phone',
  );
};

const dialogue = {
  id: 'lifecycle/loss',
  phases: [
    p.answerCall,
    p.suspendCard,
    p.holdCertificates,
    p.askHold,
    jpkiPhases.selectApplication,
    jpkiPhases.checkToken,
    jpkiPhases.readCertificate,
    jpkiPhases.verifyPin,
    jpkiPhases.sign,
    jpkiPhases.verifyAtCentre,
    p.useSuspended,
    p.releaseByPhone,
    p.queue,
    p.identify,
    p.enterPins,
    certificatePhases['user-authentication'].verify,
    p.releaseCard,
    p.endSignature,
    p.authenticateIssuer,
    ask,
    generate,
    issue,
    write,
    p.askRelease,
    jpkiPhases.hashDocument,
    jpkiPhases.verifyPassword,
    jpkiPhases.verifyDocument,
    p.explain,
  ],
  changes: signatureChanges,
  async run(stage: Stage) {
    await reportLoss(stage);
    await refusedByPhone(stage);
    return releaseAtCounter(stage);
  },
} as const satisfies Partial<Scenario>;

/** 紛失と発見: held at once by a call, day and night; released at the counter only. */
export const loss: Scenario = {
  ...dialogue,
  title: {en: 'A lost card is suspended, found and released', ja: '紛失による一時停止、発見後の解除'},
  source: 'S71',
  budgets: budgetsFor('lifecycle/loss'),
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  onCardFile: false,
  repeatable: false,
  preconditions: [cardInUse, townServices],
  variants: [
    ...variants,
    ...failureVariants({
      ...dialogue,
      usual: 'released',
      changesWhereCut: ['centre/cards/*/state', 'card/applications/jpki/pendingKeys/001A'],
      askedTwice: {'verify-at-centre': false},
      operator: {instead: 'auditor', expected: {verdict: 'fail', reasonId: 'role'}},
    }),
  ],
};
