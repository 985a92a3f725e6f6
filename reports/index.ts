export {type FilePieces, gathered, writeAtomically} from './atomic-file.ts';
export {compareProfiles, defaultMinimumEffect, fewestRuns} from './baseline/compare.ts';
export {toJson} from './json.ts';
export {toJunit} from './junit.ts';
export {type KazasuLoad, kazasuLoadSchema} from './load/load-result.ts';
export {toLoadTable} from './load/load-table.ts';
export {profileAsResult} from './profile/profile-as-result.ts';
export {type KazasuProfile, kazasuProfileSchema, readProfile} from './profile/profile-result.ts';
export {toProfileTable} from './profile/profile-table.ts';
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
export {type KazasuSimulation, kazasuSimulationSchema} from './simulation/simulation-result.ts';
export {simulationSvg} from './simulation/simulation-svg.ts';
export {toSimulationTable} from './simulation/simulation-table.ts';
export {clockText} from './simulation/simulation-words.ts';
export {toTap} from './tap.ts';
export {displayWidth, padded} from './text/display-width.ts';
export {type TableOptions, wantsColour} from './text/lines.ts';
export {toTable} from './text/table.ts';
export {toChromeTrace} from './trace/chrome-trace.ts';
export {toOtlp} from './trace/otlp/to-otlp.ts';
export {type PcapngSide, toPcapng} from './trace/pcapng/to-pcapng.ts';
export {type Selection, selectable, selectionOf} from './trace/selection.ts';
export {type ShowOptions, showTrace} from './trace/show.ts';
export {exchangeJson} from './trace/show-json.ts';
export {type Sides, type TimelineEntry, type TimelineExchange, timeline} from './trace/timeline.ts';
