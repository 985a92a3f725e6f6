import {readFileSync} from 'node:fs';
import {KazasuError} from '../protocol/index.ts';
import type {Budget} from '../scenarios/budgets/budget.ts';
import {readBudgets} from '../scenarios/budgets/budget-file.ts';

/**
 * The budgets in a file, for a subject that has these phases.
 * @throws KazasuError `KZS-BUDGET-FILE`: it cannot be read, or something in it does not fit.
 */
export const readBudgetFile = (path: string, phases: readonly string[]): readonly Budget[] => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-BUDGET-FILE', {
      en: `a budget file was expected at ${path}, but it cannot be read: ${why}`,
      ja: `${path} に時間予算のファイルが必要ですが、読めません: ${why}`,
    });
  }
  return readBudgets(text, path, phases);
};
