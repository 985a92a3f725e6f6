import test from 'ava';
import {zipSync} from 'fflate';
import {
  type CapContents,
  type ComponentName,
  type Components,
  capArchive,
  capComponents,
  capFile,
  capPackage,
  componentTags,
  dataBlockOf,
  loadFile,
  loadFileHash,
  packageOfDataBlock,
  readCapArchive,
} from '../../protocol/cap/index.ts';
import {fromHex, KazasuError, toHex} from '../../protocol/index.ts';
import {dice} from '../support/dice.ts';
import {refusal} from '../support/refusal.ts';

const aid = (last: number): Uint8Array => fromHex(`F04B415A4153550${last}`);

const contents: CapContents = {
  package: {aid: aid(0), version: {major: 1, minor: 2}},
  applets: [aid(1), aid(2)],
};
const components = capComponents(contents);

/** The components with one of them changed. */
const changed = (name: ComponentName, change: (info: Uint8Array) => Uint8Array): Components =>
  new Map(
    [...components].map(([tag, info]) => [
      tag,
      tag === componentTags[name] ? change(Uint8Array.from(info)) : info,
    ]),
  );

const withByte = (name: ComponentName, at: number, byte: number): Components =>
  changed(name, (info) => {
    info[at] = byte;
    return info;
  });

const without = (name: ComponentName): Components =>
  new Map([...components].filter(([tag]) => tag !== componentTags[name]));

const library = capComponents({package: contents.package, applets: []});

test('a CAP file that was written is read again: package, modules, imports', (t) => {
  const {header, modules, imports} = readCapArchive(capFile(contents));
  t.deepEqual(header, {
    format: {major: 2, minor: 1},
    flags: {int: false, exports: false, applets: true},
    package: contents.package,
  });
  t.deepEqual(
    modules.map((module) => [toHex(module.aid), module.installOffset]),
    [
      [toHex(aid(1)), 1],
      [toHex(aid(2)), 4],
    ],
  );
  t.deepEqual(
    imports.map((one) => toHex(one.aid)),
    ['A0000000620001'],
  );
  t.deepEqual(capPackage(library).modules, []);
});

test('the same package has two hashes, with Descriptor and without, and both are read', (t) => {
  const blocks = [dataBlockOf(components), dataBlockOf(components, {descriptor: true})];
  const hashes = blocks.map((block) => toHex(loadFileHash('sha256', block)));
  t.not(hashes[0], hashes[1]);
  for (const block of blocks) {
    t.deepEqual(packageOfDataBlock(block).modules, capPackage(components).modules);
  }
  t.is(loadFileHash('sha1', blocks[0] as Uint8Array).length, 20);
  t.is(toHex((blocks[0] as Uint8Array).subarray(0, 3)), '010012');
});

test('a load file goes both ways at every form of its length, with DAP blocks', (t) => {
  for (const padding of [0, 100, 300, 60_000]) {
    const dataBlock = dataBlockOf(capComponents({...contents, padding}));
    for (const count of [0, 1, 3]) {
      const dapBlocks = Array.from({length: count}, (_, n) => ({
        securityDomain: aid(n),
        signature: dice(n).bytes(256),
      }));
      const again = loadFile.decode(loadFile.encode({dapBlocks, dataBlock}));
      t.deepEqual(again.dapBlocks, dapBlocks);
      t.is(toHex(again.dataBlock), toHex(dataBlock));
    }
  }
  const [long] = [loadFile.decode(fromHex('C4820002 0102'))];
  t.is(toHex(long.dataBlock), '0102');
});

const loadFilesRefused = [
  '',
  'C4',
  'C405 01',
  'C480 00',
  'C5020102',
  'C4010001',
  'E200',
  'E2024F00C400',
  'C400E200',
  'C48400000000',
];

test('a load file that is cut off or in another order is refused', (t) => {
  for (const bytes of loadFilesRefused) {
    refusal(t, () => loadFile.decode(fromHex(bytes)), 'KZS-CAP-LOAD-FILE', 'load file');
  }
});

