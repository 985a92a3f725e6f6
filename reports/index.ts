export {type FilePieces, gathered, writeAtomically} from './atomic-file.ts';
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
export {toChromeTrace} from './trace/chrome-trace.ts';
export {toOtlp} from './trace/otlp/to-otlp.ts';
export {type PcapngSide, toPcapng} from './trace/pcapng/to-pcapng.ts';
export {type Selection, selectable, selectionOf} from './trace/selection.ts';
export {type ShowOptions, showTrace} from './trace/show.ts';
export {exchangeJson} from './trace/show-json.ts';
export {type Sides, type TimelineEntry, type TimelineExchange, timeline} from './trace/timeline.ts';
