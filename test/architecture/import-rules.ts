import path from 'node:path';

/** What a folder may import besides its own files; CONTRIBUTING.md explains why. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  emulator: ['protocol'],
  terminal: ['protocol'],
  centre: ['protocol'],
  reports: ['protocol'],
  conformance: ['protocol', 'terminal', 'centre', 'emulator/index.ts'],
  scenarios: ['protocol', 'terminal', 'centre', 'emulator/index.ts'],
  cli: ['protocol', 'emulator', 'terminal', 'centre', 'reports', 'conformance', 'scenarios'],
  examples: ['protocol', 'emulator', 'terminal', 'centre', 'reports', 'conformance', 'scenarios', 'cli'],
  test: [
    'protocol',
    'emulator',
    'terminal',
    'centre',
    'reports',
    'conformance',
    'scenarios',
    'cli',
    'examples',
  ],
};

export const folders: readonly string[] = Object.keys(mayImport);

/** Longest file in lines. Tables of test cases may run longer than code. */
const ceiling = (file: string): number => (file.startsWith('test/') ? 400 : 300);

const emptyNames = /(^|[/.-])(utils?|helpers?|managers?)([.-]|\/|$)/;

/** Source text by path from the root of the clone, with `/` between. */
export type Tree = ReadonlyMap<string, string>;

/** Every way in which these sources break the rules, one sentence each. */
export const violations = (tree: Tree): string[] => [
  ...[...tree].flatMap(([file, source]) => [
    ...specifiers(source).flatMap((specifier) => importViolations(tree, file, specifier)),
    ...shapeViolations(file, source),
  ]),
  ...cycles(tree).map((cycle) => `${cycle.join(' → ')} is a circle of imports`),
];

const importViolations = (tree: Tree, file: string, specifier: string): string[] => {
  if (specifier === computed) {
    return file.startsWith('test/') || loadsModulesOfUsers.has(file)
      ? []
      : [`${file} imports something that is not a string literal`];
  }
  if (specifier.startsWith('/') || specifier.startsWith('file:') || /^kazasu(\/|$)/.test(specifier)) {
    return [`${file} imports ${specifier}; a file of ours is named by its relative path`];
  }
  if (!specifier.startsWith('.')) {
    return [];
  }
  const target = resolved(file, specifier);
  const found: string[] = [];
  if (!specifier.endsWith('.ts')) {
    found.push(`${file} imports ${specifier}, which does not end in .ts`);
  } else if (!tree.has(target)) {
    found.push(`${file} imports ${target}, which is not there`);
  }
  const from = folderOf(file);
  const allowed = [from, ...(mayImport[from] ?? [])];
  if (!allowed.some((entry) => target === entry || target.startsWith(`${entry}/`))) {
    found.push(`${file} imports ${target}; ${from}/ may import only ${allowed.join(', ')}`);
  }
  return found;
};

const shapeViolations = (file: string, source: string): string[] => {
  const lines = source.split('\n').length - (source.endsWith('\n') ? 1 : 0);
  return [
    ...(mayImport[folderOf(file)] ? [] : [`${file} lies in a folder the import table does not know`]),
    ...(emptyNames.test(file) ? [`${file} has a name that says nothing`] : []),
    ...(lines > ceiling(file) ? [`${file} has ${lines} lines, more than ${ceiling(file)}`] : []),
  ];
};

const folderOf = (file: string): string => file.split('/')[0] ?? '';

const resolved = (file: string, specifier: string): string =>
  path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));

/** The files whose work is to import what a person names. */
const loadsModulesOfUsers: ReadonlySet<string> = new Set([
  'emulator/user-applets/applet-thread.ts',
  'scenarios/user-scenarios/import-module.ts',
]);

/** Stands for `import(…)` of an expression. */
const computed = '(computed)';

interface Import {
  readonly specifier: string;
  /** `import type` and `export type`: nothing of it is left at run time. */
  readonly erased: boolean;
  /** `import()`: loaded when it is reached. */
  readonly late: boolean;
}

const statement = /^\s*(?:import|export)(\s+type)?\b[^'"`;=()]*?\bfrom\s*['"](.+?)['"]/gm;
const sideEffect = /^\s*import(\s*)['"](.+?)['"]/gm;
const dynamic = /\bimport(\s*)\(\s*(?:['"`]([^'"`$]+)['"`]\s*[,)])?/g;

const importsOf = (source: string): Import[] => {
  const code = withoutComments(source);
  return [statement, sideEffect, dynamic].flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      specifier: match[2] ?? computed,
      erased: match[1]?.trim() === 'type',
      late: pattern === dynamic,
    })),
  );
};

/** The specifiers of all import and export declarations and `import()` expressions, those of types included. */
export const specifiers = (source: string): string[] => importsOf(source).map(({specifier}) => specifier);

/** Every file that is loaded when this one is, itself among them; what an `import()` brings later is not. */
export const loadedWith = (tree: Tree, file: string, seen = new Set<string>()): ReadonlySet<string> => {
  const source = tree.get(file);
  if (source !== undefined && !seen.has(file)) {
    seen.add(file);
    for (const {specifier, erased, late} of importsOf(source)) {
      if (!erased && !late && specifier.startsWith('.')) {
        loadedWith(tree, resolved(file, specifier), seen);
      }
    }
  }
  return seen;
};

const token = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;

/** Blanks comments and texts; what an import may name is kept, so that `//` in it begins no comment. */
const withoutComments = (source: string): string =>
  source.replace(token, (found) => {
    if (found.startsWith('/')) {
      return ' ';
    }
    return /\bimport\b.*[('"]|[\n$]/.test(found.slice(1, -1)) ? "''" : found;
  });

/** Circles among files at run time; each is told once, from where it was entered to where it closes. */
const cycles = (tree: Tree): string[][] => {
  const found: string[][] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const visit = (file: string): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      found.push([...trail.slice(at), file]);
      return;
    }
    const source = tree.get(file);
    if (source === undefined || finished.has(file)) {
      return;
    }
    trail.push(file);
    for (const {specifier, erased} of importsOf(source)) {
      if (!erased && specifier.startsWith('.')) {
        visit(resolved(file, specifier));
      }
    }
    trail.pop();
    finished.add(file);
  };
  for (const file of tree.keys()) {
    visit(file);
  }
  return found;
};
