import type {CommandModule} from 'yargs';
import {type CardProfile, cardProfiles} from '../../../emulator/index.ts';
import {type Sentence, StatusWord, toHex} from '../../../protocol/index.ts';
import {columnsText} from '../../columns.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {type Language, languageOf, languageOption, say} from '../../language.ts';
import {print} from '../../output.ts';

interface Options {
  json: boolean;
  lang: string | undefined;
}

/** What each behaviour of a profile is about, by its name there. */
const subjects: Readonly<Record<string, Sentence>> = {
  blockedVerify: {en: 'VERIFY while blocked', ja: '閉塞中のVERIFY'},
  queryWhenVerified: {en: 'asking for tries while verified', ja: '照合済みでの残り回数の照会'},
  wrongLength: {en: 'PIN of impossible length', ja: '長さが不正な暗証番号'},
  reselection: {en: 'SELECT of the selected application', ja: '選択中APの再選択'},
  warmReset: {en: 'warm reset', ja: 'ウォームリセット'},
  uid: {en: 'UID for FF CA', ja: 'FF CA へのUID'},
};

/** `kazasu card profiles`: the makes of card there are, and how well each behaviour is known. */
export const profileList: CommandModule<object, Options> = {
  command: 'profiles',
  describe: 'List the makes of card: ATR, and each behaviour with its evidence',
  builder: (yargs) =>
    yargs
      .options(languageOption)
      .option('json', {type: 'boolean', default: false, describe: 'Print the list as JSON'})
      .epilogue(`D… and S… are numbers in docs/deviations.md and docs/sources.md. ${exitStatusHelp}`),
  handler(options) {
    const all = Object.values(cardProfiles).map(listed);
    const language = languageOf(options.lang);
    print(
      options.json
        ? JSON.stringify({profiles: all}, null, 2)
        : all.map((profile) => text(profile, language)).join('\n\n'),
    );
  },
};

interface ListedBehaviour {
  readonly name: string;
  readonly value: string;
  readonly evidence: string;
  readonly reference: string;
}

interface ListedProfile {
  readonly name: string;
  readonly title: Sentence;
  /** Hex. */
  readonly atr: string;
  readonly behaviour: readonly ListedBehaviour[];
}

const listed = ({name, title, atr, behaviour}: CardProfile): ListedProfile => ({
  name,
  title,
  atr: toHex(atr),
  behaviour: Object.entries(behaviour).map(([of, {value, evidence, reference}]) => ({
    name: of,
    value: valueText(value),
    evidence,
    reference,
  })),
});

const valueText = (value: unknown): string =>
  value === undefined
    ? 'none'
    : value instanceof StatusWord
      ? value.toString().slice(0, 4)
      : value instanceof Uint8Array
        ? toHex(value)
        : String(value);

const text = ({name, title, atr, behaviour}: ListedProfile, language: Language): string =>
  [
    `${name}  ${say(title, language)}`,
    `ATR ${atr}`,
    columnsText(
      behaviour.map(({name: of, value, evidence, reference}) => [
        `  ${say(subjects[of] ?? {en: of, ja: of}, language)}`,
        value,
        `${evidence} (${reference})`,
      ]),
    ),
  ].join('\n');
