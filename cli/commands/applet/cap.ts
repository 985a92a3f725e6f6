import type {CommandModule} from 'yargs';
import type {AppletDefinition} from '../../../emulator/applets/applet.ts';
import {builtInApplets} from '../../../emulator/applets/catalogue.ts';
import {loadApplets} from '../../../emulator/user-applets/load-applets.ts';
import {appletCap, standardAppletNames, standardApplets} from '../../../protocol/applets/index.ts';
import {nearest, toHex} from '../../../protocol/index.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, languageOption, say} from '../../language.ts';
import {remark} from '../../output.ts';
import {checkFree, writeNewFile} from '../../pki/new-file.ts';
import {UsageError} from '../../usage-error.ts';

interface Options {
  name: string;
  out: string;
  force: boolean;
  lang: string | undefined;
}

/** `kazasu applet cap NAME --out FILE`: a CAP file that any GlobalPlatform client loads. */
export const cap: CommandModule<object, Options> = {
  command: 'cap <name>',
  describe: 'Write the CAP file of an application, for any GlobalPlatform client to load',
  builder: (yargs) =>
    yargs
      .positional('name', {
        type: 'string',
        demandOption: true,
        describe: `${standardAppletNames.join(', ')}, or the path of a module of your own`,
      })
      .option('out', {type: 'string', demandOption: true, describe: 'File to write'})
      .option('force', {type: 'boolean', default: false, describe: 'Write over a file that is there'})
      .options(languageOption)
      .example('$0 applet cap service-a --out service-a.cap', '業務タイプA')
      .epilogue(
        `The file names package and module; the program is the emulated card’s own, so no other card runs it. ${exitStatusHelp}`,
      ),
  async handler({name, out, force, lang}) {
    checkFree(out, force);
    const {title, packageAid, moduleAid} = await definitionOf(name);
    writeNewFile(out, appletCap({packageAid, moduleAid}), {force});
    const language = languageOf(lang);
    remark(
      say(
        {
          en: `wrote ${out}: ${title.en}, package ${toHex(packageAid)}, module ${toHex(moduleAid)}`,
          ja: `${out} を作成しました: ${title.ja}、パッケージ ${toHex(packageAid)}、モジュール ${toHex(moduleAid)}`,
        },
        language,
      ),
    );
  },
};

/** By one of our names, or the applet in a module: a path has a dot or a slash in it. */
const definitionOf = async (name: string): Promise<AppletDefinition> => {
  const known = standardAppletNames.find((one) => one === name);
  if (known) {
    const aid = toHex(standardApplets[known].packageAid);
    const found = builtInApplets.find(({packageAid}) => toHex(packageAid) === aid);
    if (found) {
      return found;
    }
  }
  if (!/[./\\]/.test(name)) {
    const near = nearest(name, standardAppletNames);
    throw new UsageError({
      en: `an application out of ${standardAppletNames.join(', ')} or the path of a module was expected, but "${name}" came${near === undefined ? '' : `; "${near}" may be meant`}`,
      ja: `${standardAppletNames.join('、')} のいずれか、またはモジュールのパスが必要ですが、「${name}」が指定されました${near === undefined ? '' : `(「${near}」のことでしょうか)`}`,
    });
  }
  const {applets, close} = await loadApplets([name]);
  await close();
  const [own] = applets;
  if (!own) {
    throw new Error('one module was expected to give one applet');
  }
  return own;
};
