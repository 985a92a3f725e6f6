import {KazasuError, nearest} from '../../protocol/index.ts';
import type {Scenario, Setting} from '../engine/scenario.ts';
import {someOf} from './some-of.ts';

/** Between a scenario's id and that of one of its variants. */
const separator = ':';

/**
 * Every variant of a scenario as a scenario of its own, held against its documented end, and against no budget but
 * those that its end is documented with.
 */
export const variantsOf = (scenario: Scenario): readonly Scenario[] =>
  (scenario.variants ?? []).map((variant): Scenario => {
    const {id, title, setting, values, expected, preconditions, onCardFile, run = scenario.run} = variant;
    const {variants, ...base} = scenario;
    return {
      ...base,
      id: `${scenario.id}${separator}${id}`,
      title: {
        en: `${scenario.title.en}: ${title.en}`,
        ja: `${scenario.title.ja}: ${title.ja}`,
      },
      budgets: scenario.budgets.filter((budget) => expected.budgets?.[budget.id] !== undefined),
      ...(setting ? {setting} : {}),
      ...(values ? {ownValues: values} : {}),
      ...(preconditions ? {preconditions} : {}),
      ...(onCardFile === undefined ? {} : {onCardFile}),
      expected,
      run,
    };
  });

/**
 * The variants of that name among these scenarios.
 * @throws KazasuError `KZS-SCENARIO-VARIANT-UNKNOWN` with one that may be meant.
 */
export const variantsNamed = (scenarios: readonly Scenario[], name: string): readonly Scenario[] => {
  const found = scenarios.flatMap((scenario) =>
    variantsOf(scenario).filter(({id}) => id === `${scenario.id}${separator}${name}`),
  );
  if (found.length > 0) {
    return found;
  }
  const names = [...new Set(scenarios.flatMap(({variants = []}) => variants.map(({id}) => id)))];
  const meant = nearest(name, names);
  const some = someOf(names);
  const [of, ofJa] =
    scenarios.length === 1
      ? [scenarios[0]?.id, scenarios[0]?.id]
      : ['the chosen scenarios', '選択したシナリオ'];
  throw new KazasuError('KZS-SCENARIO-VARIANT-UNKNOWN', {
    en: `"${name}" is no variant of ${of}${meant ? `; "${meant}" may be meant` : ''}; ${some.en}`,
    ja: `「${name}」は${ofJa}の変種ではありません${meant ? `(「${meant}」でしょうか)` : ''}。${some.ja}`,
  });
};

/** Of what a variant needs, what its world is made with; card and disturbance are the bench's. */
export const worldOf = ({
  misbehaviour,
  fallback,
  aheadMinutes,
  issuerUnknown,
}: Setting): Pick<Setting, 'misbehaviour' | 'fallback' | 'aheadMinutes' | 'issuerUnknown'> => ({
  ...(misbehaviour === undefined ? {} : {misbehaviour}),
  ...(fallback === undefined ? {} : {fallback}),
  ...(aheadMinutes === undefined ? {} : {aheadMinutes}),
  ...(issuerUnknown === undefined ? {} : {issuerUnknown}),
});
