import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {kazasuLoadSchema} from '../../reports/index.ts';
import {kazasu, ownDirectory, refusedKazasu, startKazasu} from '../support/kazasu.ts';

const load = (t: Parameters<typeof startKazasu>[0], ...args: string[]) =>
  startKazasu(t, ['load', ...args]).ended;

test('a load brings its own centre, every log-in passes, and the result fits its schema', async (t) => {
  const {status, stdout, stderr} = await load(t, '--rate', '10', '--seconds', '2', '--cards', '2', '--json');
  t.is(stderr, '');
  const result = kazasuLoadSchema.parse(JSON.parse(stdout));
  t.is(result.intended, 20);
  t.deepEqual(result.outcomes, {passed: 20});
  t.is(result.response.count, 20);
  // Whether a slow machine held the rate is its own affair.
  t.is(status, result.held ? 0 : 5);
});

test('a centre that refuses is told by its reasons, and the command ends by 1', async (t) => {
  const folder = ownDirectory(t);
  const [keyFile, adminKeyFile] = [join(folder, 'key'), join(folder, 'admin')];
  const serving = startKazasu(t, ['centre', 'serve', '--json', '--admin-key-file', adminKeyFile]);
  const {url} = JSON.parse(await serving.until('\n')) as {url: string};
  const centre = ['--url', url, '--admin-key-file', adminKeyFile];
  t.is((await kazasu(t, ['centre', 'party', 'shop', ...centre, '--key-file', keyFile])).status, 0);
  const rule = ['--add', 'http-503', '--operation', 'login/answer'];
  t.is((await kazasu(t, ['centre', 'rules', ...centre, ...rule])).status, 0);
  const few = ['--rate', '5', '--seconds', '1', '--cards', '1'];
  const {status, stdout} = await load(t, '--url', url, '--key-file', keyFile, ...few);
  t.is(status, 1);
  t.regex(stdout, /KZS-[A-Z-]+: 5\n/);
  t.notRegex(stdout, /^HELD/m);
  serving.child.kill('SIGTERM');
  t.is((await serving.ended).status, 0);
});

for (const [what, args, said] of [
  ['no rate', ['--rate', '0'], /--rate was expected to be a whole number from 1/],
  ['a rate beyond any generator', ['--rate', '99999'], /--rate was expected to be at most 20000/],
  ['no address', ['--url', 'centre'], /--url was expected to begin with http:\/\//],
  ['no key', ['--url', 'http://127.0.0.1:1'], /expected to come with --key-file/],
  ['another machine', ['--url', 'http://192.0.2.7:80', '--key-file', 'KEY'], /192\.0\.2\.7 is elsewhere/],
  [
    'a key file that is not there',
    ['--url', 'http://127.0.0.1:1', '--key-file', 'nowhere'],
    /key was expected in nowhere/,
  ],
] as const) {
  test(`${what}: one sentence, and exit status 2`, async (t) => {
    const key = join(ownDirectory(t), 'key');
    writeFileSync(key, 'kzrp_nobody\n');
    const words = args.map((word) => (word === 'KEY' ? key : word));
    const {status, stderr} = await refusedKazasu(['load', ...words]);
    t.is(status, 2);
    t.regex(stderr, said);
  });
}
