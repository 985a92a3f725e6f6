import type {Variant} from '../../../engine/scenario.ts';
import {cardInUse, installed, movedTo} from '../card-in-use.ts';
import {openService} from '../read-service-id.ts';
import {ordinanceOursAlone} from '../test-issuers-objects.ts';
import {idBytes, servicePin, serviceTerminal, townX} from '../town-service.ts';
import {identify, plaintextOnTheWire, type ServiceKind} from './identify-user.ts';
import {resumedRows} from './resumed-rows.ts';
import {
  answerAltered,
  answerReplayed,
  commandAltered,
  fakeCard,
  plainInSession,
  readWithoutPin,
  replayAtOnce,
  replayCommand,
  replayCryptogram,
  withoutAuthentication,
} from './service-attacks.ts';
import {between, passed, type Row, refused, usual, withPin, withTerminal} from './service-rows.ts';
import {heardIn, wiretapped} from './wire.ts';
import {wrongKeys} from './wrong-attempts.ts';

const rows: readonly Row[] = [
  [
    'without-pin',
    'the application has no PIN',
    '暗証番号なし',
    passed,
    (stage, kind) => identify(stage, kind, undefined),
    withPin({pin: false}),
  ],
  [
    'in-the-extended-area',
    'the application is in the extended area',
    '拡張利用領域のアプリケーション',
    passed,
    (stage, kind) => identify(stage, kind, servicePin, 'extended'),
    (kind) => [cardInUse, installed({applications: [townX(kind, 'extended')], pin: true})],
  ],
  [
    'id-unknown',
    'the service does not know the id',
    '未登録のID',
    refused('id-unknown'),
    usual,
    withPin({userId: 'TX-00-0000-9'}),
  ],
  [
    'terminal-key-wrong',
    'the terminal has a wrong key',
    '端末の鍵が誤り',
    refused('key-refused', 1),
    wrongKeys(1, false),
  ],
  [
    'right-key-after-2-wrong',
    'two terminals with a wrong key, then the right one',
    '誤った鍵の端末2台の後に正しい端末',
    passed,
    wrongKeys(2, true),
  ],
  [
    'right-key-after-3-wrong',
    'three terminals with a wrong key, then the right one: the key is locked',
    '誤った鍵の端末3台の後に正しい端末(鍵ロック)',
    refused('key-locked', 3),
    wrongKeys(3, true),
  ],
  [
    'terminal-of-another-issuer',
    'the terminal has the key store of another issuer',
    '他の発行者の鍵ストアの端末',
    refused('key-refused', 1),
    async (stage, kind) => {
      await openService(stage, await serviceTerminal(stage, townX(kind), 'town-y'));
      return usual(stage, kind);
    },
  ],
  [
    'card-key-wrong',
    'the card holds another key',
    'カードの鍵が誤り',
    refused('key-refused', 1),
    usual,
    withPin({key: new Uint8Array(16).fill(0x22)}),
  ],
  [
    'fake-card',
    'a fake card answers the authentication',
    '偽カードの応答',
    refused('card-not-genuine'),
    between(() => fakeCard),
  ],
  [
    'card-answer-replayed',
    'a fake card repeats an answer it has heard',
    '偽カードによる応答の再送',
    refused('card-not-genuine'),
    withTerminal(answerReplayed),
  ],
  [
    'cryptogram-replayed',
    'the terminal’s cryptogram is sent again to a new challenge',
    '端末の暗号文の再送(新しい乱数)',
    refused('key-refused', 1),
    withTerminal(replayCryptogram),
  ],
  [
    'cryptogram-repeated',
    'the terminal’s cryptogram is sent again at once',
    '端末の暗号文の再送(同じ乱数)',
    refused('command-refused'),
    withTerminal(replayAtOnce),
  ],
  [
    'read-before-authentication',
    'READ BINARY before the authentication',
    '認証前の読み出し',
    refused('command-refused'),
    withTerminal(withoutAuthentication('read')),
  ],
  [
    'pin-before-authentication',
    'VERIFY before the authentication',
    '認証前の暗証番号照合',
    refused('command-refused'),
    withTerminal(withoutAuthentication('verify')),
  ],
  [
    'id-without-pin',
    'the terminal reads the id without the PIN that the application has',
    '暗証番号を照合せずに読み出し',
    refused('command-refused'),
    withTerminal(readWithoutPin),
  ],
  [
    'moved-out-extended',
    'the holder has moved, the application is in the extended area',
    '転居後(拡張利用領域は継続)',
    passed,
    (stage, kind) => identify(stage, kind, servicePin, 'extended'),
    (kind) => [
      ordinanceOursAlone,
      cardInUse,
      installed({applications: [townX(kind, 'extended')], pin: true}),
      movedTo('town-y'),
    ],
  ],
];

/** What type A allows: the id travels as it is. */
const rowsOfA: readonly Row[] = [
  [
    'sniffed',
    'somebody listens between card and terminal',
    '盗聴',
    refused('plaintext-on-the-wire'),
    async (stage, kind) => {
      const wire = wiretapped(stage);
      const ending = await usual(wire.stage, kind);
      if (heardIn(wire, idBytes(kind))) {
        throw plaintextOnTheWire();
      }
      return ending;
    },
  ],
];

/** What is said behind the authentication of type D cannot be altered, repeated or made up. */
const rowsOfD: readonly Row[] = [
  [
    'command-altered',
    'a bit of a command’s MAC is turned on its way',
    'コマンドのMAC改ざん',
    refused('sm-ended'),
    between(commandAltered),
  ],
  [
    'answer-altered',
    'a bit of an answer’s MAC is turned on its way',
    '応答のMAC改ざん',
    refused('sm-response'),
    between(answerAltered),
  ],
  [
    'command-replayed',
    'a command is sent a second time',
    'コマンドの再送',
    refused('command-refused'),
    withTerminal(replayCommand),
  ],
  [
    'plain-command-in-session',
    'a plain command comes in the session',
    'セッション中の平文コマンド',
    refused('command-refused'),
    withTerminal(plainInSession),
  ],
];

/** What may go otherwise with 業務タイプA or D besides the failure matrix. */
export const serviceVariants = (kind: ServiceKind): readonly Variant[] =>
  [...rows, ...resumedRows, ...(kind === 'type-a' ? rowsOfA : rowsOfD)].map(
    ([id, en, ja, expected, run = usual, before = withPin()]): Variant => ({
      id,
      title: {en, ja},
      values: {pin: id !== 'without-pin'},
      expected,
      preconditions: before(kind),
      run: (stage) => run(stage, kind),
    }),
  );
