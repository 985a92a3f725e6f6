import {KazasuError, nearest} from '../../protocol/index.ts';
import type {Scenario, Setting} from '../engine/scenario.ts';

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
 * @throws KazasuError `KZS-SCENARIO-VARIANT-UNKNOWN` with the names there are.
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
  const of = scenarios.map(({id}) => id).join(', ');
  throw new KazasuError('KZS-SCENARIO-VARIANT-UNKNOWN', {
    en: `a variant of ${of} is one of ${names.join(', ')}, but "${name}" came${meant ? `; "${meant}" may be meant` : ''}`,
    ja: `${of} の変種は ${names.join('、')} のいずれかですが、「${name}」が指定されました${meant ? `(「${meant}」でしょうか)` : ''}`,
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
