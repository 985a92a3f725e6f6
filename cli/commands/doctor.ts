import type {CommandModule} from 'yargs';
import {exposureFindings} from '../doctor/exposure.ts';
import type {Finding} from '../doctor/finding.ts';
import {installationFindings} from '../doctor/installation.ts';
import {linkLatencyFindings} from '../doctor/link-latency.ts';
import {exitStatus, exitStatusHelp} from '../exit-status.ts';
import {type Language, languageOf, languageOption, say} from '../language.ts';
import {print} from '../output.ts';
import {productName, productVersion} from '../product.ts';

interface Options {
  json: boolean;
  lang: string | undefined;
}

const marks = {ok: '✔', advice: '!', missing: '✘'} as const;

/** `kazasu doctor`: what is on this machine, what stands in the way, and how to mend it. */
export const doctor: CommandModule<object, Options> = {
  command: 'doctor',
  describe: 'Say what is installed, what is exposed, how fast the link is, and how to mend what is not right',
  builder: (yargs) =>
    yargs
      .options(languageOption)
      .option('json', {type: 'boolean', default: false, describe: 'Print the findings as JSON'})
      .example('$0 doctor', 'Before a run, or when one fails to start')
      .epilogue(exitStatusHelp),
  async handler(options) {
    const language = languageOf(options.lang);
    const findings: Finding[] = [];
    for (const look of [installationFindings, exposureFindings, linkLatencyFindings]) {
      const found = await look();
      findings.push(...found);
      if (!options.json) {
        print(found.map((finding) => lines(finding, language)).join('\n'));
      }
    }
    const missing = findings.some(({state}) => state === 'missing');
    if (options.json) {
      print(
        JSON.stringify({product: `${productName} ${productVersion}`, ready: !missing, findings}, null, 2),
      );
    } else {
      print(say(missing ? notReady : ready, language));
    }
    process.exitCode = missing ? exitStatus.environment : exitStatus.ok;
  },
};

const lines = ({state, title, found, fix}: Finding, language: Language): string => {
  const first = `${marks[state]} ${say(title, language)}: ${say(found, language)}`;
  return fix ? `${first}\n    → ${say(fix, language)}` : first;
};

const ready = {en: 'Ready to serve cards over PC/SC.', ja: 'PC/SC経由でカードを提供できます。'};
const notReady = {
  en: 'Not ready for PC/SC; "kazasu run --link in-process" works without.',
  ja: 'PC/SCの準備ができていません。"kazasu run --link in-process" は利用できます。',
};
