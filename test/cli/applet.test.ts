import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import anyTest from 'ava';
import {standardAppletNames, standardApplets} from '../../protocol/applets/index.ts';
import {dataBlockOf, packageOfDataBlock, readCapArchive} from '../../protocol/cap/index.ts';
import {toHex} from '../../protocol/index.ts';
import {kazasuHere} from '../support/in-this-process.ts';
import {kazasu, ownDirectory} from '../support/kazasu.ts';

// One at a time: what a command prints is taken from the process.
const test = anyTest.serial;

const stampCard = fileURLToPath(new URL('../../examples/applets/stamp-card.js', import.meta.url));

test('the CAP file of each application is one that a client reads, names its package, and is the same every time', async (t) => {
  const directory = ownDirectory(t);
  for (const name of standardAppletNames) {
    const [one, two] = [join(directory, `${name}.cap`), join(directory, `${name}-2.cap`)];
    t.is((await kazasuHere(['applet', 'cap', name, '--out', one])).status, 0);
    await kazasuHere(['applet', 'cap', name, '--out', two]);
    t.deepEqual(readFileSync(one), readFileSync(two));
    const {header, modules, components} = readCapArchive(readFileSync(one));
    t.is(toHex(header.package.aid), toHex(standardApplets[name].packageAid));
    t.deepEqual(
      modules.map(({aid}) => toHex(aid)),
      [toHex(standardApplets[name].moduleAid)],
    );
    for (const descriptor of [true, false]) {
      const block = dataBlockOf(components, {descriptor});
      t.true(block.length > 2000 && block.length < 3000, `${block.length} bytes`);
      t.is(toHex(packageOfDataBlock(block).header.package.aid), toHex(header.package.aid));
    }
  }
});

test('applet list names applications and AIDs, in words and as JSON', async (t) => {
  const {stdout} = await kazasuHere(['applet', 'list', '--lang', 'ja']);
  t.regex(stdout, /service-d +業務タイプD +F04B415A4153550202 +F04B415A415355020201/);
  const {applets} = JSON.parse((await kazasuHere(['applet', 'list', '--json'])).stdout) as {
    applets: {name: string}[];
  };
  t.deepEqual(
    applets.map(({name}) => name),
    [...standardAppletNames],
  );
});

test('a CAP file of one’s own module is written, and what cannot be says why', async (t) => {
  const out = join(ownDirectory(t), 'stamp.cap');
  const made = await kazasuHere(['applet', 'cap', stampCard, '--out', out]);
  t.regex(made.stderr, /Stamp card, package F04B415A415355E0, module F04B415A415355E001/);
  t.is(toHex(readCapArchive(readFileSync(out)).header.package.aid), 'F04B415A415355E0');
  for (const [name, fragment] of [
    [stampCard, /KZS-CLI-FILE-EXISTS/],
    ['servce-d', /KZS-CLI-USAGE.*"service-d" may be meant/],
    ['nowhere/shop.js', /KZS-APPLET-MODULE.*nowhere\/shop\.js/],
  ] as const) {
    const target = name === stampCard ? out : `${out}.other`;
    const refused = await kazasuHere(['applet', 'cap', name, '--out', target]);
    t.is(refused.status, 2);
    t.regex(refused.stderr, fragment);
  }
});

test('a module that is none is wrong usage wherever a card is run', async (t) => {
  const said = await kazasu(t, ['apdu', '00A4040000', '--applet', 'nowhere.js'], {PCSCLITE_CSOCK_NAME: ''});
  t.is(said.status, 2, said.said);
  t.regex(said.stderr, /KZS-APPLET-MODULE: .*expected at nowhere\.js, but there is no ordinary file/);
});