/** What is changed in a right package, and how that is refused. */
const refused: readonly (readonly [title: string, components: Components, id: string, piece: string])[] = [
  ['another magic', withByte('Header', 0, 0xdf), 'MAGIC', 'DFCAFFED'],
  ['format 2.4', withByte('Header', 4, 4), 'VERSION', '2.4'],
  ['format 1.1', withByte('Header', 5, 1), 'VERSION', '1.1'],
  ['the extended form', withByte('Header', 6, 0x0c), 'VERSION', '0C'],
  ['a package AID of 4 bytes', withByte('Header', 9, 4), 'AID', 'Header has one of 4 bytes'],
  ['a package AID longer than the Header', withByte('Header', 9, 16), 'LENGTH', 'Header wants 16 bytes'],
  ['no Class', without('Class'), 'MISSING', 'Class is not there'],
  ['no Method', without('Method'), 'MISSING', 'Method is not there'],
  ['no Applet where the Header has the flag', without('Applet'), 'COUNT', 'size of component 3'],
  ['applets without the flag', withByte('Header', 6, 0), 'COUNT', 'flag for applets'],
  ['one applet more than the Directory says', withByte('Applet', 0, 3), 'COUNT', 'Applet has 3'],
  ['an install method behind the end', withByte('Applet', 11, 0xff), 'REFERENCE', 'an install method at'],
  ['an install method in the handlers', withByte('Applet', 11, 0), 'REFERENCE', 'an install method at 0'],
  ['another count of imports', withByte('Import', 0, 2), 'COUNT', 'Import has 2'],
  [
    'a size that the Directory does not say',
    changed('Import', (info) => Uint8Array.of(...info, 0)),
    'COUNT',
    'size of component 4',
  ],
  [
    'a constant of a package not imported',
    withByte('ConstantPool', 3, 0x81),
    'REFERENCE',
    'imported package 1',
  ],
  [
    'a constant of this package behind its classes',
    withByte('ConstantPool', 3, 0x10),
    'REFERENCE',
    'a class at 4096',
  ],
  ['a constant of an unknown kind', withByte('ConstantPool', 2, 7), 'TAG', 'kind 07'],
  ['more constants than there are', withByte('ConstantPool', 1, 9), 'LENGTH', 'ConstantPool wants 1'],
  [
    'a static method behind the end',
    changed('ConstantPool', (info) => Uint8Array.of(...info.subarray(0, 2), 6, 0, 0x7f, 0)),
    'REFERENCE',
    'a static method at 32512',
  ],
  [
    'a static field where there are none',
    changed('ConstantPool', (info) => Uint8Array.of(...info.subarray(0, 2), 5, 0, 0, 0)),
    'REFERENCE',
    'a static field at 0',
  ],
  ['a superclass not imported', withByte('Class', 1, 0x85), 'REFERENCE', 'imported package 5'],
  ['virtual methods that are not there', withByte('Class', 7, 3), 'LENGTH', 'Class wants'],
  ['exception handlers that are not there', withByte('Method', 0, 2), 'LENGTH', 'Method wants'],
  ['an image of static fields the Directory does not know', withByte('StaticField', 1, 2), 'COUNT', 'image'],
  ['locations that are not there', withByte('RefLocation', 1, 3), 'LENGTH', 'RefLocation wants 3'],
];

test('a package with one thing wrong is refused with what, and where', (t) => {
  for (const [title, wrong, id, piece] of refused) {
    const error = refusal(t, () => capPackage(wrong), `KZS-CAP-${id}`, piece);
    t.is(error.id, `KZS-CAP-${id}`, title);
  }
});

test('locations that lead out of Method are refused', (t) => {
  const located = changed('RefLocation', () => Uint8Array.of(0, 2, 4, 9, 0, 0));
  const sized = new Map(located).set(
    componentTags.Directory,
    Uint8Array.from(components.get(componentTags.Directory) ?? []).fill(6, 17, 18),
  );
  refusal(t, () => capPackage(sized), 'KZS-CAP-REFERENCE', 'the operand at 13');
});

