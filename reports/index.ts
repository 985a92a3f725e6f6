export {displayWidth, padded} from './display-width.ts';
export {toJson} from './json.ts';
export {toJunit} from './junit.ts';
export {type Reporter, type ReporterGroup, reporterGroup} from './reporter.ts';
export {type ReporterContext, type ReporterName, reporters, reportFiles} from './reporters.ts';
export {
  type BudgetResult,
  type KazasuResult,
  kazasuResultSchema,
  type PartsResult,
  type PhaseResult,
  type ResultBegin,
  type ResultEnvironment,
  readResult,
  type ScenarioResult,
} from './result.ts';
export {type TableOptions, toTable, wantsColour} from './table.ts';
export {toTap} from './tap.ts';
