import {sign} from 'node:crypto';
import {inTransaction, WrongPin} from '../../../terminal/index.ts';
import type {Ending, Expectation, Setting, Variant} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {anotherSecret} from './another-secret.ts';
import {endingOfLogIn, type LogInChanges, logIn, signChallenges} from './log-in.ts';
import {openSession} from './open-session.ts';
import {jpkiPhases} from './phases.ts';

const refused = (reasonId: string, triesLost?: number): Expectation => ({
  verdict: 'fail',
  reasonId,
  ...(triesLost === undefined ? {} : {triesLost}),
});
const accepted: Expectation = {verdict: 'pass', reasonId: 'accepted'};

const changed =
  (changes: LogInChanges) =>
  async (stage: Stage): Promise<Ending> =>
    endingOfLogIn((await logIn(stage, changes)).result);

/** Wrong PINs, one after the other, and then a whole log-in with the right one. */
const afterWrongPins =
  (count: number) =>
  async (stage: Stage): Promise<Ending> => {
    await typeWrongPins(stage, count);
    return endingOfLogIn((await logIn(stage)).result);
  };

/** Wrong PINs and nothing else: the last one ends the dialogue. */
const onlyWrongPins =
  (count: number) =>
  async (stage: Stage): Promise<Ending> => {
    await typeWrongPins(stage, count - 1);
    const {userAuthenticationPin: right} = stage.secrets;
    await inTransaction(stage.connection, stage.capabilities, () =>
      signChallenges({...stage, secrets: {...stage.secrets, userAuthenticationPin: anotherSecret(right)}}, [
        new Uint8Array(32),
      ]),
    );
    return {
      verdict: 'pass',
      reason: {en: 'the wrong PIN was taken', ja: '誤った暗証番号が受け付けられました'},
    };
  };

const typeWrongPins = async (stage: Stage, count: number): Promise<void> => {
  const wrong = anotherSecret(stage.secrets.userAuthenticationPin);
  await inTransaction(stage.connection, stage.capabilities, async () => {
    const session = await openSession(stage);
    for (let i = 0; i < count; i += 1) {
      await stage.step(jpkiPhases.verifyPin, () =>
        session.verifyUnlessBlocked('user-authentication', wrong).catch(unlessWrong),
      );
    }
  });
};

const unlessWrong = (error: unknown): void => {
  if (!(error instanceof WrongPin)) {
    throw error;
  }
};

/** A row: id, titles, what it ends in, what is otherwise around it, and in it. */
type Row = readonly [
  id: string,
  en: string,
  ja: string,
  expected: Expectation,
  setting?: Setting,
  run?: (stage: Stage) => Promise<Ending>,
];

