import {resolve} from 'node:path';
import {builtInApplets} from '../../emulator/applets/catalogue.ts';
import {appletCap} from '../../protocol/applets/index.ts';
import {type CapPackage, readCapArchive} from '../../protocol/cap/index.ts';
import {type AreaName, areaNames, type Sentence, toHex} from '../../protocol/index.ts';
import {readBytes} from '../read-bytes.ts';
import {UsageError} from '../usage-error.ts';
import {appletDefinition, appletsInModules, isPath} from './applet-definition.ts';

/** What is loaded, which module of it is installed, and by which modules of JavaScript a card of ours can run it. */
export interface Program {
  readonly cap: CapPackage;
  readonly module: Uint8Array;
  /** Absent for a module of a CAP file that this program does not know. */
  readonly title?: Sentence;
  readonly applets: readonly string[];
}

/**
 * A program by what the user named: one of our applications, a module of JavaScript, or a CAP file.
 * @throws KazasuError `KZS-CLI-USAGE`, `KZS-APPLET-MODULE`, `KZS-CAP-…`.
 */
export const programFrom = async (
  what: string,
  area: AreaName,
  applets: readonly string[],
): Promise<Program> => {
  if (/\.cap$/i.test(what)) {
    return programInCap(what, applets);
  }
  const {title, packageAid, moduleAid} = await appletDefinition(what);
  const named = isPath(what) && !applets.some((one) => resolve(one) === resolve(what)) ? [what] : [];
  const cap = readCapArchive(appletCap({packageAid: packageIn(area, packageAid), moduleAid}));
  return {cap, module: moduleAid, title, applets: [...applets, ...named]};
};

/** A card has a package once, in one security domain: each area gets its own of the same module. Bench-defined, C230 */
const packageIn = (area: AreaName, packageAid: Uint8Array): Uint8Array =>
  packageAid.length < 16 ? Uint8Array.from([...packageAid, 0xa0 + areaNames.indexOf(area) + 1]) : packageAid;

const programInCap = async (file: string, applets: readonly string[]): Promise<Program> => {
  const cap = readCapArchive(readBytes(file));
  const [first, ...more] = cap.modules;
  if (!first || more.length > 0) {
    throw new UsageError({
      en: `a CAP file with one applet was expected, but ${file} has ${cap.modules.length}`,
      ja: `アプレットが1つのCAPファイルが必要ですが、${file} には ${cap.modules.length} 個あります`,
    });
  }
  const module = first.aid;
  const title = await titleOf(module, applets);
  return {cap, module, applets, ...(title ? {title} : {})};
};

const titleOf = async (module: Uint8Array, applets: readonly string[]): Promise<Sentence | undefined> => {
  const known = [...builtInApplets, ...(await appletsInModules(applets))];
  return known.find(({moduleAid}) => toHex(moduleAid) === toHex(module))?.title;
};
