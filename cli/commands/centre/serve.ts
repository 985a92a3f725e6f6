import type {CommandModule} from 'yargs';
import type {RequestRow} from '../../../centre/index.ts';
import {realClock} from '../../../protocol/index.ts';
import {commonSeed} from '../../../scenarios/world/test-world.ts';
import {type AdminKey, openAdminKey} from '../../centre/admin-key.ts';
import {installationKeyFile, openInstallationKey} from '../../centre/installation-key.ts';
import {isLoopback, type ServedCentre, serveCentre} from '../../centre/serve-centre.ts';
import {takeInterruptions} from '../../interruption.ts';
import {type Language, languageOf, languageOption, say} from '../../language.ts';
import {print, printError, remark} from '../../output.ts';
import {openTrace, traceOption} from '../../trace-option.ts';
import {portNumber} from '../../whole-number.ts';

interface Options {
  host: string;
  port: string;
  'status-port': string;
  seed: string;
  store: string;
  'admin-key-file': string | undefined;
  'installation-key-file': string | undefined;
  'show-keys': boolean;
  misbehaviour: string[];
  'misbehaviour-by-request': boolean;
  trace: string | undefined;
  verbose: boolean;
  json: boolean;
  lang: string | undefined;
}

const flag = (describe: string) => ({type: 'boolean', default: false, describe}) as const;

/** `kazasu centre serve`: the centre over HTTP, until Ctrl-C. */
export const serveCommand: CommandModule<object, Options> = {
  command: 'serve',
  describe:
    'Serve the centre over HTTP until Ctrl-C: registrar, relying parties, OCSP, revocation lists and card management',
  builder: (yargs) =>
    yargs
      .option('host', {type: 'string', default: '127.0.0.1', describe: 'Address to listen on'})
      .option('port', {type: 'string', default: '0', describe: 'Port; 0 takes a free one'})
      .option('status-port', {
        type: 'string',
        default: '0',
        describe: 'Second port, for OCSP and lists only, which http-closed closes; 0 takes a free one',
      })
      .option('seed', {
        type: 'string',
        default: commonSeed,
        describe: 'Seed of the authorities’ keys; whoever knows it knows them',
      })
      .option('store', {
        type: 'string',
        default: ':memory:',
        describe:
          'File that keeps certificates, relying parties, history and card management; made if it is not there',
      })
      .option('admin-key-file', {
        type: 'string',
        describe: 'File with the administrator’s key; made if it is not there (default: one for this run)',
      })
      .option('installation-key-file', {
        type: 'string',
        describe:
          'File with the key that keeps the issuers’ keys; made if it is not there (default: beside the store)',
      })
      .option('show-keys', flag('Print the administrator’s key when it has just been made'))
      .option('misbehaviour', {
        type: 'string',
        array: true,
        default: [] as string[],
        requiresArg: true,
        describe: 'Misbehave from the start, wherever it can be shown; may be repeated',
      })
      .option('misbehaviour-by-request', flag('Hear the header Kazasu-Misbehave also beyond loopback'))
      .options(traceOption)
      .option('verbose', {...flag('Tell each request in a line on standard error'), alias: 'v'})
      .option('json', flag('Print where everything is as JSON'))
      .options(languageOption)
      .example('$0 centre serve --port 8600', 'Then: curl http://127.0.0.1:8600/openapi.json')
      .epilogue(
        'Exit status: 0 ended by Ctrl-C, 2 wrong usage, 3 the address cannot be listened on, 4 a defect of kazasu.',
      ),
  async handler(options) {
    const language = languageOf(options.lang);
    const port = portNumber('port', options.port);
    const statusPort = portNumber('status-port', options['status-port']);
    const interruptions = takeInterruptions();
    const clock = realClock();
    const trace = openTrace(
      {trace: options.trace, card: undefined, timing: 'none', 'timing-seed': 'none'},
      clock,
      language,
    );
    const adminKey = openAdminKey(options['admin-key-file']);
    try {
      const served = await serveCentre({
        host: options.host,
        port,
        statusPort,
        seed: options.seed,
        store: options.store,
        adminKey: adminKey.key,
        installationKey: openInstallationKey(
          installationKeyFile(options['installation-key-file'], options.store),
        ),
        misbehaviours: options.misbehaviour,
        misbehaviourByRequest: isLoopback(options.host) || options['misbehaviour-by-request'],
        clock,
        ...(trace ? {record: trace.write} : {}),
        ...(options.verbose ? {onRequest: (row: RequestRow) => remark(requestLine(row))} : {}),
        onDefect: (error) => printError(error, language),
      });
      tell(served, adminKey, options, language);
      await interruptions.first;
      await served.stop();
    } finally {
      adminKey.forget();
      trace?.close();
      interruptions.end();
    }
  },
};

const tell = (
  {url, statusUrl}: ServedCentre,
  {key, file, fresh}: AdminKey,
  options: Options,
  language: Language,
): void => {
  const shown = fresh && options['show-keys'] ? {adminKey: key} : {};
  if (options.json) {
    print(JSON.stringify({url, statusUrl, adminKeyFile: file, ...shown}));
  } else {
    print([`url: ${url}`, `status-url: ${statusUrl}`, `admin-key-file: ${file}`].join('\n'));
    if (shown.adminKey !== undefined) {
      print(`admin-key: ${shown.adminKey}`);
    }
    remark(
      say(
        {
          en: `The centre answers; ${url}/openapi.json names its routes. Ctrl-C ends it${options.store === ':memory:' ? ', and it forgets everything' : ''}.`,
          ja: `センターが応答しています。操作の一覧は ${url}/openapi.json にあります。Ctrl-Cで終了します${options.store === ':memory:' ? '(記録はすべて失われます)' : ''}。`,
        },
        language,
      ),
    );
  }
  if (!isLoopback(options.host)) {
    remark(
      say(
        {
          en: `Warning: ${options.host} can be reached from other machines, in plain HTTP. Anybody there may ask, and keys can be read on the way.`,
          ja: `警告: ${options.host} には他のマシンから平文のHTTPで接続できます。誰でも問い合わせができ、鍵は途中で読み取られるおそれがあります。`,
        },
        language,
      ),
    );
  }
};

/** A request in a line; nothing in it is personal or a key. */
const requestLine = (row: RequestRow): string =>
  [
    row.at.toISOString(),
    row.relyingParty ?? '-',
    row.operation,
    row.httpStatus,
    row.outcome,
    `${row.duration.toFixed(1)} ms`,
    row.serialNumber ?? '',
    row.misbehaviour === undefined ? '' : `(${row.misbehaviour})`,
  ]
    .join(' ')
    .trimEnd();
