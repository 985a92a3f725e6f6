import type {Sentence} from '../../protocol/index.ts';
import type {Job, StepTable, WorkStep} from './step-table.ts';

/** Operator's seconds inside the setting: no source tells them. Bench-defined, W1. */
export const defaultSettingOperatorMs = 60_000;

/** 交付前設定は1枚当たり約3分 [S8]. */
const settingMs = 180_000;

interface Row {
  readonly title: Sentence;
  readonly actor: WorkStep['actor'];
  readonly ms: number;
  readonly cardManagement?: boolean;
}

/** What happens is known, how the three minutes divide is not. Bench-defined, W2. */
const setting: readonly Row[] = [
  {
    title: {en: 'take the card, scan the application number', ja: 'カードを取り、申請書番号を読み取る'},
    actor: 'operator',
    ms: 20_000,
  },
  {
    title: {en: 'read the card surface application, compare', ja: '券面APを読み出し、本人確認情報と照合'},
    actor: 'wait',
    ms: 40_800,
  },
  {title: {en: 'look at print and photograph', ja: '印字と写真を目視で確認'}, actor: 'operator', ms: 15_000},
  {
    title: {en: 'check the certificates', ja: '電子証明書を確認'},
    actor: 'wait',
    ms: 44_400,
    cardManagement: true,
  },
  {
    title: {en: 'confirm which certificates are wanted', ja: '電子証明書の要否を確認'},
    actor: 'operator',
    ms: 15_000,
  },
  {
    title: {en: 'record in the card management system', ja: 'カード管理システムに記録'},
    actor: 'wait',
    ms: 34_800,
    cardManagement: true,
  },
  {title: {en: 'put the card aside', ja: 'カードを片付ける'}, actor: 'operator', ms: 10_000},
];

/** Two and a half minutes, one of them the operator's [S8]; how they divide: Bench-defined, W3. */
const preInstall: readonly Row[] = [
  {
    title: {en: 'place the card, type the holder’s data', ja: 'カードを置き、利用者情報を入力'},
    actor: 'operator',
    ms: 35_000,
  },
  {
    title: {en: 'load into the area under ordinances', ja: '条例利用領域に搭載'},
    actor: 'wait',
    ms: 30_000,
  },
  {
    title: {en: 'confirm, go on to the next area', ja: '確認し、次の領域に進む'},
    actor: 'operator',
    ms: 10_000,
  },
  {title: {en: 'load into the extended area', ja: '拡張利用領域に搭載'}, actor: 'wait', ms: 30_000},
  {title: {en: 'confirm what was loaded', ja: '搭載内容を確認'}, actor: 'operator', ms: 10_000},
  {
    title: {en: 'read back, record', ja: '読み戻して記録'},
    actor: 'wait',
    ms: 30_000,
    cardManagement: true,
  },
  {title: {en: 'take the card', ja: 'カードを取る'}, actor: 'operator', ms: 5000},
];

/** Linked, the operator's minute becomes 30 seconds [S8]; the waits stay, so two minutes in all: Bench-defined, W4. */
const linkedOperatorShare = {of: 30_000, in: 60_000};

/** What is used where nothing was measured. Settings of other lengths of operator's work keep the three minutes. */
export const defaultSteps = (operatorInSettingMs: number = defaultSettingOperatorMs): StepTable => ({
  setting: {
    steps: divided(setting, operatorInSettingMs, settingMs - operatorInSettingMs),
    evidence: 'bench-defined',
    reference: 'W2',
  },
  preInstall: job(preInstall, 'W3'),
  preInstallLinked: job(
    preInstall.map((row) =>
      row.actor === 'operator'
        ? {...row, ms: (row.ms * linkedOperatorShare.of) / linkedOperatorShare.in}
        : row,
    ),
    'W4',
  ),
});

const job = (rows: readonly Row[], reference: string): Job => ({
  steps: rows.map((row) => ({cardManagement: false, ...row})),
  evidence: 'bench-defined',
  reference,
});

/** The rows with other sums of operator's steps and of waits, each kind in its old proportions, to the millisecond. */
const divided = (rows: readonly Row[], operatorSum: number, waitSum: number): readonly WorkStep[] => {
  const left = {operator: operatorSum, wait: waitSum};
  const old = {operator: sumOf(rows, 'operator'), wait: sumOf(rows, 'wait')};
  return rows.map((row) => {
    const {actor} = row;
    const ms = old[actor] === 0 ? 0 : Math.round((left[actor] * row.ms) / old[actor]);
    left[actor] -= ms;
    old[actor] -= row.ms;
    return {cardManagement: false, ...row, ms};
  });
};

const sumOf = (rows: readonly Row[], actor: WorkStep['actor']): number =>
  rows.reduce((sum, row) => (row.actor === actor ? sum + row.ms : sum), 0);
