import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Expectation, Recovery} from '../../../engine/scenario.ts';
import {defineScenario, type VariantWith} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {jpkiPhases} from '../../jpki/phases.ts';
import {cardInUse} from '../card-in-use.ts';
import {oneOutlastsTheDay} from '../holders-certificate.ts';
import {certificatePhases, lifecyclePhases} from '../phases.ts';
import {residentPinBlocked, wrongResidentPin} from '../resident-pin.ts';
import {namesFit} from './certificate-name.ts';
import {changeAtCounter, changeRecord} from './change-record.ts';
import {type NameStage, nameChange, nameParameters, nameSeen} from './name-change.ts';
import {recordChanges, recordPhases, signatureChanges} from './record-phases.ts';
import {filesWhole} from './record-whole.ts';

const {ask, generate, issue, write} = certificatePhases['digital-signature'];

/** The proof at the end: what cuts it off is the business of `jpki/sign`. */
const proof = [
  jpkiPhases.hashDocument,
  jpkiPhases.selectApplication,
  jpkiPhases.checkToken,
  jpkiPhases.verifyPassword,
  jpkiPhases.readCertificate,
  jpkiPhases.sign,
  jpkiPhases.verifyDocument,
  lifecyclePhases.checkName,
  lifecyclePhases.askKiosk,
];

const phases = [...recordPhases, ask, generate, issue, write, lifecyclePhases.explain, ...proof];

const changes = [...recordChanges, ...signatureChanges];

const updated: Expectation = {verdict: 'pass', reasonId: 'updated', changes};

const play = async (stage: NameStage) => nameSeen(stage, await changeRecord(stage, nameChange(stage)));

const kioskCharacters = nameParameters.kioskCharacters.default;
const longName = '見本　'.padEnd(kioskCharacters + 1, '寿');

const variants: readonly VariantWith<typeof nameParameters>[] = [
  {
    id: 'without-substitutes',
    title: {en: 'a name that certificates write as it is', ja: '代替文字のない氏名'},
    expected: updated,
    values: {name: '見本　太郎', certificateName: '見本　太郎'},
  },
  {
    id: 'every-character-substituted',
    title: {en: 'every character but one is a 代替文字', ja: 'ほぼ全文字が代替文字の氏名'},
    expected: updated,
    values: {name: '髙𠮷　𩸽', certificateName: '高吉　●'},
  },
  {
    id: 'longer-than-the-kiosk-prints',
    title: {en: 'a name longer than a kiosk prints', ja: 'キオスク端末の上限を超える氏名'},
    expected: {verdict: 'fail', reasonId: 'name-too-long', changes},
    values: {kioskCharacters, name: longName, certificateName: longName},
  },
  {
    id: 'wrong-resident-pin',
    title: {en: 'a wrong resident register PIN', ja: '住民基本台帳用暗証番号の誤り'},
    expected: {verdict: 'fail', reasonId: 'wrong-pin', triesLost: 1},
    run: async (stage) =>
      nameSeen(
        stage,
        await changeRecord(stage, {...nameChange(stage), residentPin: wrongResidentPin(stage)}),
      ),
  },
  {
    id: 'resident-pin-blocked',
    title: {en: 'the resident register PIN is blocked', ja: '住民基本台帳用暗証番号のロック'},
    preconditions: [cardInUse, residentPinBlocked],
    expected: {verdict: 'fail', reasonId: 'pin-blocked'},
  },
];

const recovery: Recovery = {
  invariants: [filesWhole, oneOutlastsTheDay],
  async recover(stage) {
    const meant = stage as NameStage;
    return nameSeen(meant, await changeAtCounter(stage, nameChange(meant)));
  },
};

/** 氏名変更: as an address, and a new signing certificate, in which characters it must not hold are substituted. */
export const changeName = defineScenario({
  id: 'lifecycle/change-name',
  title: {
    en: 'A new name: card, chip and signing certificate',
    ja: '氏名変更による券面更新と署名用電子証明書の発行',
  },
  source: 'S70',
  phases,
  budgets: budgetsFor('lifecycle/change-name'),
  parameters: nameParameters,
  personas: ['adult', 'foreign-resident', 'substitute-characters', 'longest'],
  onCardFile: false,
  preconditions: [namesFit, cardInUse],
  changes,
  recovery,
  variants: [
    ...variants,
    ...failureVariants({
      id: 'lifecycle/change-name',
      usual: 'updated',
      asksAboutRevocation: true,
      leaves: changes,
      operator: {instead: 'auditor', expected: {verdict: 'fail', reasonId: 'role'}},
      run: play,
      phases,
      recovery,
      changes,
      undisturbed: proof.map(({id}) => id),
    }),
  ],
  run: play,
});