const rows: readonly Row[] = [
  [
    'challenge-replayed',
    'the answer is sent a second time',
    '応答の再送',
    refused('challenge-replayed'),
    {},
    changed({replay: true}),
  ],
  [
    'challenge-at-119-s',
    'the answer comes after 119 s',
    '119秒後の応答',
    accepted,
    {},
    changed({answer: (answer, stage) => later(stage, 119_000, answer)}),
  ],
  [
    'challenge-expired',
    'the answer comes after 121 s',
    '121秒後の応答',
    refused('challenge-expired'),
    {},
    changed({answer: (answer, stage) => later(stage, 121_000, answer)}),
  ],
  [
    'signature-of-another-key',
    'another key signs the challenge',
    '別の鍵による署名',
    refused('signature-wrong'),
    {},
    changed({
      async answer(answer, stage, {bytes}) {
        const {privateKey} = await stage.world.random('another-key').rsaKeyPair(2048);
        return {...answer, signature: sign('sha256', bytes, privateKey)};
      },
    }),
  ],
  [
    'certificate-altered',
    'one bit of the certificate is turned',
    '証明書の1ビット改ざん',
    refused('issuer-signature-wrong'),
    {},
    changed({answer: (answer) => ({...answer, certificate: turned(answer.certificate)})}),
  ],
  ['wrong-pin', 'a wrong PIN', '誤った暗証番号', refused('wrong-pin', 1), {}, onlyWrongPins(1)],
  [
    'wrong-pin-twice',
    'a wrong PIN, twice',
    '誤った暗証番号2回',
    refused('wrong-pin', 2),
    {},
    onlyWrongPins(2),
  ],
  [
    'wrong-pin-3-times',
    'a wrong PIN, three times: the last try',
    '誤った暗証番号3回(ロック)',
    refused('wrong-pin', 3),
    {},
    onlyWrongPins(3),
  ],
  [
    'right-pin-after-2-wrong',
    'two wrong PINs, then the right one',
    '誤った暗証番号2回の後に正しい暗証番号',
    accepted,
    {},
    afterWrongPins(2),
  ],
  [
    'right-pin-after-3-wrong',
    'three wrong PINs, then the right one',
    '誤った暗証番号3回の後に正しい暗証番号',
    refused('pin-blocked', 3),
    {},
    afterWrongPins(3),
  ],
  [
    'token-android',
    'a smartphone with Android',
    'Androidスマートフォンのトークン',
    refused('token-label'),
    {cardProfile: 'smartphone-android'},
  ],
  [
    'token-iphone',
    'an iPhone',
    'iPhoneのトークン',
    refused('token-label'),
    {cardProfile: 'smartphone-iphone'},
  ],
  [
    'token-resident-register-card',
    'a resident register card',
    '住民基本台帳カードのトークン',
    refused('token-label'),
    {cardProfile: 'resident-register-card'},
  ],
  [
    'clock-9-min-ahead',
    'the authorities’ clock is 9 minutes ahead',
    '認証局の時計が9分進んでいる',
    accepted,
    {aheadMinutes: 9},
  ],
  [
    'clock-11-min-ahead',
    'the authorities’ clock is 11 minutes ahead',
    '認証局の時計が11分進んでいる',
    refused('revocation-future'),
    {aheadMinutes: 11},
  ],
  [
    'clock-9-min-behind',
    'the authorities’ clock is 9 minutes behind',
    '認証局の時計が9分遅れている',
    accepted,
    {aheadMinutes: -9},
  ],
  [
    'clock-21-min-behind',
    'the authorities’ clock is 21 minutes behind',
    '認証局の時計が21分遅れている',
    refused('revocation-stale'),
    {aheadMinutes: -21},
  ],
  [
    'ocsp-down',
    'OCSP cannot be reached',
    'OCSPに接続できない',
    refused('revocation-unreachable'),
    {misbehaviour: 'ocsp-down'},
  ],
  [
    'ocsp-down-fresh-crl',
    'OCSP cannot be reached, a fresh list is asked',
    'OCSPに接続できず、有効な失効リストを参照',
    accepted,
    {misbehaviour: 'ocsp-down', fallback: {}},
  ],
  [
    'ocsp-down-stale-crl',
    'OCSP cannot be reached, the list is two days old',
    'OCSPに接続できず、失効リストは2日前のもの',
    refused('revocation-stale'),
    {misbehaviour: 'ocsp-down', fallback: {misbehaviour: 'crl-stale'}},
  ],
  [
    'ocsp-forged-fresh-crl',
    'the OCSP answer is forged; no list makes up for that',
    '偽造されたOCSP応答(失効リストでは代替しない)',
    refused('revocation-bad-signature'),
    {misbehaviour: 'ocsp-bad-signature', fallback: {}},
  ],
  [
    'revoked-ocsp-down-fresh-crl',
    'a revoked certificate, OCSP cannot be reached, a fresh list is asked',
    '失効した証明書、OCSPに接続できず失効リストを参照',
    refused('revoked'),
    {persona: 'revoked', misbehaviour: 'ocsp-down', fallback: {}},
  ],
];

/** What may go wrong with a log-in, each with the end it must come to. */
export const loginVariants: readonly Variant[] = rows.map(([id, en, ja, expected, setting = {}, run]) => ({
  id,
  title: {en, ja},
  setting,
  expected,
  ...(run ? {run} : {}),
}));

const later = <T>(stage: Stage, ms: number, value: T): T => {
  stage.world.moveCalendarMs(ms);
  return value;
};

const turned = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 0x01 : byte));
