import type {CommandModule} from 'yargs';
import {appletCap, standardAppletNames} from '../../../protocol/applets/index.ts';
import {toHex} from '../../../protocol/index.ts';
import {appletDefinition} from '../../applet/applet-definition.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, languageOption, say} from '../../language.ts';
import {remark} from '../../output.ts';
import {checkFree, writeNewFile} from '../../pki/new-file.ts';

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
    const {title, packageAid, moduleAid} = await appletDefinition(name);
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
