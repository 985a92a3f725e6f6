import type {LoginResult} from '../../../centre/index.ts';
import {digestInfo} from '../../../protocol/index.ts';
import {inTransaction} from '../../../terminal/index.ts';
import {budgetsFor} from '../../budgets/catalogue.ts';
import type {Ending, Scenario} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {openSession} from './open-session.ts';
import {jpkiPhases} from './phases.ts';
import {refusalSentence} from './refusal-sentence.ts';

/**
 * 利用者証明: a service asks, the card signs the challenge with the authentication key, the centre judges. Time
 * runs from the end of PIN typing to the verdict.
 */
export const login: Scenario = {
  id: 'jpki/login',
  title: {
    en: 'JPKI log-in with the user authentication certificate',
    ja: '利用者証明用電子証明書によるログイン',
  },
  source: 'S8',
  phases: Object.values(jpkiPhases),
  budgets: budgetsFor('jpki/login'),
  run: async (stage) => {
    const challenge = stage.world.centre.login.challenge();
    const {certificate, signature} = await inTransaction(stage.connection, stage.capabilities, () =>
      signChallenge(stage, challenge.bytes),
    );
    const answer = await stage.step(jpkiPhases.verifyAtCentre, () =>
      stage.world.centre.login.answer({challengeId: challenge.id, certificate, signature}),
    );
    return endingOf(answer);
  },
};

/** What each question of the centre is called. */
const stepNames: Readonly<Record<string, {en: string; ja: string}>> = {
  chain: {en: 'chain', ja: '認証パス'},
  validity: {en: 'validity', ja: '有効期間'},
  signature: {en: 'signature', ja: '署名'},
  revocation: {en: 'revocation', ja: '失効'},
};

const namesOf = (steps: readonly {step: string}[], language: 'en' | 'ja'): string =>
  steps.map(({step}) => stepNames[step]?.[language] ?? step).join(language === 'ja' ? '・' : ', ');

const endingOf = ({result, reason, steps}: LoginResult): Ending => {
  const by = (outcome: string): LoginResult['steps'] => steps.filter((step) => step.outcome === outcome);
  if (result === 'valid') {
    const [passed, open] = [by('passed'), by('not-checked')];
    return {
      verdict: 'pass',
      reason: {
        en: `the centre accepts the log-in: ${namesOf(passed, 'en')} passed${open.length > 0 ? `; not checked: ${namesOf(open, 'en')}` : ''}`,
        ja: `センターがログインを認めました。合格: ${namesOf(passed, 'ja')}${open.length > 0 ? `、未確認: ${namesOf(open, 'ja')}` : ''}`,
      },
    };
  }
  const [failed] = by('failed');
  const question = failed ? stepNames[failed.step] : {en: 'challenge', ja: 'チャレンジ'};
  const why = refusalSentence(reason, failed?.evidence);
  return {
    verdict: 'fail',
    reason: {
      en: `the centre refuses the log-in (${question?.en}): ${why.en}`,
      ja: `センターがログインを拒否しました(${question?.ja}): ${why.ja}`,
    },
  };
};

const signChallenge = async (
  stage: Stage,
  challenge: Uint8Array,
): Promise<{certificate: Uint8Array; signature: Uint8Array}> => {
  const session = await openSession(stage);
  const certificate = await stage.step(jpkiPhases.readCertificate, () =>
    session.readCertificate('user-authentication'),
  );
  await stage.step(jpkiPhases.verifyPin, () =>
    session.verifyUnlessBlocked('user-authentication', stage.secrets.userAuthenticationPin),
  );
  const signature = await stage.step(jpkiPhases.sign, () =>
    session.computeDigitalSignature('user-authentication', digestInfo('sha256', challenge)),
  );
  return {certificate, signature};
};
