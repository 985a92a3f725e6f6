import {existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import type {CommandModule} from 'yargs';
import {
  type CardImage,
  inspectCard,
  type SecureChannelName,
  secureChannels,
  writeCardFile,
} from '../../../emulator/index.ts';
import {KazasuError, type LifeCycle, lifeCycleStates, realClock} from '../../../protocol/index.ts';
import {createTestWorld} from '../../../scenarios/world/test-world.ts';
import {type CardOrder, cardOrder, orderedCard} from '../../card/card-order.ts';
import {showProgress} from '../../card/progress.ts';
import {cardRemark} from '../../card-options.ts';
import {columnsText} from '../../columns.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {type Language, languageOf, languageOption, say} from '../../language.ts';
import {print} from '../../output.ts';
import {UsageError} from '../../usage-error.ts';
import {wholeNumber} from '../../whole-number.ts';

interface Options {
  persona: string;
  'card-profile': string;
  'life-cycle': LifeCycle | undefined;
  'secure-channel': SecureChannelName;
  seed: string;
  count: string | undefined;
  out: string | undefined;
  'out-dir': string | undefined;
  force: boolean;
  json: boolean;
  lang: string | undefined;
}

/** What is told of a card that was made. */
interface MadeCard {
  readonly id: string;
  readonly persona: string;
  readonly profile: string;
  readonly lifeCycle: LifeCycle;
  /** Number of the card within its persona. */
  readonly seed: number;
  readonly expiresOn?: string;
  readonly file: string;
}

const secureChannelList = Object.entries(secureChannels)
  .map(([name, {title}]) => `${name} (${title.en})`)
  .join(', ');

/** `kazasu card create`: card files from personas, the same ones on every machine. */
export const create: CommandModule<object, Options> = {
  command: 'create',
  describe: 'Make a card file, or many; the same persona and seed make the same card everywhere',
  builder: (yargs) =>
    yargs
      .option('persona', {type: 'string', default: 'adult', describe: 'Whose card: a persona, or a file'})
      .option('card-profile', {
        type: 'string',
        default: 'my-number-card',
        describe: 'Make of card: a card profile, or a file',
      })
      .option('life-cycle', {
        choices: lifeCycleStates,
        describe:
          'Where the card stands, if not where the persona’s does; before operational the holder’s secrets are not set',
      })
      .option('secure-channel', {
        choices: Object.keys(secureChannels) as SecureChannelName[],
        default: 'scp03' as const,
        describe: 'How its card manager is reached; all are listed below',
      })
      .option('seed', {
        type: 'string',
        default: '0',
        describe: 'Whole number that tells cards of one persona apart; each is another person',
      })
      .option('out', {type: 'string', describe: 'Card file to write'})
      .option('count', {type: 'string', describe: 'Make so many cards, numbered from the seed on'})
      .option('out-dir', {type: 'string', describe: 'Folder for the files of --count, named by card id'})
      .option('force', {type: 'boolean', default: false, describe: 'Write over files that are there'})
      .option('json', {type: 'boolean', default: false, describe: 'Print what was made as JSON'})
      .options(languageOption)
      .example('$0 card create --persona adult --seed 7 --out card.json', 'The seventh other adult')
      .example('$0 card create --count 100 --out-dir cards', 'A hundred people')
      .epilogue(
        `Secure channels: ${secureChannelList}.\n\nCertificates are issued on the first day of the fiscal year (1 April in Japan), so the same command gives the same bytes until the next one. ${exitStatusHelp}`,
      ),
  async handler(options) {
    const language = languageOf(options.lang);
    const first = wholeNumber('seed', options.seed, 0);
    const target = targetOf(options);
    const clock = realClock();
    const order = cardOrder(
      {
        persona: options.persona,
        profile: options['card-profile'],
        lifeCycle: options['life-cycle'],
        secureChannel: options['secure-channel'],
      },
      clock.wall(),
    );
    const made = await makeCards(order, first, target, options.force, language);
    print(options.json ? JSON.stringify({cards: made}, null, 2) : columnsText(rows(made, language)));
  },
};

interface Target {
  readonly count: number;
  /** Known before the card is made where it does not depend on its id. */
  readonly file?: string;
  readonly fileOf: (image: CardImage) => string;
}

const targetOf = ({count, out, 'out-dir': directory}: Options): Target => {
  if (count === undefined && directory === undefined && out !== undefined) {
    return {count: 1, file: out, fileOf: () => out};
  }
  if (count !== undefined && directory !== undefined && out === undefined) {
    const wanted = wholeNumber('count', count, 1);
    makeFolder(directory);
    return {count: wanted, fileOf: ({id}) => join(directory, `${id}.json`)};
  }
  throw new UsageError({
    en: 'kazasu card create was expected with --out FILE, or with --count N and --out-dir DIR, but not both',
    ja: 'kazasu card create には --out FILE か、--count N と --out-dir DIR のどちらか一方を指定してください',
  });
};

const makeFolder = (directory: string): void => {
  try {
    mkdirSync(directory, {recursive: true});
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-CLI-OUT-DIR', {
      en: `a folder for the card files was expected at ${directory}, but it cannot be made: ${why}`,
      ja: `カードファイル用のフォルダー ${directory} を作成できません: ${why}`,
    });
  }
};

const makeCards = async (
  order: CardOrder,
  first: number,
  {count, file, fileOf}: Target,
  force: boolean,
  language: Language,
): Promise<MadeCard[]> => {
  const free = (path: string): void => {
    if (!force && existsSync(path)) {
      throw fileExists(path);
    }
  };
  if (file !== undefined) {
    free(file);
  }
  const world = createTestWorld({clock: realClock(), remark: cardRemark(language)});
  const progress = showProgress(count, {en: 'cards made', ja: '枚作成'}, language);
  const made: MadeCard[] = [];
  try {
    for (let number = first; number < first + count; number += 1) {
      const image = await orderedCard(world, order, number);
      const path = fileOf(image);
      free(path);
      writeCardFile(path, image);
      made.push(madeCard(image, number, path));
      progress.advance(made.length);
    }
  } finally {
    progress.end();
  }
  return made;
};

const fileExists = (path: string): KazasuError =>
  new KazasuError('KZS-CLI-FILE-EXISTS', {
    en: `a new file was expected to be written, but ${path} is there already; --force writes over it`,
    ja: `${path} はすでに存在します。上書きするには --force を指定してください`,
  });

const madeCard = (image: CardImage, seed: number, file: string): MadeCard => {
  const {id, persona, profile, lifeCycle, expiresOn} = inspectCard(image);
  return {id, persona, profile, lifeCycle, seed, ...(expiresOn ? {expiresOn} : {}), file};
};

const heads = [
  {en: 'card', ja: 'カード'},
  {en: 'persona', ja: '人物像'},
  {en: 'profile', ja: 'プロファイル'},
  {en: 'last day', ja: '有効期限'},
  {en: 'file', ja: 'ファイル'},
];

const rows = (made: readonly MadeCard[], language: Language): string[][] => [
  heads.map((head) => say(head, language)),
  ...made.map(({id, persona, profile, expiresOn, file}) => [id, persona, profile, expiresOn ?? '', file]),
];
