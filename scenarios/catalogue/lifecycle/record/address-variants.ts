import type {Expectation, Precondition} from '../../../engine/scenario.ts';
import type {VariantWith} from '../../../parameters/define-scenario.ts';
import {endingOfLogIn, logIn} from '../../jpki/log-in.ts';
import {cardInUse, managedId} from '../card-in-use.ts';
import {lifecyclePhases} from '../phases.ts';
import {residentPinBlocked, wrongResidentPin} from '../resident-pin.ts';
import {endingOfSignature} from '../sign-with.ts';
import {addressChange, type addressParameters} from './address-change.ts';
import {changeRecord} from './change-record.ts';
import {recordChanges, signatureChanges} from './record-phases.ts';

const refused = (reasonId: string, more: Partial<Expectation> = {}): Expectation => ({
  verdict: 'fail',
  reasonId,
  ...more,
});

/** The card is stopped at the system. */
export const suspended: Precondition = {
  id: 'suspended',
  title: {en: 'the card is suspended', ja: 'カードが一時停止中であること'},
  async establish(stage) {
    const {management, as} = await stage.world.cardManagement();
    const officer = await as('town-x', 'card-officer');
    await stage.step(lifecyclePhases.suspendCard, () => {
      management.cards.change(officer, 'suspend', managedId(stage), 'suspend');
    });
  },
};

export const addressVariants: readonly VariantWith<typeof addressParameters>[] = [
  {
    id: 'signed-the-same-day',
    title: {en: 'a document signed the same day', ja: '当日の電子署名'},
    expected: {verdict: 'pass', reasonId: 'accepted', changes: recordChanges},
    async run(stage) {
      await changeRecord(stage, addressChange(stage));
      return endingOfSignature(stage);
    },
  },
  {
    id: 'signed-the-next-day',
    title: {en: 'a document signed the next day', ja: '翌日の電子署名'},
    expected: refused('revoked', {changes: [...recordChanges, 'centre/certificates/*']}),
    async run(stage) {
      await changeRecord(stage, addressChange(stage));
      await stage.step(lifecyclePhases.nextDay, () => undefined);
      return endingOfSignature(stage);
    },
  },
  {
    id: 'log-in-the-next-day',
    title: {en: 'a log-in the next day', ja: '翌日の利用者証明'},
    expected: {verdict: 'pass', reasonId: 'accepted', changes: [...recordChanges, 'centre/certificates/*']},
    async run(stage) {
      await changeRecord(stage, addressChange(stage));
      await stage.step(lifecyclePhases.nextDay, () => undefined);
      return endingOfLogIn((await logIn(stage)).result);
    },
  },
  {
    id: 'signature-issued-anew',
    title: {
      en: 'a new signing certificate at once, used the next day',
      ja: '署名用電子証明書を新規発行し、翌日に署名',
    },
    expected: {verdict: 'pass', reasonId: 'accepted', changes: [...recordChanges, ...signatureChanges]},
    onCardFile: false,
    async run(stage) {
      await changeRecord(stage, {...addressChange(stage), newSignature: true});
      await stage.step(lifecyclePhases.nextDay, () => undefined);
      return endingOfSignature(stage);
    },
  },
  {
    id: 'no-free-line',
    title: {en: 'no free line on the card: a new card is needed', ja: '追記欄の空きなし(新しいカードが必要)'},
    values: {freeLines: 0},
    expected: refused('no-free-line'),
    run: async (stage) => {
      await changeRecord(stage, addressChange(stage));
      return endingOfSignature(stage);
    },
  },
  {
    id: 'wrong-resident-pin',
    title: {en: 'a wrong resident register PIN', ja: '住民基本台帳用暗証番号の誤り'},
    expected: refused('wrong-pin', {triesLost: 1}),
    run: async (stage) => {
      await changeRecord(stage, {...addressChange(stage), residentPin: wrongResidentPin(stage)});
      return endingOfSignature(stage);
    },
  },
  {
    id: 'resident-pin-blocked',
    title: {en: 'the resident register PIN is blocked', ja: '住民基本台帳用暗証番号のロック'},
    preconditions: [cardInUse, residentPinBlocked],
    expected: refused('pin-blocked'),
  },
  {
    id: 'suspended',
    title: {en: 'the card is suspended', ja: '一時停止中のカード'},
    preconditions: [cardInUse, suspended],
    expected: refused('state'),
  },
  {
    id: 'other-town',
    title: {en: 'at the counter of another town', ja: '住所地でない市区町村の窓口'},
    expected: refused('residence'),
    run: async (stage) => {
      await changeRecord(stage, {...addressChange(stage), town: 'town-y'});
      return endingOfSignature(stage);
    },
  },
];
