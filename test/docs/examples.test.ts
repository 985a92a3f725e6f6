import {spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {kazasuHere} from '../support/in-this-process.ts';
import {ownDirectory, startKazasu} from '../support/kazasu.ts';

const root = new URL('../../../', import.meta.url);
const pageAt = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const page = pageAt('docs/card-management.md');

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

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(new URL('docs', root)).map((name) => `docs/${name}`),
  ...readdirSync(new URL('examples', root)).map((name) => `examples/${name}/README.md`),
].filter((path) => path.endsWith('.md') && existsSync(new URL(path, root)));

test('what a page says to type begins with npx, since npm start puts no kazasu on the path', (t) => {
  t.true(pages.length > 20);
  const typed = pages.flatMap((path) =>
    [...pageAt(path).matchAll(/^```sh\n((?:.*\n)*?)```/gm)].flatMap(([, block = '']) =>
      block.split('\n').map((line) => `${path}: ${line}`),
    ),
  );
  t.true(typed.filter((line) => line.includes('npx kazasu ')).length > 50);
  t.deepEqual(
    typed.filter((line) => /(?<!npx )\bkazasu [a-z]/.test(line)),
    [],
  );
});

test('the applet of the page about applications is installed and run as the page says', async (t) => {
  const applets = pageAt('docs/applets.md');
  const directory = ownDirectory(t);
  const at = (name: string): string => join(directory, name);
  writeFileSync(at('package.json'), '{"type": "module"}');
  writeFileSync(at('counter.js'), /```js\n([^`]*)```/.exec(applets)?.[1] ?? '');
  const said = [];
  for (const line of ['card create --out', 'applet install ./counter.js', 'apdu A4040C:']) {
    const [, words = ''] = new RegExp(`^npx kazasu (${line}.*)$`, 'm').exec(applets) ?? [];
    const placed = words
      .replaceAll('card.json', at('card.json'))
      .replaceAll('./counter.js', at('counter.js'));
    said.push(await kazasuHere(placed.split(' ')));
  }
  t.deepEqual(
    said.map(({status}) => status),
    [0, 0, 0],
  );
  t.regex(said[1]?.stdout ?? '', /^installed: Counter, in the area for ordinances/);
  t.regex(said[2]?.stdout ?? '', /< 00 9000/);
});
