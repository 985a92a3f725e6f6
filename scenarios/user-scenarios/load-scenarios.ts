import {z} from 'zod';
import {moduleFileTrouble, nearest} from '../../protocol/index.ts';
import {scenarios as builtIn} from '../catalogue/catalogue.ts';
import type {Scenario} from '../engine/scenario.ts';
import {within} from '../limits/time-limit.ts';
import {guardedScenario} from './guarded-scenario.ts';
import {importModule} from './import-module.ts';
import {japaneseOf} from './refusing.ts';
import {scenarioShape} from './scenario-shape.ts';
import {expectStrayErrors} from './stray-errors.ts';
import {unusableModule} from './unusable-module.ts';

/** How long a module may take to be loaded, milliseconds. Bench-defined, D245 */
const loadMs = 60_000;

/**
 * The scenarios in these modules, JavaScript or, where Node runs it, TypeScript. Whatever theirs throw is a verdict.
 * @throws KazasuError `KZS-SCENARIO-MODULE` with the path, the place where the engine tells it, and what was expected.
 */
export const loadScenarios = async (
  paths: readonly string[],
  {withinMs = loadMs}: {readonly withinMs?: number} = {},
): Promise<readonly Scenario[]> => {
  const loaded: Scenario[] = [];
  for (const path of paths) {
    for (const scenario of await scenariosIn(path, withinMs)) {
      checkFree(path, scenario, loaded);
      loaded.push(guardedScenario(scenario, path));
    }
  }
  return loaded;
};

const scenariosIn = async (path: string, withinMs: number): Promise<readonly Scenario[]> => {
  const trouble = moduleFileTrouble(path);
  if (trouble) {
    throw unusableModule(path, trouble.en, trouble.ja);
  }
  expectStrayErrors(path);
  const module = await within(
    () => importModule(path),
    withinMs,
    () => {
      throw unusableModule(
        path,
        `it was not loaded within ${withinMs} ms`,
        `${withinMs} ミリ秒以内に読み込まれませんでした`,
      );
    },
  );
  if ('why' in module) {
    const {why, place} = module;
    const at = place === undefined ? '' : ` (${place})`;
    throw unusableModule(path, `it does not load: ${why}${at}`, `読み込みに失敗しました: ${why}${at}`);
  }
  const given = module.exported['scenarios'];
  if (given === undefined) {
    const names = Object.keys(module.exported);
    const there = names.length === 0 ? 'nothing' : names.join(', ');
    throw unusableModule(
      path,
      `it exports ${there}`,
      names.length === 0 ? '何もエクスポートされていません' : `エクスポートされているのは ${there} です`,
    );
  }
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (all.length === 0) {
    throw unusableModule(path, '`scenarios` is an empty list', '`scenarios` が空です');
  }
  return all.map((one, i) => checked(path, one, Array.isArray(given) ? `scenarios[${i}]` : 'scenarios'));
};

const checked = (path: string, given: unknown, name: string): Scenario => {
  const read = scenarioShape.safeParse(given);
  if (read.success) {
    return given as Scenario;
  }
  const {localeError} = z.locales.ja();
  const inJapanese = scenarioShape.safeParse(given, {error: localeError});
  const {issue, index} = foremost(read.error.issues);
  const place = issue.path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`),
    name,
  );
  const {en, ja} = complaint(issue, inJapanese.error?.issues[index] ?? issue, given);
  throw unusableModule(path, `at ${place} ${en}`, `${place} で${ja}`);
};

type Issue = z.core.$ZodIssue;

/** A name nobody knows explains others that are missing. */
const foremost = (issues: readonly Issue[]): {readonly issue: Issue; readonly index: number} => {
  const index = Math.max(
    0,
    issues.findIndex(({code}) => code === 'unrecognized_keys'),
  );
  return {issue: issues[index] as Issue, index};
};

const complaint = (
  issue: Issue,
  japanese: Issue,
  given: unknown,
): {readonly en: string; readonly ja: string} => {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const meant = issue.path.length === 0 ? nearest(key, Object.keys(scenarioShape.shape)) : undefined;
    return {
      en: `"${key}" is no field${meant === undefined ? '' : `; "${meant}" may be meant`}`,
      ja: `「${key}」という項目はありません${meant === undefined ? '' : `(「${meant}」でしょうか)`}`,
    };
  }
  if (valueAt(given, issue.path) === undefined) {
    return {en: 'something is missing', ja: '値がありません'};
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    const came = String(valueAt(given, issue.path)).slice(0, 60);
    const meant = nearest(came, values);
    return {
      en: `one of ${values.join(', ')} was expected, but "${came}" came${meant === undefined ? '' : `; "${meant}" may be meant`}`,
      ja: `${values.join('、')} のいずれかが必要ですが、「${came}」が来ました${meant === undefined ? '' : `(「${meant}」でしょうか)`}`,
    };
  }
  return {en: `something does not fit: ${issue.message}`, ja: `値が合いません: ${japaneseOf(japanese)}`};
};

const valueAt = (given: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    given,
  );

const checkFree = (path: string, {id}: Scenario, before: readonly Scenario[]): void => {
  if (builtIn.some((one) => one.id === id)) {
    throw unusableModule(
      path,
      `the id "${id}" is that of a built-in scenario`,
      `ID「${id}」は組み込みのシナリオのものです`,
    );
  }
  if (before.some((one) => one.id === id)) {
    throw unusableModule(path, `the id "${id}" came already`, `ID「${id}」は既に使われています`);
  }
};
