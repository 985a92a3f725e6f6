import type {LoginResult} from '../../centre/index.ts';
import {digestInfo} from '../../protocol/index.ts';
import {defineScenario, type Ending, type Phase, Refused, type Stage} from '../../scenarios/index.ts';
import {apduChannel, inTransaction, JpkiSession} from '../../terminal/index.ts';

/** What the dialogue is made of. A step that is none of these ends it with an error. */
const phases = {
  takeCard: {
    id: 'take-card',
    title: {en: 'Ask for the card, put it on the reader', ja: 'カードを預かりリーダーに置く'},
    actor: 'operator',
  },
  readCertificate: {
    id: 'read-certificate',
    title: {en: 'SELECT, read the certificate', ja: '選択・証明書の読み出し'},
    actor: 'card',
  },
  typePin: {
    id: 'type-pin',
    title: {en: 'The reader types the PIN', ja: '利用者が暗証番号を入力'},
    actor: 'holder',
  },
  sign: {id: 'sign', title: {en: 'VERIFY, sign the challenge', ja: '暗証番号照合・署名'}, actor: 'card'},
  verifyAtCentre: {
    id: 'verify-at-centre',
    title: {en: 'The centre verifies', ja: 'センターで検証'},
    actor: 'centre',
  },
} as const satisfies Readonly<Record<string, Phase>>;

/** Nobody is there: what a person takes is reckoned, and the result says so. */
const handsOn = (stage: Stage, phase: Phase, seconds: number): Promise<void> =>
  stage.step({...phase, usualMs: seconds * 1000}, () => undefined);

/** The card signs the centre's challenge; a refusal of the card is thrown by the session, and is the verdict. */
const logIn = (stage: Stage, pin: string, holderSeconds: number): Promise<LoginResult> =>
  inTransaction(stage.connection, stage.capabilities, async () => {
    const {login} = stage.world.centre;
    const challenge = login.challenge();
    const channel = apduChannel(stage.connection, {
      clock: stage.clock,
      record: stage.record,
      card: stage.cardId,
    });
    const {session, certificate} = await stage.step(phases.readCertificate, async () => {
      const opened = await JpkiSession.open(channel);
      return {session: opened, certificate: await opened.readCertificate('user-authentication')};
    });
    await handsOn(stage, phases.typePin, holderSeconds);
    const signature = await stage.step(phases.sign, async () => {
      await session.verifyUnlessBlocked('user-authentication', pin);
      return session.computeDigitalSignature('user-authentication', digestInfo('sha256', challenge.bytes));
    });
    return stage.step(phases.verifyAtCentre, () =>
      login.answer({challengeId: challenge.id, certificate, signature}),
    );
  });

const endingOf = ({result, reason}: LoginResult): Ending => {
  if (result === 'invalid') {
    throw new Refused(
      {en: `the library lends nothing: ${reason}`, ja: `図書館は貸出を行いません: ${reason}`},
      reason,
    );
  }
  return {
    verdict: 'pass',
    reasonId: 'lent',
    reason: {en: 'the library lends the book', ja: '図書館が本を貸し出しました'},
  };
};

/** A library's counter: the librarian takes the card, its holder types the PIN, the centre says who it is. */
const libraryCounter = defineScenario({
  id: 'library/counter',
  title: {en: 'A book is lent at a library’s counter', ja: '図書館カウンターでの貸出'},
  source: 'our tender of 2026',
  phases: Object.values(phases),
  budgets: [
    {
      id: 'COUNTER',
      title: {en: 'a guest at the counter', ja: 'カウンターでの1件'},
      statistic: 'p95',
      maxMs: 15_000,
      source: 'our tender of 2026',
    },
    {
      id: 'MACHINE',
      title: {en: 'of that without people', ja: 'うち機械の処理'},
      statistic: 'p95',
      maxMs: 2_000,
      phases: ['read-certificate', 'sign', 'verify-at-centre'],
      source: 'our tender of 2026',
    },
  ],
  parameters: {
    operatorSeconds: {
      type: 'number',
      title: {en: 'until the card lies on the reader', ja: 'カードを置くまでの時間'},
      default: 4,
      min: 0,
      max: 600,
      unit: 's',
    },
    holderSeconds: {
      type: 'number',
      title: {en: 'for typing the PIN', ja: '暗証番号の入力時間'},
      default: 5,
      min: 0,
      max: 600,
      unit: 's',
    },
    order: {
      type: 'choice',
      title: {en: 'whether the librarian greets first', ja: '職員の挨拶の有無'},
      choices: ['card-first', 'greeting-first'],
      default: 'card-first',
    },
  },
  personas: ['adult'],
  variants: [
    {
      id: 'certificate-revoked',
      title: {en: 'the certificate is revoked', ja: '証明書が失効'},
      setting: {persona: 'revoked'},
      expected: {verdict: 'fail', reasonId: 'revoked'},
    },
    {
      id: 'wrong-pin',
      title: {en: 'the reader mistypes the PIN', ja: '暗証番号の誤り'},
      expected: {verdict: 'fail', reasonId: 'wrong-pin', triesLost: 1},
      run: async (stage) => endingOf(await logIn(stage, '9999', stage.parameters.holderSeconds)),
    },
  ],
  async run(stage) {
    const {operatorSeconds, holderSeconds, order} = stage.parameters;
    const greetingSeconds = order === 'greeting-first' ? 3 : 0;
    await handsOn(stage, phases.takeCard, operatorSeconds + greetingSeconds);
    return endingOf(await logIn(stage, stage.secrets.userAuthenticationPin, holderSeconds));
  },
});

/** What `kazasu run --scenarios` takes of this module: one scenario, or a list of them. */
export const scenarios = [libraryCounter];
