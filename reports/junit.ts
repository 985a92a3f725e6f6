import {budgetBasis} from './budget-basis.ts';
import type {BudgetResult, KazasuResult, ScenarioResult} from './result.ts';
import type {Comparison} from './result-parts.ts';
import {toTable} from './text/table.ts';

/** What became of a test case, as the element inside it; `passed` has none. */
type Outcome = 'passed' | 'failures' | 'errors' | 'skipped';

interface Case {
  readonly name: string;
  readonly ms: number;
  readonly outcome: Outcome;
  readonly inside: string;
}

/**
 * JUnit XML, only what all consumers share. One suite per scenario; the verdict is one test case and each budget
 * another, a missed one being a failure of type `budget`. Class names are dotted for Jenkins, names unique for GitLab.
 */
export const toJunit = (whole: KazasuResult): string => {
  const suites = whole.results.map((result) => ({result, cases: casesOf(result, whole)}));
  const all = suites.flatMap(({cases}) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({name: whole.product.name, ...counts(all)})}>`,
    ...suites.map(({result, cases}) => suiteText(result, cases, whole)),
    '</testsuites>\n',
  ].join('\n');
};

const casesOf = (result: ScenarioResult, whole: KazasuResult): Case[] => [
  verdictCase(result, whole),
  ...result.budgets.map(budgetCase),
  ...(result.comparisons ?? []).map(comparisonCase),
];

const verdictCase = (result: ScenarioResult, whole: KazasuResult): Case => {
  const {verdict, reason} = result;
  const report = toTable({...whole, results: [result]}, {language: 'en', colour: false});
  const out = `      <system-out>${text(report)}</system-out>`;
  const complaint = (element: string, type: string): string =>
    `      <${element} ${attributes({message: reason.en, type})}>${text(`${reason.en}\n${reason.ja}`)}</${element}>\n${out}`;
  const common = {name: `verdict: ${result.title.en}`, ms: result.durationMs};
  switch (verdict) {
    case 'pass':
      return {...common, outcome: 'passed', inside: out};
    case 'fail':
      return {...common, outcome: 'failures', inside: complaint('failure', 'fail')};
    case 'not-applicable':
      return {
        ...common,
        outcome: 'skipped',
        inside: `      <skipped ${attributes({message: `N/A: ${reason.en}`})}/>`,
      };
    case 'inconclusive':
    case 'error':
      return {...common, outcome: 'errors', inside: complaint('error', verdict)};
  }
};

const budgetCase = (budget: BudgetResult): Case => {
  const said = `${budget.actualMs.toFixed(1)} ms (${budgetBasis(budget)}) against a limit of ${budget.maxMs} ms, source ${budget.source}`;
  const common = {name: `budget ${budget.id}: ${budget.title.en}`, ms: budget.actualMs};
  switch (budget.verdict) {
    case 'met':
      return {...common, outcome: 'passed', inside: `      <system-out>${text(said)}</system-out>`};
    case 'missed':
      return {
        ...common,
        outcome: 'failures',
        inside: `      <failure ${attributes({message: said, type: 'budget'})}>${text(said)}</failure>`,
      };
    case 'not-judged':
      return {
        ...common,
        outcome: 'skipped',
        inside: `      <skipped ${attributes({message: `not judged: ${said}`})}/>`,
      };
  }
};

const comparisonCase = ({id, title, baselineMs, currentMs, shiftMs, shift, p, verdict}: Comparison): Case => {
  const said = `${verdict}: ${currentMs.toFixed(1)} ms, ${baselineMs.toFixed(1)} ms then; shift ${shiftMs.toFixed(2)} ms (${(shift * 100).toFixed(1)} %), p ${p.toPrecision(2)}`;
  const common = {name: `baseline ${id}: ${title.en}`, ms: currentMs};
  return verdict === 'slower'
    ? {
        ...common,
        outcome: 'failures',
        inside: `      <failure ${attributes({message: said, type: 'baseline'})}>${text(said)}</failure>`,
      }
    : {...common, outcome: 'passed', inside: `      <system-out>${text(said)}</system-out>`};
};

const suiteText = (result: ScenarioResult, cases: readonly Case[], whole: KazasuResult): string => {
  const classname = `${whole.product.name}.${result.id.replaceAll('/', '.')}`;
  const {environment, product, startedAt} = whole;
  const {isolation, timingEvidence, card, ...plain} = environment;
  const facts = {
    ...plain,
    isolation: isolation.kind,
    ...(timingEvidence ? {timingGrade: timingEvidence.grade, timingReference: timingEvidence.reference} : {}),
    ...(card ? {card: card.id, persona: card.persona, cardProfile: card.profile} : {}),
    version: product.version,
  };
  return [
    `  <testsuite ${attributes({name: result.id, timestamp: startedAt.replace(/\.\d+Z$|Z$/, ''), ...counts(cases)})}>`,
    '    <properties>',
    ...Object.entries(facts).map(
      ([name, value]) => `      <property ${attributes({name, value: String(value)})}/>`,
    ),
    '    </properties>',
    ...cases.map(
      ({name, ms, inside}) =>
        `    <testcase ${attributes({classname, name, time: seconds(ms)})}>\n${inside}\n    </testcase>`,
    ),
    '  </testsuite>',
  ].join('\n');
};

/** The time of a scenario counts once: a budget is part of it. */
const counts = (cases: readonly Case[]): Record<string, string> => {
  const of = (outcome: Outcome): string => String(cases.filter((one) => one.outcome === outcome).length);
  const ms = cases.filter(({name}) => name.startsWith('verdict')).reduce((sum, one) => sum + one.ms, 0);
  return {
    tests: String(cases.length),
    failures: of('failures'),
    errors: of('errors'),
    skipped: of('skipped'),
    time: seconds(ms),
  };
};

const seconds = (ms: number): string => (ms / 1000).toFixed(6);

const attributes = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(
      ([name, value]) =>
        `${name}="${text(value).replace(/[\n\t\r]/g, (found) => `&#${found.charCodeAt(0)};`)}"`,
    )
    .join(' ');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML 1.0 has no place for.
const unfit = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** Text as XML 1.0 can carry it: forbidden characters are dropped, the others escaped. */
const text = (value: string): string =>
  value.replace(unfit, '').replace(/[&<>"]/g, (found) => entities[found] ?? found);
