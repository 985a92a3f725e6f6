import type {LoginResult} from '../../../centre/index.ts';
import {digestInfo} from '../../../protocol/index.ts';
import {apduChannel, inTransaction, JpkiSession, PinBlocked} from '../../../terminal/index.ts';
import {type Ending, Refused, type Scenario} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {refusalSentence} from './refusal-sentence.ts';

const myNumberCardToken = 'JPKIAPICCTOKEN2';

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
  budgets: [
    {
      id: 'B-JPKI',
      title: {en: 'JPKI method, usually 1 to 2 s', ja: 'JPKI方式「通常1～2秒」'},
      typicalMs: [1000, 2000],
      maxMs: 2000,
      source: 'S8',
    },
  ],
  run: async (stage) => {
    const challenge = stage.world.centre.login.challenge();
    const {certificate, signature} = await inTransaction(stage.connection, stage.capabilities, () =>
      signChallenge(stage, challenge.bytes),
    );
    const answer = await stage.step(
      {
        id: 'verify-at-centre',
        title: {
          en: 'Centre: chain, validity, signature, revocation',
          ja: 'センター: 認証パス・有効期間・署名・失効',
        },
        actor: 'centre',
      },
      () => stage.world.centre.login.answer({challengeId: challenge.id, certificate, signature}),
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
  const channel = apduChannel(stage.connection, {
    clock: stage.clock,
    record: stage.record,
    card: stage.cardId,
  });
  const session = await stage.step(
    {
      id: 'select-application',
      title: {en: 'SELECT JPKI application', ja: '公的個人認証APを選択'},
      actor: 'card',
    },
    () => JpkiSession.open(channel),
  );
  await stage.step(
    {id: 'check-token', title: {en: 'Check the token label', ja: 'トークン情報を確認'}, actor: 'card'},
    async () => {
      const label = await session.tokenLabel();
      if (label !== myNumberCardToken) {
        throw new Refused({
          en: `the token label was expected to be ${myNumberCardToken}, but the card says "${label}"`,
          ja: `トークン情報は ${myNumberCardToken} のはずですが、カードは「${label}」です`,
        });
      }
    },
  );
  const certificate = await stage.step(
    {id: 'read-certificate', title: {en: 'Read the certificate', ja: '証明書を読み出し'}, actor: 'card'},
    () => session.readCertificate('user-authentication'),
  );
  await stage.step(
    {
      id: 'verify-pin',
      title: {en: 'Ask the tries left, VERIFY the PIN', ja: '残り回数の照会、PIN照合'},
      actor: 'card',
    },
    async () => {
      if ((await session.triesLeft('user-authentication')) === 0) {
        throw new PinBlocked(JpkiSession.credentialName('user-authentication'));
      }
      await session.verify('user-authentication', stage.secrets.userAuthenticationPin);
    },
  );
  const signature = await stage.step(
    {id: 'sign', title: {en: 'COMPUTE DIGITAL SIGNATURE', ja: '署名を計算'}, actor: 'card'},
    () => session.computeDigitalSignature('user-authentication', digestInfo('sha256', challenge)),
  );
  return {certificate, signature};
};
