import {variantsOf} from '../../scenarios/catalogue/variants.ts';
import type {Scenario} from '../../scenarios/engine/scenario.ts';
import type {Parameter} from '../../scenarios/parameters/parameter.ts';
import {shownDefault} from '../../scenarios/parameters/parameter-values.ts';
import type {Language} from '../language.ts';
import {print} from '../output.ts';

/** Prints scenarios with their personas and variants: a tree for people, or JSON. */
export const listScenarios = (scenarios: readonly Scenario[], language: Language, json: boolean): void => {
  if (json) {
    print(JSON.stringify(scenarios.map(listed), null, 2));
    return;
  }
  for (const scenario of scenarios) {
    print(`${scenario.id}  ${scenario.title[language]}`);
    print(`  ${words[language].personas}: ${scenario.personas?.join(', ') ?? '-'}`);
    for (const [name, parameter] of Object.entries(scenario.parameters ?? {})) {
      print(
        `  --set ${name}=${shownDefault(parameter)}  ${rangeOf(parameter, language)}${parameter.title[language]}`,
      );
    }
    for (const {id, title, expected} of scenario.variants ?? []) {
      const ends = `${expected?.verdict} (${expected?.reasonId})`;
      print(`  --variant ${id.padEnd(width(scenario))}  ${ends}  ${title[language]}`);
    }
  }
};

/** What a value may be, where it is not free. */
const rangeOf = (parameter: Parameter, language: Language): string => {
  switch (parameter.type) {
    case 'number': {
      const {min, max, unit} = parameter;
      const range = min === undefined && max === undefined ? '' : `${min ?? ''}..${max ?? ''}`;
      const said = [range, unit ?? ''].filter((one) => one !== '').join(' ');
      return said === '' ? '' : `(${said})  `;
    }
    case 'boolean':
      return '(true, false)  ';
    case 'choice':
      return `(${parameter.choices.join(language === 'ja' ? '、' : ', ')})  `;
    default:
      return '';
  }
};

const words = {en: {personas: 'passes with'}, ja: {personas: '合格する人物像'}} as const;

const width = ({variants = []}: Scenario): number => Math.max(0, ...variants.map(({id}) => id.length));

const listed = (scenario: Scenario) => ({
  id: scenario.id,
  title: scenario.title,
  phases: scenario.phases.map(({id}) => id),
  budgets: scenario.budgets.map(({id}) => id),
  parameters: Object.entries(scenario.parameters ?? {}).map(([name, parameter]) => ({
    name,
    ...parameter,
    default: shownDefault(parameter),
  })),
  personas: scenario.personas ?? [],
  variants: (scenario.variants ?? []).map(({id, title, setting, values, expected}) => ({
    id,
    title,
    setting,
    values,
    expected,
  })),
  runs: variantsOf(scenario).map(({id}) => id),
});
