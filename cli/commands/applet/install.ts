import type {CommandModule} from 'yargs';
import {standardAppletNames} from '../../../protocol/applets/index.ts';
import {aid, cardAreas, type Sentence, toHex} from '../../../protocol/index.ts';
import {type AreaWords, areaOptions, namedArea} from '../../applet/area-options.ts';
import {facts} from '../../applet/facts.ts';
import {installProgram} from '../../applet/install-program.ts';
import {withOpenedArea} from '../../applet/opened-area.ts';
import {type PersonalChoice, personalData} from '../../applet/personal-data.ts';
import {programFrom} from '../../applet/program.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, say} from '../../language.ts';
import {print, remark} from '../../output.ts';

interface Options extends AreaWords, PersonalChoice {
  what: string;
  aid: string | undefined;
}

/** `kazasu applet install WHAT --card FILE --area AREA`: loads, installs and personalises an application. */
export const install: CommandModule<object, Options> = {
  command: 'install <what>',
  describe: 'Put an application into an area of a card: load, install, and give it its data',
  builder: (yargs) =>
    yargs
      .positional('what', {
        type: 'string',
        demandOption: true,
        describe: `${standardAppletNames.join(', ')}, a CAP file (.cap), or the path of a module of your own`,
      })
      .options(areaOptions)
      .option('aid', {type: 'string', describe: 'AID of the new instance, hex; else that of the module'})
      .option('id', {type: 'string', describe: 'Personalise it with this id of its user'})
      .option('pin-file', {type: 'string', describe: 'With --id: first line of this file is its PIN'})
      .option('key-file', {
        type: 'string',
        describe: 'With --id: first line of this file is its key, 32 hex digits; 業務タイプA and D need one',
      })
      .example('$0 applet install common-card --card card.json --area extended --id A-001', '共通カードAP')
      .example('$0 applet install ./counter.js --card card.json --area ordinance', 'An applet of your own')
      .epilogue(
        `A module is given to the card as by --applet; run the card with --applet later too. ${exitStatusHelp}`,
      ),
  async handler(words) {
    const options = namedArea(words);
    const language = languageOf(options.lang);
    const {area} = options;
    const wanted = options.aid === undefined ? undefined : aid(options.aid);
    const program = await programFrom(options.what, area, options.applet ?? []);
    const {module, title, applets} = program;
    const data = await personalData(options, module, language);
    const instance = wanted ?? module;
    const withPrograms = options.card === undefined || applets.length === 0 ? {} : {applet: applets};
    const installed = await withOpenedArea({...options, ...withPrograms}, language, (opened) =>
      installProgram(opened, {program, aid: instance, ...(data ? {data} : {})}),
    );
    const {loadFile, loaded, takenBytes, freeBytes} = installed;
    const state = data ? 'personalised' : 'selectable';
    if (options.json) {
      const told = {
        aid: toHex(instance),
        area,
        loadFile: toHex(loadFile),
        loaded,
        state,
        takenBytes,
        freeBytes,
      };
      print(JSON.stringify({installed: told}, null, 2));
    } else {
      const name = title ?? {en: 'application', ja: 'アプリケーション'};
      const head: Sentence = {
        en: `installed: ${name.en}, in the ${cardAreas[area].title.en}`,
        ja: `${cardAreas[area].title.ja}に搭載しました: ${name.ja}`,
      };
      print(`${say(head, language)}\n${facts({...installed, aid: instance, state}, language)}`);
    }
    if (!title && options.card !== undefined) {
      remark(say(noProgram(toHex(module)), language));
    }
  },
};

const noProgram = (module: string): Sentence => ({
  en: `the card has no program for the module ${module}, and answers 6D00 to all but SELECT; --applet names the program where there is one`,
  ja: `モジュール ${module} のプログラムがないため、カードはSELECT以外に6D00を返します。プログラムがあれば --applet で指定してください`,
});