test('components that are cut off, come twice or are not known are refused', (t) => {
  const block = dataBlockOf(components);
  refusal(
    t,
    () => packageOfDataBlock(block.subarray(0, -1)),
    'KZS-CAP-COMPONENT',
    'announces 4 bytes and 3 are there',
  );
  refusal(t, () => packageOfDataBlock(Buffer.concat([block, block])), 'KZS-CAP-TWICE', 'Header comes again');
  refusal(
    t,
    () => packageOfDataBlock(Buffer.concat([block, fromHex('0E0000')])),
    'KZS-CAP-COMPONENT',
    'the tag 0E',
  );
  refusal(
    t,
    () => packageOfDataBlock(Buffer.concat([block, fromHex('800000')])),
    'KZS-CAP-COUNT',
    'custom component 128',
  );
  refusal(t, () => packageOfDataBlock(new Uint8Array(0)), 'KZS-CAP-MISSING', 'Header');
});

test('an archive is read whatever else is in it, and refused where a component is somewhere else', (t) => {
  const header = Buffer.concat([
    fromHex('010012'),
    components.get(componentTags.Header) ?? new Uint8Array(0),
  ]);
  refusal(t, () => readCapArchive(Buffer.from('no archive')), 'KZS-CAP-ZIP', 'ZIP');
  refusal(t, () => readCapArchive(zipSync({'readme.txt': header})), 'KZS-CAP-MISSING', 'Header');
  refusal(t, () => readCapArchive(zipSync({'a/Method.cap': header})), 'KZS-CAP-COMPONENT', 'a/Method.cap');
  refusal(
    t,
    () => readCapArchive(zipSync({'a/Header.cap': header, 'b/Header.cap': header})),
    'KZS-CAP-TWICE',
    'b/Header.cap',
  );
});

test('an archive that would inflate beyond all measure is refused before it does', (t) => {
  const zeros = new Uint8Array(8 << 20);
  const bomb = zipSync({'a/Method.cap': zeros});
  t.true(bomb.length < 100_000, `${bomb.length} bytes`);
  refusal(t, () => readCapArchive(bomb), 'KZS-CAP-TOO-LARGE', 'would have 8388608 bytes');
  const many = Object.fromEntries(Array.from({length: 1001}, (_, n) => [`${n}.txt`, new Uint8Array(0)]));
  refusal(t, () => readCapArchive(zipSync(many)), 'KZS-CAP-TOO-LARGE', 'more than 1000 entries');
  const parts = Object.fromEntries(
    Array.from({length: 20}, (_, n) => [`${n}/Method.cap`, new Uint8Array(65_000)]),
  );
  refusal(t, () => readCapArchive(zipSync(parts)), 'KZS-CAP-TOO-LARGE', 'Method.cap');
  refusal(t, () => readCapArchive(new Uint8Array((4 << 20) + 1)), 'KZS-CAP-TOO-LARGE', '4194305 bytes');
});

/** Bytes changed, taken out and put in: what a hostile loader could send. */
const mutated = (random: ReturnType<typeof dice>, bytes: Uint8Array): Uint8Array => {
  let result = Uint8Array.from(bytes);
  for (let n = 1 + random.below(4); n > 0; n -= 1) {
    const at = random.below(result.length + 1);
    const piece = random.bytes(random.below(4));
    const gone = random.pick([0, piece.length, random.below(40)]);
    result = Uint8Array.from([...result.subarray(0, at), ...piece, ...result.subarray(at + gone)]);
  }
  return result;
};

test('whatever is changed in an archive, a load file or a package, it is read or refused, and nothing else', (t) => {
  const random = dice(20);
  const rich = capComponents({...contents, padding: 50});
  const subjects = [
    {bytes: capArchive(rich), read: readCapArchive},
    {
      bytes: loadFile.encode({
        dapBlocks: [{securityDomain: aid(1), signature: aid(2)}],
        dataBlock: dataBlockOf(rich),
      }),
      read: loadFile.decode,
    },
    {bytes: dataBlockOf(rich), read: packageOfDataBlock},
  ];
  const outcomes = new Map<string, number>();
  for (let n = 0; n < 3000; n += 1) {
    const {bytes, read} = random.pick(subjects);
    const input = mutated(random, bytes);
    let outcome = 'read';
    try {
      read(input);
    } catch (error) {
      outcome = error instanceof KazasuError ? error.id : `${error} for ${toHex(input)}`;
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  t.deepEqual(
    [...outcomes.keys()].filter((outcome) => outcome !== 'read' && !outcome.startsWith('KZS-CAP-')),
    [],
  );
  t.true(outcomes.size > 8, [...outcomes].join(' '));
});
