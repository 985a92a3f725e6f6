export type {BenchDescription, CardBench, CardBenchOptions} from './bench/card-bench.ts';
export {openInProcessBench} from './bench/in-process-bench.ts';
export {openPcscBench, type PcscBenchOptions} from './bench/pcsc-bench.ts';
export {scenarios, scenariosMatching} from './catalogue/catalogue.ts';
export type {Attribution} from './engine/attribution.ts';
export {attribute} from './engine/attribution.ts';
export type {
  Basis,
  BudgetOutcome,
  LinkFloor,
  Parts,
  PhaseOutcome,
  ScenarioOutcome,
} from './engine/outcome.ts';
export {type RunOptions, runScenario} from './engine/run-scenario.ts';
export {type Actor, type Budget, type Ending, Refused, type Scenario} from './engine/scenario.ts';
export type {Stage} from './engine/stage.ts';
export {cacheDirectory, keyCache} from './world/key-cache.ts';
export {commonSeed, createTestWorld, type TestWorld, type TestWorldOptions} from './world/test-world.ts';
