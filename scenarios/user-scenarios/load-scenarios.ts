import {misfits, moduleFileTrouble} from '../../protocol/index.ts';
import {scenarios as builtIn} from '../catalogue/catalogue.ts';
import type {Scenario} from '../engine/scenario.ts';
import {within} from '../limits/time-limit.ts';
import {guardedScenario} from './guarded-scenario.ts';
import {importModule} from './import-module.ts';
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
  const wrong = misfits(scenarioShape, given, name);
  if (wrong) {
    throw unusableModule(path, wrong.en, wrong.ja);
  }
  return {budgets: [], ...(given as Omit<Scenario, 'budgets'>)};
};

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
