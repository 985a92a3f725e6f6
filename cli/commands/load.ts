import {readFileSync} from 'node:fs';
import type {CommandModule} from 'yargs';
import {realClock} from '../../protocol/index.ts';
import {toLoadTable} from '../../reports/load/load-table.ts';
import {commonSeed} from '../../scenarios/world/test-world.ts';
import {centreClient} from '../centre/centre-client.ts';
import {isLoopback} from '../centre/serve-centre.ts';
import {exitStatus, exitStatusHelp} from '../exit-status.ts';
import {languageOf, languageOption} from '../language.ts';
import {type LoginLoadParts, runLoginLoad} from '../load/login-load.ts';
import {startOwnCentre} from '../load/own-centre.ts';
import {print} from '../output.ts';
import {chooseTiming} from '../timing/timing-option.ts';
import {UsageError} from '../usage-error.ts';
import {wholeNumber} from '../whole-number.ts';

interface Options {
  rate: string;
  seconds: string;
  arrivals: 'even' | 'poisson';
  seed: string;
  cards: string;
  timing: string;
  url: string | undefined;
  'key-file': string | undefined;
  'world-seed': string;
  'allow-remote': boolean;
  json: boolean;
  lang: string | undefined;
}

/** What one process can start: more cards take long to make, more log-ins a second no generator here keeps up with. */
const most = {rate: 20_000, seconds: 86_400, cards: 500} as const;

/** `kazasu load`: whole log-ins at a rate, against a centre over HTTP. */
export const load: CommandModule<object, Options> = {
  command: 'load',
  describe:
    'Log in with many cards at a rate, against a centre over HTTP: does it hold, and who waits how long',
  builder: (yargs) =>
    yargs
      .option('rate', {type: 'string', default: '100', describe: 'Log-ins meant to start each second'})
      .option('seconds', {type: 'string', default: '10', describe: 'For how long'})
      .option('arrivals', {
        choices: ['even', 'poisson'] as const,
        default: 'even' as const,
        describe: 'At equal distances, or as independent people come',
      })
      .option('seed', {type: 'string', default: '1', describe: 'Seed of poisson'})
      .option('cards', {type: 'string', default: '8', describe: 'Kiosks, each with a card of its own'})
      .option('timing', {
        type: 'string',
        default: 'instant',
        describe: 'Timing profile of the cards, or file; instant: as fast as this machine signs',
      })
      .option('url', {
        type: 'string',
        describe: 'Address of a running centre (default: one of its own, for as long as this takes)',
      })
      .option('key-file', {type: 'string', describe: 'File with a relying party’s key at that centre'})
      .option('world-seed', {
        type: 'string',
        default: commonSeed,
        describe: 'Seed of that centre, from which the cards grow',
      })
      .option('allow-remote', {
        type: 'boolean',
        default: false,
        describe: 'Load a centre on another machine, whose owner has agreed',
      })
      .option('json', {type: 'boolean', default: false, describe: 'Print the result as JSON'})
      .options(languageOption)
      .example('$0 load --rate 500 --seconds 20', 'Five hundred whole log-ins a second')
      .epilogue(exitStatusHelp),
  async handler(options) {
    const language = languageOf(options.lang);
    const parts = partsOf(options);
    const at = options.url === undefined ? undefined : placeOf(options.url, options);
    const own = at ? undefined : await startOwnCentre(options['world-seed']);
    try {
      const {url, key} = at ?? (await registered(own?.url ?? '', own?.adminKeyFile ?? '', parts));
      const result = await runLoginLoad({...parts, url, key});
      print(options.json ? JSON.stringify(result) : toLoadTable(result, language));
      const refused = Object.keys(result.outcomes).some((outcome) => outcome !== 'passed');
      process.exitCode = refused ? exitStatus.failed : result.held ? exitStatus.ok : exitStatus.budgetMissed;
    } finally {
      await own?.stop();
    }
  },
};

const partsOf = (options: Options): Omit<LoginLoadParts, 'url' | 'key'> => {
  const number = (option: 'rate' | 'seconds' | 'cards'): number => {
    const value = wholeNumber(option, options[option], 1);
    if (value > most[option]) {
      throw new UsageError({
        en: `--${option} was expected to be at most ${most[option]}, but ${value} came`,
        ja: `--${option} は ${most[option]} 以下で指定してください(${value} が指定されました)`,
      });
    }
    return value;
  };
  const {timing} = chooseTiming({timing: options.timing, 'timing-seed': 'none'});
  return {
    clock: realClock(),
    ratePerSecond: number('rate'),
    seconds: number('seconds'),
    cards: number('cards'),
    arrivals: options.arrivals,
    seed: options.seed,
    worldSeed: options['world-seed'],
    timing,
  };
};

const placeOf = (url: string, options: Options): {url: string; key: string} => {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined;
  if (host === undefined || !/^https?:/.test(url)) {
    throw new UsageError({
      en: `--url was expected to begin with http://, but "${url}" came`,
      ja: `--url には http:// で始まるアドレスを指定してください(「${url}」が指定されました)`,
    });
  }
  if (!isLoopback(host) && !options['allow-remote']) {
    throw new UsageError({
      en: `--url was expected to be on this machine, but ${host} is elsewhere; --allow-remote loads it all the same`,
      ja: `--url はこのマシンを指すはずですが、${host} は別のマシンです(--allow-remote を付けると実行します)`,
    });
  }
  const file = options['key-file'];
  if (file === undefined) {
    throw new UsageError({
      en: '--url was expected to come with --key-file, the key of a relying party at that centre',
      ja: '--url には、そのセンターの検証者の鍵を --key-file で添えてください',
    });
  }
  return {url, key: keyIn(file)};
};

const keyIn = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError({
      en: `a relying party's key was expected in ${file}, but it cannot be read: ${why}`,
      ja: `${file} に検証者の鍵が必要ですが、読み取れません: ${why}`,
    });
  }
};

/** A relying party at the centre of one's own, whose quota is no part of what is measured. */
const registered = async (
  url: string,
  adminKeyFile: string,
  {ratePerSecond, seconds}: Pick<LoginLoadParts, 'ratePerSecond' | 'seconds'>,
): Promise<{url: string; key: string}> => {
  const quota = {requests: Math.ceil(4 * ratePerSecond * (seconds + 60)), windowMs: 86_400_000};
  const client = centreClient({url, 'admin-key-file': adminKeyFile});
  const {key} = await client('relying-parties', {json: {name: 'load', quota}});
  return {url, key: String(key)};
};
