import {readFileSync} from 'node:fs';
import test from 'ava';
import {type Scenario, variantsOf} from '../../scenarios/index.ts';
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
 * Claims, one a scenario, that its variants are those of the table behind its heading (variant, what goes otherwise,
 * ends, tries lost), and that each ends so and leaves card and centre so. What disturbs a step has no row of its own.
 */
export const claimDocumentedVariants = (page: string, scenarios: readonly Scenario[]): void => {
  for (const scenario of scenarios) {
    const [, ...rows] = tableBehind(page, `### \`${scenario.id}\``);
    const variants = variantsOf(scenario);
    const own = variants.filter(({setting}) => setting?.disturbance === undefined);
    const disturbed = variants.filter((variant) => !own.includes(variant));

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

    if (disturbed.length > 0) {
      const end = scenario.recovery ? 'is recovered from' : 'ends where it was cut';
      test(`${scenario.id} disturbed at any of its steps ${end}`, async (t) => {
        for (const variant of disturbed) {
          const {outcome} = await play(variant);
          t.is(outcome.verdict, 'pass', `${variant.id}: ${outcome.reason.en}`);
        }
      });
    }
  }
};
