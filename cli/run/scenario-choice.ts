import {misbehaviourNamed} from '../../centre/misbehaviour/catalogue.ts';
import {scenariosMatching} from '../../scenarios/catalogue/catalogue.ts';
import {asDocumented, documentedEnding} from '../../scenarios/catalogue/documented-ending.ts';
import {variantsNamed, variantsOf, worldOf} from '../../scenarios/catalogue/variants.ts';
import type {Scenario} from '../../scenarios/engine/scenario.ts';
import {UsageError} from '../usage-error.ts';

/** Options by which `run` and `profile` choose what answers about revocation, and what a run is held against. */
export const misbehaviourOptions = {
  misbehaviour: {
    type: 'string',
    describe: 'What whoever answers about revocation does wrong, such as ocsp-wrong-nonce or crl-stale',
  },
  fallback: {
    choices: ['none', 'crl'],
    default: 'none',
    describe: 'Where OCSP gives no answer: none refuses the log-in, crl asks a revocation list',
  },
  'expect-documented': {
    type: 'boolean',
    default: false,
    describe:
      'Pass exactly when each scenario ends as is documented for this persona and misbehaviour: docs/misbehaviours.md for jpki/*, docs/scenarios-applets.md, -issuance.md, -lifecycle.md and -pins.md for the others',
  },
} as const;

/** Options by which `run` chooses variants. */
export const variantOptions = {
  variant: {
    type: 'string',
    describe:
      'Run this variant of the scenario, such as challenge-replayed; it passes when it ends as documented',
  },
  variants: {
    type: 'boolean',
    default: false,
    describe: 'Run every variant of the scenarios instead of themselves',
  },
  list: {
    type: 'boolean',
    default: false,
    describe: 'List the scenarios with their variants, and run nothing',
  },
} as const;

export interface MisbehaviourChoice {
  readonly misbehaviour?: string | undefined;
  readonly fallback?: string | undefined;
  readonly 'expect-documented'?: boolean | undefined;
}

export interface ScenarioChoice extends MisbehaviourChoice {
  readonly scenario: readonly string[];
  readonly variant?: string | undefined;
  readonly variants?: boolean | undefined;
  readonly disturb?: readonly string[] | undefined;
  readonly card?: string | undefined;
  readonly persona?: string | undefined;
  readonly 'card-profile'?: string | undefined;
  readonly pin?: string | undefined;
}

/** The scenarios or variants that the options mean, in their order. */
export const chosenScenarios = (options: ScenarioChoice, all: readonly Scenario[]): readonly Scenario[] => {
  const found = scenariosMatching(options.scenario, all);
  checkMisbehaviour(options);
  if (options.disturb !== undefined) {
    refuseBeside(
      '--disturb',
      options,
      ['variant', 'variants', 'card', 'misbehaviour', 'fallback', 'expect-documented'],
      {
        en: 'a disturbed run is held against its own end, with a new card each time',
        ja: '障害を起こす実行は毎回新しいカードを使い、それぞれの結果と照合します',
      },
    );
  }
  if (options.variant === undefined && !options.variants) {
    return found;
  }
  const named = options.variant === undefined ? '--variants' : '--variant';
  refuseBeside(
    named,
    options,
    ['variants', 'card', 'persona', 'card-profile', 'pin', 'misbehaviour', 'fallback'],
    {
      en: 'a variant brings its card and everything that goes wrong',
      ja: '変種はカードと異常をそれぞれ定めています',
    },
  );
  return options.variant === undefined ? found.flatMap(variantsOf) : variantsNamed(found, options.variant);
};

/** What a world is made with, from the options and from what a variant needs. */
export const worldSetting = (
  {misbehaviour, fallback}: MisbehaviourChoice,
  {setting = {}}: Pick<Scenario, 'setting'>,
): ReturnType<typeof worldOf> => {
  return {
    ...(misbehaviour === undefined ? {} : {misbehaviour}),
    ...(fallback === 'crl' ? {fallback: {}} : {}),
    ...worldOf(setting),
  };
};

/** The scenario, held against what is documented where `--expect-documented` asks for it. */
export const heldAgainst = (
  scenario: Scenario,
  {misbehaviour, 'expect-documented': wanted}: MisbehaviourChoice,
  persona: string,
): Scenario => {
  if (!wanted || scenario.expected) {
    return scenario;
  }
  if (!documentedEnding(scenario, persona, misbehaviour)) {
    throw new UsageError({
      en: `--expect-documented goes with a persona that is built in, but nothing is documented for ${scenario.id} with "${persona}"`,
      ja: `--expect-documented は組み込みの人物像に対して指定しますが、${scenario.id} と「${persona}」の結果は文書にありません`,
    });
  }
  return asDocumented(scenario, persona, misbehaviour);
};

/** An unknown name, and what `--expect-documented` knows nothing about, are told before anything runs. */
export const checkMisbehaviour = (
  options: MisbehaviourChoice & Pick<ScenarioChoice, 'pin' | 'card-profile'>,
): void => {
  if (options.misbehaviour !== undefined) {
    misbehaviourNamed(options.misbehaviour);
  }
  if (options['expect-documented']) {
    refuseBeside('--expect-documented', options, ['pin', 'card-profile', 'fallback'], {
      en: 'endings are documented for personas and misbehaviours',
      ja: '文書に結果があるのは人物像と異常動作です',
    });
  }
};

const refuseBeside = (
  option: string,
  options: Partial<ScenarioChoice>,
  others: readonly (keyof ScenarioChoice)[],
  why: {readonly en: string; readonly ja: string},
): void => {
  const beside = others.filter(
    (name) =>
      `--${name}` !== option &&
      options[name] !== undefined &&
      options[name] !== false &&
      !(name === 'fallback' && options[name] === 'none'),
  );
  if (beside.length > 0) {
    const names = beside.map((name) => `--${name}`).join(', ');
    throw new UsageError({
      en: `${option} was expected without ${names}: ${why.en}`,
      ja: `${option} は ${names} と同時に指定できません(${why.ja})`,
    });
  }
};
