import type {Challenge, ChallengeAnswer, LoginResult} from '../../../centre/index.ts';
import {digestInfo} from '../../../protocol/index.ts';
import {inTransaction} from '../../../terminal/index.ts';
import type {Ending} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {openSession} from './open-session.ts';
import {jpkiPhases} from './phases.ts';
import {refusalEnding} from './refusal-ending.ts';
import {namesOfSteps} from './refusal-sentence.ts';

/** What may go otherwise in a log-in. */
export interface LogInChanges {
  /** What becomes of the answer on its way to the centre, and what happens meanwhile. */
  readonly answer?: (
    answer: ChallengeAnswer,
    stage: Stage,
    challenge: Challenge,
  ) => ChallengeAnswer | Promise<ChallengeAnswer>;
  /** The answer is sent a second time, and that one counts. */
  readonly replay?: boolean;
}

/** A log-in as the centre judged it, with the certificate that came. */
export interface LogIn {
  readonly result: LoginResult;
  readonly certificate: Uint8Array;
}

/** 利用者証明 from SELECT to the centre's answer. */
export const logIn = async (stage: Stage, {answer, replay = false}: LogInChanges = {}): Promise<LogIn> => {
  const {login} = stage.world.centre;
  const challenge = login.challenge();
  const {certificate, signatures} = await inTransaction(stage.connection, stage.capabilities, () =>
    signChallenges(stage, [challenge.bytes]),
  );
  const [signature = new Uint8Array(0)] = signatures;
  const honest: ChallengeAnswer = {challengeId: challenge.id, certificate, signature};
  const sent = answer ? await answer(honest, stage, challenge) : honest;
  const ask = (): Promise<LoginResult> => stage.step(jpkiPhases.verifyAtCentre, () => login.answer(sent));
  const first = await ask();
  return {result: replay ? await ask() : first, certificate};
};

/** How a scenario ends whose log-in came to this. */
export const endingOfLogIn = ({result, reason, steps}: LoginResult): Ending => {
  if (result === 'invalid') {
    return refusalEnding({en: 'the log-in', ja: 'ログイン'}, {reason, steps});
  }
  const by = (outcome: string): LoginResult['steps'] => steps.filter((step) => step.outcome === outcome);
  const [passed, open] = [by('passed'), by('not-checked')];
  return {
    verdict: 'pass',
    reasonId: 'accepted',
    reason: {
      en: `the centre accepts the log-in: ${namesOfSteps(passed, 'en')} passed${open.length > 0 ? `; not checked: ${namesOfSteps(open, 'en')}` : ''}`,
      ja: `センターがログインを認めました。合格: ${namesOfSteps(passed, 'ja')}${open.length > 0 ? `、未確認: ${namesOfSteps(open, 'ja')}` : ''}`,
    },
  };
};

/** The certificate, and a signature over each challenge, within a transaction. */
export const signChallenges = async (
  stage: Stage,
  challenges: readonly Uint8Array[],
): Promise<{readonly certificate: Uint8Array; readonly signatures: readonly Uint8Array[]}> => {
  const session = await openSession(stage);
  const certificate = await stage.step(jpkiPhases.readCertificate, () =>
    session.readCertificate('user-authentication'),
  );
  await stage.step(jpkiPhases.verifyPin, () =>
    session.verifyUnlessBlocked('user-authentication', stage.secrets.userAuthenticationPin),
  );
  const signatures = await stage.step(jpkiPhases.sign, () =>
    session.computeDigitalSignatures(
      'user-authentication',
      challenges.map((challenge) => digestInfo('sha256', challenge)),
    ),
  );
  return {certificate, signatures};
};
