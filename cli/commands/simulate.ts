import type {CommandModule} from 'yargs';
import {KazasuError} from '../../protocol/index.ts';
import {writeAtomically} from '../../reports/atomic-file.ts';
import {simulationSvg} from '../../reports/simulation/simulation-svg.ts';
import {toSimulationTable} from '../../reports/simulation/simulation-table.ts';
import type {StepTable} from '../../scenarios/simulation/step-table.ts';
import {stepsFileText} from '../../scenarios/simulation/steps-file.ts';
import {exitStatus, exitStatusHelp} from '../exit-status.ts';
import {type Language, languageOf, languageOption} from '../language.ts';
import {print, printError, remark} from '../output.ts';
import {arrangementOptions, chosenSteps} from '../simulate/arrangement-options.ts';
import {dayOptions} from '../simulate/day-options.ts';
import {type MeasuredChoice, measuredOptions} from '../simulate/measured-options.ts';
import {type SimulationChoice, simulation} from '../simulate/simulation.ts';
import {spreadOptions} from '../simulate/spread-options.ts';
import {terminalWidth} from '../terminal-width.ts';
import {checkTarget} from '../writable-target.ts';

interface Options extends SimulationChoice, MeasuredChoice {
  json: boolean;
  lang: string | undefined;
}

const preinstall: CommandModule<object, Options> = {
  command: 'preinstall',
  describe: 'How long setting and pre-install of cards take, with so many terminals and operators',
  builder: (yargs) =>
    yargs
      .options(arrangementOptions)
      .options(measuredOptions)
      .options(spreadOptions)
      .options(dayOptions)
      .option('compare', {
        type: 'boolean',
        default: false,
        describe: 'The setting alone against the ways to add pre-install, with the same operators',
      })
      .option('sweep', {
        type: 'string',
        describe: 'Many plans, such as terminals=1..8,operators=1..4; also setting, preinstall, cards',
      })
      .option('svg', {
        type: 'string',
        describe: 'File for a picture: who works when, makespan over terminals',
      })
      .option('json', {type: 'boolean', default: false, describe: 'Print JSON instead of the table'})
      .options(languageOption)
      .example('$0 simulate preinstall --linked --compare', 'Does pre-install cost next to nothing?')
      .example('$0 simulate preinstall --measured --compare', 'The same by the runs of this build')
      .example('$0 simulate preinstall --cards 3222 --terminals 40 --operators 13 --linked --hours 7', '')
      .epilogue(`Steps, policies and pictures: docs/simulation.md. ${exitStatusHelp}`),
  async handler(options) {
    const language = languageOf(options.lang);
    if (options.svg !== undefined) {
      await checkTarget('svg', options.svg);
    }
    const table = options.measured ? await measuredStepsOf(options, language) : undefined;
    const whole = simulation(options, table);
    print(
      options.json ? JSON.stringify(whole, null, 2) : toSimulationTable(whole, language, terminalWidth(100)),
    );
    if (options.svg !== undefined) {
      await writePicture(options.svg, simulationSvg(whole, language), language, options.json);
    }
  },
};

interface StepsOptions {
  'setting-hands': string | undefined;
  lang: string | undefined;
}

const steps: CommandModule<object, StepsOptions> = {
  command: 'steps',
  describe: 'Print the built-in steps as a file to begin one’s own with (YAML)',
  builder: (yargs) =>
    yargs
      .option('setting-hands', arrangementOptions['setting-hands'])
      .options(languageOption)
      .example('$0 simulate steps > mine.yaml', 'Then: kazasu simulate preinstall --steps mine.yaml')
      .epilogue(exitStatusHelp),
  handler: (options) => print(stepsFileText(chosenSteps({steps: undefined, ...options}))),
};

/** `kazasu simulate`: work with cards, played on paper. */
export const simulate: CommandModule = {
  command: 'simulate',
  describe: 'Simulate the work of setting and pre-install: terminals, operators, cards, days',
  builder: (yargs) =>
    yargs
      .command(preinstall as CommandModule)
      .command(steps as CommandModule)
      .demandCommand(1)
      .example('$0 simulate preinstall', '90 cards, a terminal for each job, one operator')
      .epilogue(exitStatusHelp),
  handler: () => undefined,
};

/** Card, terminal and centre are loaded only where they are played. */
const measuredStepsOf = async (options: Options, language: Language): Promise<StepTable> => {
  const {measuredSteps} = await import('../simulate/measured-steps.ts');
  return measuredSteps(options, language);
};

const writePicture = async (
  path: string,
  picture: string,
  language: Language,
  quiet: boolean,
): Promise<void> => {
  try {
    await writeAtomically(path, picture);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(
      new KazasuError('KZS-REPORT-FAILED', {
        en: `the picture was to be written to ${path}, but this came in between: ${why}`,
        ja: `図を ${path} に書き出せませんでした: ${why}`,
      }),
      language,
    );
    process.exitCode = exitStatus.environment;
    return;
  }
  if (!quiet) {
    remark(language === 'ja' ? `図を ${path} に書きました` : `picture written to ${path}`);
  }
};
