import type {Precondition} from '../../../engine/scenario.ts';
import {resumed, stopped} from '../card-in-use.ts';
import {townX} from '../town-service.ts';
import type {ServiceKind} from './identify-user.ts';
import {behind, passed, type Row, refused, usual} from './service-rows.ts';
import {wrongKeys, wrongPins} from './wrong-attempts.ts';

/** Wrong attempts before the application is stopped and resumed; how each ends is not looked at. */
const tried = (what: 'keys' | 'pins', kind: ServiceKind): Precondition => ({
  id: `wrong-${what}-before`,
  title:
    what === 'keys'
      ? {en: 'two terminals with a wrong key were there', ja: '誤った鍵の端末2台が使用済み'}
      : {en: 'two wrong PINs were typed', ja: '誤った暗証番号2回が入力済み'},
  async establish(stage) {
    const attempts = what === 'keys' ? wrongKeys : wrongPins;
    await attempts(2, false)(stage, kind).catch(() => undefined);
  },
});

const stoppedAndResumed = [
  (kind: ServiceKind) => stopped(townX(kind)),
  (kind: ServiceKind) => resumed(townX(kind)),
] as const;

/** Stopping takes an application out of use and changes nothing in it: id, key, PIN and the tries that are left. */
export const resumedRows: readonly Row[] = [
  [
    'resumed',
    'the application was stopped and resumed',
    '停止後に再開',
    passed,
    usual,
    behind(...stoppedAndResumed),
  ],
  [
    'resumed-after-2-wrong-pins',
    'two wrong PINs, stopped and resumed, a third wrong one and the right one: it is blocked',
    '誤った暗証番号2回・停止・再開の後の3回目の誤り(ロック)',
    refused('pin-blocked', 1),
    wrongPins(1, true),
    behind((kind) => tried('pins', kind), ...stoppedAndResumed),
  ],
  [
    'resumed-after-2-wrong-keys',
    'two wrong keys, stopped and resumed, a third wrong one and the right one: the key is locked',
    '誤った鍵2回・停止・再開の後の3回目の誤り(鍵ロック)',
    refused('key-locked', 1),
    wrongKeys(1, true),
    behind((kind) => tried('keys', kind), ...stoppedAndResumed),
  ],
];
