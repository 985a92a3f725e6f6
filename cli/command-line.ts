import yargs, {type Argv, type CommandModule} from 'yargs';
import {hideBin} from 'yargs/helpers';
import {exitStatus, exitStatusHelp, exitStatusOf} from './exit-status.ts';
import {type Language, languageOf} from './language.ts';
import {print, printError} from './output.ts';
import {productVersion} from './product.ts';
import {terminalWidth} from './terminal-width.ts';
import {withUnknownWordsTold} from './unknown-words.ts';
import {UsageError} from './usage-error.ts';

type Loader = () => Promise<CommandModule>;

/** Commands by name, in the order of the help. Each is loaded when it is called: most need little of the product. */
const commands: Readonly<Record<string, Loader>> = {
  run: async () => (await import('./commands/run.ts')).run as CommandModule,
  profile: async () => (await import('./commands/profile.ts')).profile as CommandModule,
  budgets: async () => (await import('./commands/budgets.ts')).budgetList as CommandModule,
  exec: async () => (await import('./commands/exec.ts')).exec as CommandModule,
  serve: async () => (await import('./commands/serve.ts')).serve as CommandModule,
  apdu: async () => (await import('./commands/apdu.ts')).apdu as CommandModule,
  timing: async () => (await import('./commands/timing.ts')).timing,
  simulate: async () => (await import('./commands/simulate.ts')).simulate,
  load: async () => (await import('./commands/load.ts')).load as CommandModule,
  card: async () => (await import('./commands/card/card.ts')).card,
  applet: async () => (await import('./commands/applet/applet.ts')).applet,
  centre: async () => (await import('./commands/centre/centre.ts')).centre,
  trace: async () => (await import('./commands/trace/trace.ts')).trace,
  pki: async () => (await import('./commands/pki/pki.ts')).pki,
  verify: async () => (await import('./commands/verify.ts')).verify as CommandModule,
  doctor: async () => (await import('./commands/doctor.ts')).doctor as CommandModule,
  schema: async () => (await import('./commands/schema.ts')).schema as CommandModule,
};

/** The command that is called, or all of them where the words do not begin with one: for help, and for a guess. */
const chosenCommands = (words: readonly string[]): Promise<CommandModule[]> => {
  const [first = ''] = words;
  if (first === '--version') {
    return Promise.resolve([]);
  }
  const called = Object.hasOwn(commands, first) ? commands[first] : undefined;
  return Promise.all((called ? [called] : Object.values(commands)).map((load) => load()));
};

/** The language has to be known before the command line is read: its messages depend on it. */
const wantedLanguage = (words: readonly string[]): string | undefined => {
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  const at = own.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  return own[at]?.startsWith('--lang=') ? own[at]?.slice('--lang='.length) : at < 0 ? undefined : own[at + 1];
};

const commandLine = async (words: readonly string[]): Promise<Argv> =>
  (await chosenCommands(words)).reduce((line, command) => line.command(command), commandLineWithout(words));

const commandLineWithout = (words: readonly string[]): Argv =>
  withUnknownWordsTold(withoutSpareHelp(yargs([...words])))
    .scriptName('kazasu')
    .usage('$0 COMMAND\n\nA software My Number Card for PC/SC, and the bench around it.')
    .parserConfiguration({'populate--': true})
    .locale(languageOf(wantedLanguage(words)))
    .completion('completion', 'Print a shell completion script')
    .check(givenOnce)
    .check(spoken)
    .demandCommand(1)
    .strict()
    .wrap(terminalWidth(110))
    .version(productVersion)
    .help()
    .alias('help', 'h')
    .epilogue(exitStatusHelp)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError({en: message, ja: message});
    });

/** The part of yargs that lays out help, as its commands see it. */
interface HelpLayout {
  getInternalMethods(): {getUsageInstance(): {cacheHelpMessage: () => void}};
}

/**
 * yargs lays out the help of every command that it starts, in case the command fails and help is shown then. Ours
 * answer a failure with one sentence, and the layout would take as long as loading a tenth of the product.
 */
const withoutSpareHelp = (line: Argv): Argv => {
  (line as unknown as HelpLayout).getInternalMethods().getUsageInstance().cacheHelpMessage = () => undefined;
  return line;
};

/** What may come several times: words, and the options of `verify` that are lists of files or policies. */
const lists = new Set([
  '_',
  '--',
  'applet',
  'scenarios',
  'set',
  'disturb',
  'line',
  'record',
  'trust',
  'untrusted',
  'crl',
  'ocsp',
  'policy',
  'revoked',
]);

/** What may come several times there only. */
const listsOfOne = new Set(['centre misbehaviour', 'run scenario']);

/** An option that is given twice becomes a list; most of ours are none. */
const givenOnce = (given: Readonly<Record<string, unknown>>): true => {
  const [command] = Array.isArray(given['_']) ? given['_'] : [];
  for (const [name, value] of Object.entries(given)) {
    if (Array.isArray(value) && !lists.has(name) && !listsOfOne.has(`${command} ${name}`)) {
      throw new UsageError({
        en: `--${name} was expected once, but came ${value.length} times`,
        ja: `--${name} は1回だけ指定しますが、${value.length} 回指定されました`,
      });
    }
  }
  return true;
};

/** A language we speak; a locale of one (`ja_JP.UTF-8`) will do. */
const spoken = ({lang}: Readonly<Record<string, unknown>>): true => {
  if (typeof lang === 'string' && !/^(en|ja)([_.-].*)?$/.test(lang)) {
    throw new UsageError({
      en: `--lang was expected to be en or ja, but "${lang}" came`,
      ja: `--lang には en か ja を指定してください(「${lang}」が指定されました)`,
    });
  }
  return true;
};

/**
 * The command line; sets the exit status and returns when everything it started has ended, with the language its
 * user is spoken to in.
 */
export const main = async (words: readonly string[] = hideBin(process.argv)): Promise<Language> => {
  const language = languageOf(wantedLanguage(words));
  try {
    if (words.length === 0) {
      print(await (await commandLine(words)).getHelp());
      process.exitCode = exitStatus.usage;
      return language;
    }
    await (await commandLine(words)).parseAsync();
  } catch (error) {
    printError(error, language);
    process.exitCode = exitStatusOf(error);
  }
  return language;
};
