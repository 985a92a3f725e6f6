import yargs, {type Argv, type CommandModule} from 'yargs';
import {hideBin} from 'yargs/helpers';
import {apdu} from './commands/apdu.ts';
import {applet} from './commands/applet/applet.ts';
import {budgetList} from './commands/budgets.ts';
import {card} from './commands/card/card.ts';
import {centre} from './commands/centre/centre.ts';
import {doctor} from './commands/doctor.ts';
import {exec} from './commands/exec.ts';
import {pki} from './commands/pki/pki.ts';
import {profile} from './commands/profile.ts';
import {run} from './commands/run.ts';
import {schema} from './commands/schema.ts';
import {serve} from './commands/serve.ts';
import {simulate} from './commands/simulate.ts';
import {timing} from './commands/timing.ts';
import {trace} from './commands/trace/trace.ts';
import {verify} from './commands/verify.ts';
import {exitStatus, exitStatusHelp, exitStatusOf} from './exit-status.ts';
import {languageOf} from './language.ts';
import {print, printError, reportLostOutput} from './output.ts';
import {productVersion} from './product.ts';
import {UsageError} from './usage-error.ts';

/** The language has to be known before the command line is read: its messages depend on it. */
const wantedLanguage = (words: readonly string[]): string | undefined => {
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  const at = own.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  return own[at]?.startsWith('--lang=') ? own[at]?.slice('--lang='.length) : at < 0 ? undefined : own[at + 1];
};

const commandLine = (words: readonly string[]): Argv =>
  yargs([...words])
    .scriptName('kazasu')
    .usage('$0 COMMAND\n\nA software My Number Card for PC/SC, and the bench around it.')
    .parserConfiguration({'populate--': true})
    .locale(languageOf(wantedLanguage(words)))
    .command(run as CommandModule)
    .command(profile as CommandModule)
    .command(budgetList as CommandModule)
    .command(exec as CommandModule)
    .command(serve as CommandModule)
    .command(apdu as CommandModule)
    .command(timing)
    .command(simulate)
    .command(card)
    .command(applet)
    .command(centre)
    .command(trace)
    .command(pki)
    .command(verify as CommandModule)
    .command(doctor as CommandModule)
    .command(schema as CommandModule)
    .completion('completion', 'Print a shell completion script')
    .check(givenOnce)
    .demandCommand(1)
    .strict()
    .recommendCommands()
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .version(productVersion)
    .help()
    .alias('help', 'h')
    .epilogue(exitStatusHelp)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError({en: message, ja: message});
    });

/** What may come several times: words, and the options of `verify` that are lists of files or policies. */
const lists = new Set([
  '_',
  '--',
  'applet',
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
const listsOfCentre = new Set(['centre misbehaviour']);

/** An option that is given twice becomes a list; most of ours are none. */
const givenOnce = (given: Readonly<Record<string, unknown>>): true => {
  const [command] = Array.isArray(given['_']) ? given['_'] : [];
  for (const [name, value] of Object.entries(given)) {
    if (Array.isArray(value) && !lists.has(name) && !listsOfCentre.has(`${command} ${name}`)) {
      throw new UsageError({
        en: `--${name} was expected once, but came ${value.length} times`,
        ja: `--${name} は1回だけ指定しますが、${value.length} 回指定されました`,
      });
    }
  }
  return true;
};

/** The command line; sets the exit status and returns when everything it started has ended. */
export const main = async (words: readonly string[] = hideBin(process.argv)): Promise<void> => {
  const language = languageOf(wantedLanguage(words));
  try {
    if (words.length === 0) {
      print(await commandLine(words).getHelp());
      process.exitCode = exitStatus.usage;
      return;
    }
    await commandLine(words).parseAsync();
  } catch (error) {
    printError(error, language);
    process.exitCode = exitStatusOf(error);
  }
  // What was printed last may still fail on its way out.
  process.once('beforeExit', () => reportLostOutput(language));
};

await main();
