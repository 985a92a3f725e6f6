import {KazasuError} from '../../protocol/index.ts';

/** A module of scenarios that cannot be used: `KZS-SCENARIO-MODULE` with its path and why. */
export const unusableModule = (path: string, en: string, ja: string): KazasuError =>
  new KazasuError('KZS-SCENARIO-MODULE', {
    en: `a JavaScript module that exports \`scenarios\` (docs/scenarios.md) was expected at ${path}, but ${en}`,
    ja: `${path} には \`scenarios\` をエクスポートするJavaScriptモジュール(docs/scenarios.md)が必要ですが、${ja}`,
  });
