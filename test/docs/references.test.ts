import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';

const rooms = ['protocol', 'emulator', 'terminal', 'centre', 'conformance', 'scenarios', 'reports', 'cli'];

const sources = rooms
  .filter((room) => existsSync(room))
  .flatMap((room) =>
    readdirSync(room, {recursive: true, encoding: 'utf8'})
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(room, name)),
  )
  .map((file) => ({file, text: readFileSync(file, 'utf8')}));

const numbers = (document: string): string[] =>
  [...readFileSync(document, 'utf8').matchAll(/^\| ([SDTCW]\d+) +\|/gm)].map(([, number = '']) => number);

/** Every number of a document that the code leans on, with the file that does. */
const cited = (pattern: RegExp): {file: string; number: string}[] =>
  sources.flatMap(({file, text}) => [...text.matchAll(pattern)].map(([, number = '']) => ({file, number})));

for (const [document, pattern] of [
  ['docs/sources.md', /(?:\[|reference: ')(S\d+)\b/g],
  ['docs/deviations.md', /(?<=reference: '|Bench-defined, |\[S\d+\], )([DTCW]\d+)\b/g],
] as const) {
  test(`every number the code cites stands in ${document}, once`, (t) => {
    const known = numbers(document);
    t.deepEqual(known, [...new Set(known)]);
    const citations = cited(pattern);
    t.true(citations.length > 3, `only ${citations.length} citations were found`);
    t.deepEqual(
      citations.filter(({number}) => !known.includes(number)),
      [],
    );
  });
}

test('deviations lean only on sources that are numbered', (t) => {
  const known = numbers('docs/sources.md');
  const text = readFileSync('docs/deviations.md', 'utf8');
  t.deepEqual(
    [...text.matchAll(/\[(S\d+)\]/g)]
      .map(([, number]) => number)
      .filter((number) => !known.includes(number ?? '')),
    [],
  );
});
