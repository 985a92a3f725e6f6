import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {folders, loadedWith, specifiers, type Tree, violations} from './import-rules.ts';

const sourcesOf = (root: string): Tree =>
  new Map(
    folders
      .filter((folder) => existsSync(path.join(root, folder)))
      .flatMap((folder) =>
        readdirSync(path.join(root, folder), {recursive: true, encoding: 'utf8'})
          .filter((file) => file.endsWith('.ts'))
          .map((file): [string, string] => {
            const name = path.posix.join(folder, ...file.split(path.sep));
            return [name, readFileSync(path.join(root, name), 'utf8')];
          }),
      ),
  );

test('every source file keeps to the import table, and to the shape of a file', (t) => {
  const tree = sourcesOf(process.cwd());
  t.true(tree.has('protocol/index.ts') && tree.size > 20, `only ${tree.size} files were found`);
  t.deepEqual(violations(tree), []);
});

test('the folders of the table are the folders that are compiled', (t) => {
  const {include} = JSON.parse(readFileSync('tsconfig.json', 'utf8')) as {include: string[]};
  t.deepEqual([...folders].sort(), [...include].sort());
});

const planted: readonly [claim: string, tree: Record<string, string>, expected: string | undefined][] = [
  [
    'a folder may import what its row names',
    {'terminal/a.ts': "import {x} from '../protocol/x.ts';", 'protocol/x.ts': ''},
    undefined,
  ],
  [
    'a folder may not import what its row does not name',
    {'terminal/a.ts': "import {x} from '../emulator/x.ts';", 'emulator/x.ts': ''},
    'terminal/a.ts imports emulator/x.ts; terminal/ may import only terminal, protocol',
  ],
  [
    'an import of types is an import',
    {'protocol/a.ts': "import type {X} from '../centre/x.ts';", 'centre/x.ts': ''},
    'protocol/a.ts imports centre/x.ts; protocol/ may import only protocol',
  ],
  [
    'an import over several lines is seen',
    {'protocol/a.ts': "import {\n  a,\n  type B,\n} from '../centre/x.ts';", 'centre/x.ts': ''},
    'protocol/a.ts imports centre/x.ts; protocol/ may import only protocol',
  ],
  [
    'a re-export is an import',
    {'emulator/a.ts': "export * from '../terminal/x.ts';", 'terminal/x.ts': ''},
    'emulator/a.ts imports terminal/x.ts; emulator/ may import only emulator, protocol',
  ],
  [
    'an import() is an import',
    {'centre/a.ts': "const x = await import('../reports/x.ts');", 'reports/x.ts': ''},
    'centre/a.ts imports reports/x.ts; centre/ may import only centre, protocol',
  ],
  [
    'an import for its side effect is an import',
    {'centre/a.ts': "import '../reports/x.ts';", 'reports/x.ts': ''},
    'centre/a.ts imports reports/x.ts; centre/ may import only centre, protocol',
  ],
  [
    'an import() of an expression cannot be judged and is refused',
    {'centre/a.ts': 'const x = await import(name);'},
    'centre/a.ts imports something that is not a string literal',
  ],
  [
    'scenarios come in by the front door of the emulator',
    {'scenarios/a.ts': "import {x} from '../emulator/index.ts';", 'emulator/index.ts': ''},
    undefined,
  ],
  [
    'conformance does not come in by a back door of the emulator',
    {
      'conformance/card/a.ts': "import {x} from '../../emulator/applications/jpki.ts';",
      'emulator/applications/jpki.ts': '',
    },
    'conformance/card/a.ts imports emulator/applications/jpki.ts; conformance/ may import only conformance, protocol, terminal, centre, emulator/index.ts',
  ],
  [
    'nothing but examples and tests imports the command line',
    {'reports/a.ts': "import {x} from '../cli/x.ts';", 'cli/x.ts': ''},
    'reports/a.ts imports cli/x.ts; reports/ may import only reports, protocol',
  ],
  [
    'the package does not import itself by its name',
    {'cli/a.ts': "import {x} from 'kazasu/protocol';"},
    'cli/a.ts imports kazasu/protocol; a file of ours is named by its relative path',
  ],
  [
    'a relative import ends in .ts',
    {'protocol/a.ts': "import {x} from './x.js';", 'protocol/x.ts': ''},
    'protocol/a.ts imports ./x.js, which does not end in .ts',
  ],
  [
    'an import leads to a file',
    {'protocol/a.ts': "import {x} from './gone.ts';"},
    'protocol/a.ts imports protocol/gone.ts, which is not there',
  ],
  [
    'files do not import each other in a circle',
    {
      'protocol/a.ts': "import {b} from './b.ts';",
      'protocol/b.ts': "import {c} from './c.ts';",
      'protocol/c.ts': "import {type A} from './a.ts';",
    },
    'protocol/a.ts → protocol/b.ts → protocol/c.ts → protocol/a.ts is a circle of imports',
  ],
  [
    'a circle that only types close is none at run time',
    {'protocol/a.ts': "import {b} from './b.ts';", 'protocol/b.ts': "import type {A} from './a.ts';"},
    undefined,
  ],
  [
    'a file has a name that says something',
    {'cli/card-utils.ts': ''},
    'cli/card-utils.ts has a name that says nothing',
  ],
  [
    'a folder has a name that says something',
    {'cli/helpers/pin.ts': ''},
    'cli/helpers/pin.ts has a name that says nothing',
  ],
  [
    'a folder outside the table is noticed',
    {'shop/a.ts': ''},
    'shop/a.ts lies in a folder the import table does not know',
  ],
  ['a file of 300 lines is not too long', {'cli/a.ts': 'x\n'.repeat(300)}, undefined],
  [
    'a file of 301 lines is too long',
    {'cli/a.ts': 'x\n'.repeat(301)},
    'cli/a.ts has 301 lines, more than 300',
  ],
];

