import type {CommandModule} from 'yargs';
import {cardAreas, type Sentence, toHex} from '../../../protocol/index.ts';
import {globalPlatform as gp} from '../../../terminal/index.ts';
import {applicationInArea, namedAid} from '../../applet/application-in-area.ts';
import {type AreaWords, areaOptions, namedArea} from '../../applet/area-options.ts';
import {facts} from '../../applet/facts.ts';
import {withOpenedArea} from '../../applet/opened-area.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, say} from '../../language.ts';
import {print} from '../../output.ts';

interface Options extends AreaWords {
  which: string;
}

interface Change {
  readonly name: 'lock' | 'unlock';
  readonly describe: string;
  readonly done: Sentence;
}

const command = ({name, describe, done}: Change): CommandModule<object, Options> => ({
  command: `${name} <which>`,
  describe,
  builder: (yargs) =>
    yargs
      .positional('which', {
        type: 'string',
        demandOption: true,
        describe: 'AID of the instance in hex, or the name of one of our applications',
      })
      .options(areaOptions)
      .epilogue(exitStatusHelp),
  async handler(words) {
    const options = namedArea(words);
    const language = languageOf(options.lang);
    const {area} = options;
    const aid = namedAid(options.which);
    await withOpenedArea(options, language, async (opened) => {
      await applicationInArea(opened, aid);
      await gp.lockApplication(opened.managed, aid, name === 'lock');
    });
    const {title} = cardAreas[area];
    const head = {en: `${done.en} in the ${title.en}`, ja: `${title.ja}で${done.ja}`};
    print(
      options.json
        ? JSON.stringify({[`${name}ed`]: {aid: toHex(aid), area}}, null, 2)
        : `${say(head, language)}\n${facts({aid}, language)}`,
    );
  },
});

/** `kazasu applet lock AID …`: the application cannot be selected any more, and keeps what it has. */
export const lock = command({
  name: 'lock',
  describe: 'Lock an application in an area of a card: it is not found until it is unlocked',
  done: {en: 'locked', ja: 'ロックしました'},
});

/** `kazasu applet unlock AID …`: it can be selected again. */
export const unlock = command({
  name: 'unlock',
  describe: 'Unlock an application in an area of a card',
  done: {en: 'unlocked', ja: 'ロックを解除しました'},
});
