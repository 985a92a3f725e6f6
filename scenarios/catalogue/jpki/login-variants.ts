import {sign} from 'node:crypto';
import type {Ending, Expectation, Setting, Variant} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {endingOfLogIn, type LogInChanges, logIn} from './log-in.ts';
import {keyAfterPowerOff, keyAfterReselect, useOfKey, withoutVerify} from './without-verification.ts';

const refused = (reasonId: string): Expectation => ({verdict: 'fail', reasonId});
const accepted: Expectation = {verdict: 'pass', reasonId: 'accepted'};

const changed =
  (changes: LogInChanges) =>
  async (stage: Stage): Promise<Ending> =>
    endingOfLogIn((await logIn(stage, changes)).result);

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
  [
    'key-without-pin',
    'the key is asked to sign, and no PIN was typed',
    '暗証番号の照合なしで署名',
    refused('card-status'),
    {},
    withoutVerify(useOfKey('user-authentication')),
  ],
  [
    'key-after-reselect',
    'behind a log-in another application is selected, this one again, and the key is asked to sign',
    '署名後に別のアプリケーションを選択し、戻って照合なしで署名',
    refused('card-status'),
    {},
    keyAfterReselect,
  ],
  [
    'key-after-power-off',
    'behind a log-in the card comes into the next terminal, and the key is asked to sign',
    '署名後にカードを次の端末に置き、照合なしで署名',
    refused('card-status'),
    {},
    keyAfterPowerOff,
  ],
];

/** What may go wrong with a log-in besides the failure matrix, each with the end it must come to. */
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
