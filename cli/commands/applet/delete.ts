import type {CommandModule} from 'yargs';
import {cardAreas, sw, toHex} from '../../../protocol/index.ts';
import {globalPlatform as gp} from '../../../terminal/index.ts';
import {applicationInArea, namedAid} from '../../applet/application-in-area.ts';
import {type AreaWords, areaOptions, namedArea} from '../../applet/area-options.ts';
import {facts} from '../../applet/facts.ts';
import {type OpenedArea, withOpenedArea} from '../../applet/opened-area.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, say} from '../../language.ts';
import {print} from '../../output.ts';

interface Options extends AreaWords {
  which: string;
}

/** `kazasu applet delete AID --card FILE --area AREA`: an instance, and its package where nothing else needs it. */
export const deleteApplication: CommandModule<object, Options> = {
  command: 'delete <which>',
  describe: 'Delete an application from an area of a card, with its package where nothing else needs that',
  builder: (yargs) =>
    yargs
      .positional('which', {
        type: 'string',
        demandOption: true,
        describe:
          'AID in hex of the instance, or of a package with all its instances; or the name of one of our applications',
      })
      .options(areaOptions)
      .example('$0 applet delete common-card --card card.json --area extended', '共通カードAP')
      .epilogue(exitStatusHelp),
  async handler(words) {
    const options = namedArea(words);
    const language = languageOf(options.lang);
    const {area} = options;
    const aid = namedAid(options.which);
    const {loadFile, freeBytes} = await withOpenedArea(options, language, (opened) => deleted(opened, aid));
    const free = freeBytes === undefined ? {} : {freeBytes};
    const {title} = cardAreas[area];
    if (options.json) {
      print(
        JSON.stringify(
          {deleted: {aid: toHex(aid), area, ...(loadFile && {loadFile: toHex(loadFile)}), ...free}},
          null,
          2,
        ),
      );
    } else {
      const head = {en: `deleted from the ${title.en}`, ja: `${title.ja}から削除しました`};
      const gone = loadFile ? {loadFile, loaded: true} : {};
      print(`${say(head, language)}\n${facts({aid, ...gone, ...free}, language)}`);
    }
  },
};

const deleted = async (
  opened: OpenedArea,
  aid: Uint8Array,
): Promise<{readonly loadFile?: Uint8Array; readonly freeBytes: number | undefined}> => {
  const {managed} = opened;
  if ((await opened.loadFiles()).some((one) => toHex(one.aid) === toHex(aid))) {
    await gp.deletePackage(managed, aid);
    return {loadFile: aid, freeBytes: await opened.freeBytes()};
  }
  const {loadFile} = await applicationInArea(opened, aid);
  await gp.deleteObject(managed, aid);
  const gone = loadFile && (await packageGone(opened, loadFile));
  return {...(gone ? {loadFile} : {}), freeBytes: await opened.freeBytes()};
};

/** A package of another domain is not ours to delete, and one that something else needs stays (6985). */
const packageGone = async (opened: OpenedArea, loadFile: Uint8Array): Promise<boolean> => {
  const isIt = (aid: Uint8Array | undefined): boolean => aid !== undefined && toHex(aid) === toHex(loadFile);
  const here = (await opened.loadFiles()).some(({aid}) => isIt(aid));
  const needed = (await opened.applications()).some((left) => isIt(left.loadFile));
  if (!here || needed) {
    return false;
  }
  try {
    await gp.deleteObject(opened.managed, loadFile);
    return true;
  } catch (error) {
    if (error instanceof gp.GlobalPlatformStatus && error.sw === sw.conditionsOfUseNotSatisfied) {
      return false;
    }
    throw error;
  }
};
