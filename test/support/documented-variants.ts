import {readFileSync} from 'node:fs';
import test from 'ava';
import {type Scenario, type Variant, variantsOf} from '../../scenarios/index.ts';
import {play, said} from './scenario-play.ts';

/** The rows of the first table behind a heading of a page, cells without their marks. */
export const tableBehind = (page: string, heading: string): readonly (readonly string[])[] => {
  const [, behind = ''] = readFileSync(page, 'utf8').split(`${heading}\n`);
  const [section = ''] = behind.split(/\n#{2,3} /);
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[ -]+\|/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
};

/**
 * Scenarios that are disturbed at every step: those whose recovery the seed's incidents are about, and one of either
 * kind of dialogue. The others are at the first step of each way; KAZASU_EVERY_STEP=yes has all of them everywhere.
 */
const everyStepOf: ReadonlySet<string> = new Set([
  'jpki/login',
  'applets/counter',
  'issuance/delivery',
  'issuance/commit-failure',
  'lifecycle/renew-certificate',
  'lifecycle/move',
]);

/** What the failure matrix made of a scenario, as far as it is played here. */
export const generatedVariants = ({id, variants = []}: Scenario): readonly Variant[] => {
  const generated = variants.filter(({failure}) => failure !== undefined);
  const wayOf = ({setting}: Variant): string | undefined => setting?.disturbance?.what;
  return everyStepOf.has(id) || process.env['KAZASU_EVERY_STEP'] === 'yes'
    ? generated
    : generated.filter(
        (variant) =>
          wayOf(variant) === undefined ||
          variant === generated.find((another) => wayOf(another) === wayOf(variant)),
      );
};

/**
 * Claims, one a scenario, that its variants are those of the table behind its heading (variant, what goes otherwise,
 * ends, tries lost), and that each ends so and leaves card and centre so. What the failure matrix makes of it stands
 * on the page of the matrix, and is played too.
 */
export const claimDocumentedVariants = (page: string, scenarios: readonly Scenario[]): void => {
  for (const scenario of scenarios) {
    const [, ...rows] = tableBehind(page, `### \`${scenario.id}\``);
    const byHand = (scenario.variants ?? []).filter(({failure}) => failure === undefined);
    const own = variantsOf({...scenario, variants: byHand});
    const generated = variantsOf({...scenario, variants: generatedVariants(scenario)});

    test(`every variant of ${scenario.id} ends as the page says, and costs the tries it says`, async (t) => {
      t.deepEqual(
        rows.map(([id]) => `${scenario.id}:${id}`),
        own.map(({id}) => id),
      );
      for (const [i, variant] of own.entries()) {
        const [, , ends = '', tries = ''] = rows[i] ?? [];
        const {expected} = variant;
        t.deepEqual([said(expected ?? {verdict: ''}), String(expected?.triesLost ?? 0)], [ends, tries]);
        const {outcome} = await play(variant);
        t.is(outcome.verdict, 'pass', `${variant.id}: ${outcome.reason.en}`);
        t.regex(
          outcome.reason.en,
          tries === '0'
            ? /; (no side effect on card or centre|changed as documented: \d+)$/
            : new RegExp(`; tries lost: ${tries}, `),
        );
      }
    });

    if (generated.length > 0) {
      test(`${scenario.id} ends as the failure matrix says, whatever of it goes wrong`, async (t) => {
        for (const variant of generated) {
          const {outcome} = await play(variant);
          t.is(outcome.verdict, 'pass', `${variant.id}: ${outcome.reason.en}`);
          t.regex(outcome.reason.en, effectsOf(variant), variant.id);
        }
      });
    }
  }
};

/** What is said of side effects behind a run with that end. */
const effectsOf = ({expected}: Scenario): RegExp =>
  expected?.triesLost
    ? new RegExp(`; tries lost: ${expected.triesLost}, `)
    : expected?.changes?.length
      ? /; (no side effect on card or centre|changed as documented: \d+)$/
      : /; no side effect on card or centre$/;
