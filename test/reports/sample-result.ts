import type {BudgetResult, KazasuResult, PhaseResult, ScenarioResult} from '../../reports/index.ts';
import type {ScenarioOutcome} from '../../scenarios/index.ts';

/** Does not compile when the engine's outcome no longer is a result. */
export const asResult = (outcome: ScenarioOutcome): ScenarioResult => outcome;

const phase = (
  id: string,
  en: string,
  ja: string,
  actor: PhaseResult['actor'],
  cardMs: number,
): PhaseResult => ({
  id,
  title: {en, ja},
  actor,
  ms: cardMs + 3,
  cardMs,
  linkMs: 2,
  stackMs: 0,
  hostMs: 0.75,
  networkMs: 0,
  centreMs: 0.25,
  peopleMs: 0,
  modelledCardMs: 1,
  modelledLinkMs: 1,
  basis: {card: 'modelled', link: 'mixed', stack: 'measured', whole: 'mixed'},
  apdus: 2,
});

export const budget = (verdict: BudgetResult['verdict'], actualMs: number): BudgetResult => ({
  id: 'B-JPKI',
  title: {en: 'JPKI method, usually 1 to 2 s', ja: 'JPKI方式「通常1～2秒」'},
  typicalMs: [1000, 2000],
  statistic: 'p95',
  whole: true,
  maxMs: 2000,
  actualMs,
  runs: 1,
  verdict,
  basis: 'mixed',
  source: 'S8',
});

/** A log-in as the engine reports it, with the fields that a test wants different. */
export const scenarioResult = (different: Partial<ScenarioResult> = {}): ScenarioResult => ({
  id: 'jpki/login',
  title: {en: 'JPKI log-in', ja: '利用者証明によるログイン'},
  verdict: 'pass',
  reason: {en: 'the centre accepted the signature', ja: 'センターが署名を受理しました'},
  durationMs: 806,
  budgets: [budget('met', 806)],
  phases: [
    phase('select-application', 'SELECT JPKI application', '公的個人認証APを選択', 'card', 100),
    phase('sign', 'COMPUTE DIGITAL SIGNATURE', '署名を計算', 'card', 700),
  ],
  total: {
    ms: 806,
    cardMs: 800,
    linkMs: 4,
    stackMs: 0,
    hostMs: 1.5,
    networkMs: 0,
    centreMs: 0.5,
    peopleMs: 0,
    modelledCardMs: 1,
    modelledLinkMs: 1,
    basis: {card: 'modelled', link: 'mixed', stack: 'measured', whole: 'mixed'},
    apdus: 4,
  },
  linkFloor: {
    backToBackP50Us: 61.5,
    afterWaitP50Us: 910.2,
    samples: 40,
    how: {en: 'refused commands', ja: '拒否されるコマンド'},
  },
  notes: [],
  ...different,
});

/** A run of these scenarios. */
export const runOf = (...results: ScenarioResult[]): KazasuResult => ({
  kind: 'kazasu-result',
  version: 1,
  product: {name: 'kazasu', version: '0.1.0'},
  startedAt: '2026-04-01T00:00:00.000Z',
  finishedAt: '2026-04-01T00:00:01.000Z',
  environment: {
    platform: 'linux x64',
    node: '20.20.2',
    link: 'pcsc',
    binding: 'koffi',
    reader: 'Kazasu 00 00',
    pcscd: '1.9.9',
    vpcd: '3.3',
    isolation: {
      kind: 'none',
      reason: {en: 'vpcd listens on every interface', ja: 'vpcdは全インターフェースで待ち受けます'},
    },
    quickAck: true,
    timing: 'contactless-106',
    clock: 'real',
  },
  results,
});
