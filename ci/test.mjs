import {spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import {afterSetUp} from './set-up.mjs';
import {root, run, show} from './steps/command.mjs';

/**
 * `npm test`: set up, build, lint, every test. Files or folders under test/ select some of them; options go to AVA.
 * The last line says what came of it, and a lint finding or a crash counts there as a failure.
 */
const main = async () => {
  const outside = lint();
  const {counts, tap, exit, said} = await runTests(process.argv.slice(2).map(compiled));
  outside.push(...crash(counts, exit, said));
  const {junitFromTap} = await import('./steps/junit-from-tap.mjs');
  if (!junitFromTap(tap, outside)) {
    outside.push('tap-junit wrote no report to out/junit');
  }
  for (const what of outside) {
    process.stdout.write(`not ok: ${what}\n`);
  }
  const failed = counts.failed + outside.length;
  process.stdout.write(`${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped\n`);
  return failed === 0 ? 0 : 1;
};

const lint = () => {
  const program = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const done = run(process.execPath, [program, 'ci', '--colors=off', '.']);
  if (done.ok) {
    return [];
  }
  show(done);
  return ['lint (biome ci), see above; "npm run format" mends what can be mended by itself'];
};

/** test/x.test.ts as AVA knows it: dist/test/x.test.js. */
const compiled = (argument) => {
  const path = relative(root, resolve(argument));
  if (!/^test(\/|$)/.test(path)) {
    return argument;
  }
  return join('dist', path.endsWith('.ts') ? path.replace(/\.ts$/, '.js') : join(path, '**', '*.test.js'));
};

const runTests = async (args) => {
  const {tally} = await import('./steps/tap-tally.mjs');
  const program = join(root, 'node_modules', 'ava', 'entrypoints', 'cli.mjs');
  const ava = spawn(process.execPath, [program, '--tap', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = new Promise((done) => {
    ava.once('error', (error) => done(error.message));
    ava.once('close', (code, signal) => done(code ?? signal));
  });
  const tap = gathered(ava.stdout);
  const said = gathered(ava.stderr);
  const counts = await tally(ava.stdout, (text) => process.stdout.write(text));
  const ended = await exit;
  mkdirSync(join(root, 'out'), {recursive: true});
  writeFileSync(join(root, 'out', 'test.tap'), tap());
  return {counts, tap: tap(), said: said(), exit: ended};
};

const gathered = (stream) => {
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
};

/** What went wrong beside the tests themselves. */
const crash = ({passed, failed, skipped, planned}, exit, said) => {
  if (exit === 0 && planned && passed + failed + skipped > 0) {
    return [];
  }
  process.stderr.write(said);
  if (!planned) {
    return [
      `AVA ended (${exit}) before its tests did: a test ran into the time limit or called process.exit(); "npx ava" without --tap names it`,
    ];
  }
  if (passed + failed + skipped === 0) {
    return ['no test ran'];
  }
  return failed === 0 ? [`AVA ended with ${exit} although no test failed`] : [];
};

/** Whoever reads only the last line learns of a failed set-up or build there too. */
const nothingRan = () => process.stdout.write('0 passed, 1 failed, 0 skipped\n');

await afterSetUp(main, {onFailure: nothingRan, forTests: true});