for (const [claim, tree, expected] of planted) {
  test(`planted: ${claim}`, (t) => {
    t.deepEqual(violations(new Map(Object.entries(tree))), expected === undefined ? [] : [expected]);
  });
}

test('comments, strings and template texts import nothing', (t) => {
  const source = [
    "// import {x} from './comment.ts';",
    "/* import {x} from './block.ts'; */",
    "/** It's said: import {x} from './docs.ts' */",
    `const address = 'https://example.jp/'; import('./after-an-address.ts');`,
    "const text = `\nimport {x} from './template.ts';\n`;",
    "export const a = 1; // see './a.ts'",
    "import {real} from './real.ts';",
  ].join('\n');
  t.deepEqual(specifiers(source).sort(), ['./after-an-address.ts', './real.ts']);
});

/** What a command must not load before it runs: each folder costs its start tens of milliseconds. */
const spared: readonly (readonly [file: string, spared: readonly string[]])[] = [
  [
    'cli/command-line.ts',
    ['protocol/index.ts', 'reports/index.ts', 'emulator/', 'terminal/', 'centre/', 'scenarios/'],
  ],
  ['cli/commands/budgets.ts', ['protocol/index.ts', 'emulator/', 'terminal/', 'centre/']],
  ['cli/commands/simulate.ts', ['emulator/', 'terminal/', 'centre/']],
  ['cli/commands/timing.ts', ['emulator/index.ts', 'terminal/', 'centre/', 'scenarios/']],
  ['cli/commands/verify.ts', ['emulator/', 'terminal/', 'scenarios/', 'centre/service/']],
  ['cli/commands/exec.ts', ['centre/index.ts', 'scenarios/index.ts', 'centre/card-management/']],
  ['cli/commands/card/card.ts', ['centre/index.ts', 'scenarios/index.ts', 'terminal/']],
];

for (const [file, unwanted] of spared) {
  test(`${file} loads nothing of ${unwanted.join(', ')}`, (t) => {
    const loaded = [...loadedWith(sourcesOf(process.cwd()), file)];
    t.true(loaded.length > 1);
    t.deepEqual(
      loaded.filter((path) => unwanted.some((beginning) => path.startsWith(beginning))),
      [],
    );
  });
}

test('what a file loads goes on from file to file, and leaves types and import() out', (t) => {
  const tree = new Map([
    ['cli/a.ts', "import {b} from './b.ts';\nimport type {T} from './t.ts';\nawait import('./late.ts');"],
    ['cli/b.ts', "export {c} from './c.ts';"],
    ['cli/c.ts', ''],
    ['cli/t.ts', ''],
    ['cli/late.ts', ''],
  ]);
  t.deepEqual([...loadedWith(tree, 'cli/a.ts')], ['cli/a.ts', 'cli/b.ts', 'cli/c.ts']);
});
