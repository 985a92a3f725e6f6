import type {AppletDefinition} from '../../emulator/applets/applet.ts';
import {builtInApplets} from '../../emulator/applets/catalogue.ts';
import {loadApplets} from '../../emulator/user-applets/load-applets.ts';
import {standardAppletNames, standardApplets} from '../../protocol/applets/index.ts';
import {nearest, toHex} from '../../protocol/index.ts';
import {UsageError} from '../usage-error.ts';

/** The applet of one of our names, or the one in a module: a path has a dot or a slash in it. */
export const appletDefinition = async (name: string): Promise<AppletDefinition> => {
  const known = standardAppletNames.find((one) => one === name);
  if (known) {
    const aid = toHex(standardApplets[known].packageAid);
    const found = builtInApplets.find(({packageAid}) => toHex(packageAid) === aid);
    if (found) {
      return found;
    }
  }
  if (!isPath(name)) {
    const near = nearest(name, standardAppletNames);
    throw new UsageError({
      en: `an application out of ${standardAppletNames.join(', ')} or the path of a module was expected, but "${name}" came${near === undefined ? '' : `; "${near}" may be meant`}`,
      ja: `${standardAppletNames.join('、')} のいずれか、またはモジュールのパスが必要ですが、「${name}」が指定されました${near === undefined ? '' : `(「${near}」のことでしょうか)`}`,
    });
  }
  const [own] = await appletsInModules([name]);
  if (!own) {
    throw new Error('one module was expected to give one applet');
  }
  return own;
};

export const isPath = (name: string): boolean => /[./\\]/.test(name);

/** What modules say of their applets, titles and AIDs; nothing of them runs any more. */
export const appletsInModules = async (paths: readonly string[]): Promise<readonly AppletDefinition[]> => {
  const {applets, close} = await loadApplets(paths);
  await close();
  return applets;
};
