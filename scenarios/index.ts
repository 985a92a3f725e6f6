export type {BenchDescription, CardBench, CardBenchOptions} from './bench/card-bench.ts';
export {openInProcessBench} from './bench/in-process-bench.ts';
export {
  openPcscBench,
  openRecordedCardBench,
  type PcscBenchOptions,
  type RecordedCardBenchOptions,
} from './bench/pcsc-bench.ts';
export {type Budget, type Statistic, statistics} from './budgets/budget.ts';
export {budgetFileSchema, readBudgets} from './budgets/budget-file.ts';
export {budgets, budgetsFor} from './budgets/catalogue.ts';
export {judgeBudget, statisticOf} from './budgets/judge-budget.ts';
export {type CardAccessParts, cardAccess} from './card-management/card-access.ts';
export {
  changeLifeCycle,
  type LifeCycleParts,
  reconcileLifeCycle,
} from './card-management/change-life-cycle.ts';
export {newCardKeys} from './card-management/new-card-keys.ts';
export {scenarios, scenariosMatching} from './catalogue/catalogue.ts';
export {asDocumented, documentedEnding} from './catalogue/documented-ending.ts';
export {failureMatrix} from './catalogue/failure-matrix/failure-matrix.ts';
export {variantsNamed, variantsOf, worldOf} from './catalogue/variants.ts';
export {type Attribution, attribute, centreEventsOf} from './engine/attribution.ts';
export type {
  Basis,
  BudgetOutcome,
  LinkFloor,
  Parts,
  PhaseOutcome,
  ScenarioOutcome,
} from './engine/outcome.ts';
export {noModelledTime, type RunOptions, runScenario, virtualTime} from './engine/run-scenario.ts';
export {
  type Actor,
  type Ending,
  type Expectation,
  type Phase,
  Refused,
  type Scenario,
  type Setting,
  type Variant,
} from './engine/scenario.ts';
export type {Stage} from './engine/stage.ts';
export {type TimedExchange, timedExchanges} from './engine/timed-exchanges.ts';
export {usualTimeoutSeconds, withTimeLimit} from './limits/time-limit.ts';
export {type ArrivalPattern, intendedStarts} from './load/arrivals.ts';
export {type Kiosk, openKiosk} from './load/kiosk.ts';
export {kioskPool} from './load/kiosk-pool.ts';
export {type LoadResult, runOpenLoop} from './load/open-loop.ts';
export {timerPacing} from './load/pacing.ts';
export {
  type DefinedScenario,
  defineScenario,
  type StageWith,
  type VariantWith,
} from './parameters/define-scenario.ts';
export type {
  Parameter,
  ParameterTable,
  ParameterValue,
  ParameterValues,
  ValuesOf,
} from './parameters/parameter.ts';
export {type ChosenValues, parameterFileSchema, readParameters} from './parameters/parameter-file.ts';
export {shownDefault, shownValues, valuesOf, withValues} from './parameters/parameter-values.ts';
export {readParameterWords} from './parameters/parameter-words.ts';
export {dialoguePhaseIds} from './profile/dialogue-phases.ts';
export type {ExchangeCost} from './profile/floor.ts';
export {type Profile, profileBuilder} from './profile/profile.ts';
export {profileProgram} from './profile/profile-program.ts';
export {profileScenario} from './profile/profile-scenario.ts';
export type {Comparison} from './replay/compare-answers.ts';
export {
  type DialogueOfRecord,
  dialogueOf,
  dialoguesIn,
} from './replay/dialogue-of-record.ts';
export {type Difference, differencesToRecord} from './replay/differences.ts';
export {
  type CredentialValue,
  credentialsOfImage,
  credentialsOfPersona,
} from './replay/known-credentials.ts';
export {type ReplayedExchange, type Replaying, replayTerminal} from './replay/recorded-terminal.ts';
export {peakHours, usualStartMs} from './simulation/busy-hours.ts';
export {type BusyWindow, quietFrom, systemEndOf} from './simulation/card-management.ts';
export {comparedLines, comparePlans} from './simulation/compare.ts';
export {planDays, type Shift} from './simulation/day-plan.ts';
export {defaultSteps} from './simulation/default-steps.ts';
export type {Spread} from './simulation/draw-durations.ts';
export {limits as simulationLimits} from './simulation/limits.ts';
export {type Arrangement, addedJob, type Layout, layouts, lineOf} from './simulation/line.ts';
export {jobOfPhases} from './simulation/measured-job.ts';
export {measuredBy, measuredTable} from './simulation/measured-table.ts';
export {outcomeOf} from './simulation/outcome.ts';
export {type Policy, policyNames} from './simulation/policies.ts';
export {spreadOfRuns} from './simulation/spread-of-runs.ts';
export type {StepTable} from './simulation/step-table.ts';
export {readSteps, stepsFileSchema, stepsFileText} from './simulation/steps-file.ts';
export {arrangementsOf, type SweepName, type SweepRanges, sweep, sweepNames} from './simulation/sweep.ts';
export {curveOf, timelineOf} from './simulation/timeline.ts';
export {loadScenarios} from './user-scenarios/load-scenarios.ts';
export {certificateHolder} from './world/certified-keys.ts';
export {cacheDirectory, keyCache} from './world/key-cache.ts';
export {commonSeed, createTestWorld, type TestWorld, type TestWorldOptions} from './world/test-world.ts';
