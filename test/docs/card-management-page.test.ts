import {spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {ownDirectory, startKazasu} from '../support/kazasu.ts';

const page = readFileSync(new URL('../../../docs/card-management.md', import.meta.url), 'utf8');

/** The example a reader types: its first line serves the centre, the rest asks it. */
const [serving = '', ...asking] = (/## Five minutes\n\n```sh\n([^`]*)```/.exec(page)?.[1] ?? '').split('\n');

const lacksCurl = !['/usr/bin/curl', '/bin/curl'].some((path) => existsSync(path));

/** Standard output of a shell that is given these lines. */
const shell = (lines: string, directory: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn('bash', ['-eu'], {cwd: directory, stdio: ['pipe', 'pipe', 'inherit']});
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      said += piece;
    });
    child.on('error', reject);
    child.on('close', () => resolve(said));
    child.stdin.end(lines);
  });

(lacksCurl ? test.skip : test)(
  'the example of the card management page begins, commits and takes back as it says',
  async (t) => {
    t.regex(serving, /^npx kazasu centre serve --port 8600 --admin-key-file admin-key --store centre\.db /);
    const directory = ownDirectory(t);
    const args = ['--admin-key-file', join(directory, 'admin-key'), '--store', join(directory, 'centre.db')];
    const running = startKazasu(t, ['centre', 'serve', '--json', ...args]);
    const {url} = JSON.parse(await running.until('\n'));
    const lines = asking
      .join('\n')
      .replaceAll('http://127.0.0.1:8600', url)
      .replaceAll('curl -s', "curl -s -w '\\n'");
    const answers = (await shell(lines, directory))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    running.child.kill('SIGINT');
    await running.ended;

    t.deepEqual(
      answers.filter(({status}) => status >= 400),
      [],
    );
    const [plan, , committed, card, , takenBack, verdict] = answers.slice(-7);
    t.deepEqual(
      plan.steps.map((step: {do: string}) => step.do),
      ['create-domain', 'load', 'install', 'personalise', 'read-back', 'lock'],
    );
    t.is(committed.state, 'committed');
    t.deepEqual(
      card.applications.map(({area, kind, userId, stopped}: Record<string, unknown>) => [
        area,
        kind,
        userId,
        stopped,
      ]),
      [['extended', 'common', 'A-001', true]],
    );
    t.deepEqual(takenBack, {state: 'aborted', towards: 'absent', steps: []});
    t.true(verdict.intact);
  },
);
