import {refuseCap} from './cap-refusal.ts';
import {readClasses} from './class-component.ts';
import {ComponentReader} from './component-reader.ts';
import {type ComponentName, componentTags, isCustomTag, neededComponents} from './component-tag.ts';
import type {Components} from './components.ts';
import {readConstantPool} from './constant-pool-component.ts';
import {agree, type Directory, readDirectory} from './directory-component.ts';
import {readExports} from './export-component.ts';
import {type Header, type PackageInfo, readHeader, readPackageInfo} from './header-component.ts';
import {type MethodRange, readMethods} from './method-component.ts';
import {readReferenceLocations} from './reference-location-component.ts';
import {readStaticFields} from './static-field-component.ts';

/** A class of a package that can be installed, with where its install method begins in Method. */
export interface Module {
  readonly aid: Uint8Array;
  readonly installOffset: number;
}

/** What a card has to know of a package: all of it checked, no byte code looked at. */
export interface CapPackage {
  readonly header: Header;
  readonly modules: readonly Module[];
  readonly imports: readonly PackageInfo[];
  readonly components: Components;
}

/**
 * Checks all components of a package against each other, Java Card 3.1 VM Specification chapter 6. Descriptor and
 * Debug are not needed and not read. Bench-defined, D156
 * @throws KazasuError `KZS-CAP-…` with component and byte.
 */
export const capPackage = (components: Components): CapPackage => {
  for (const name of neededComponents) {
    present(components, name);
  }
  const header = readHeader(reader(components, 'Header'));
  const {minor} = header.format;
  const directory = readDirectory(reader(components, 'Directory'), minor);
  checkSizes(components, directory);
  const methods = readMethods(reader(components, 'Method'));
  const imports = readImports(reader(components, 'Import'), directory);
  const modules = readApplets(components, header, directory, methods);
  const fields = readStaticFields(reader(components, 'StaticField'));
  agree('the image of StaticField', fields.imageSize, directory.imageSize);
  agree('StaticField', fields.arrayInitCount, directory.arrayInitCount);
  const bounds = {imports: imports.length, classBytes: present(components, 'Class').length};
  readClasses(reader(components, 'Class'), minor, bounds, methods);
  const pool = readConstantPool(reader(components, 'ConstantPool'), bounds, fields.imageSize, methods);
  for (const caught of methods.caught) {
    reader(components, 'Method').inside('entry of the constant pool', caught, Math.max(1, pool));
  }
  readReferenceLocations(reader(components, 'RefLocation'), methods.limit);
  if (components.has(componentTags.Export)) {
    readExports(reader(components, 'Export'), bounds.classBytes, fields.imageSize, methods);
  }
  return {header, modules, imports, components};
};

const present = (components: Components, name: ComponentName): Uint8Array =>
  components.get(componentTags[name]) ??
  refuseCap('MISSING', {en: `${name} is not there`, ja: `${name} がありません`});

const reader = (components: Components, name: ComponentName): ComponentReader =>
  new ComponentReader(name, present(components, name));

/** Descriptor and Debug may be left out of what the Directory names: not every client loads them. */
const optional = new Set<number>([componentTags.Descriptor, componentTags.Debug]);

const checkSizes = (components: Components, {sizes, custom}: Directory): void => {
  sizes.forEach((size, n) => {
    const found = components.get(n + 1);
    if (found || !optional.has(n + 1)) {
      agree(`the size of component ${n + 1}`, found?.length ?? 0, size);
    }
  });
  for (const [tag, info] of components) {
    if (isCustomTag(tag)) {
      const named = custom.find((one) => one.tag === tag);
      agree(`the custom component ${tag}`, 1, named ? 1 : 0);
      agree(`the size of component ${tag}`, info.length, named?.size ?? 0);
    }
  }
};

const readImports = (imports: ComponentReader, {importCount}: Directory): PackageInfo[] => {
  const count = imports.u1();
  agree('Import', count, importCount);
  const packages = Array.from({length: count}, () => readPackageInfo(imports));
  imports.end();
  return packages;
};

/** Applet, clause 6.6: only in a package whose Header says that it has applets. */
const readApplets = (
  components: Components,
  header: Header,
  directory: Directory,
  methods: MethodRange,
): Module[] => {
  const there = components.has(componentTags.Applet);
  agree('the flag for applets of Header', header.flags.applets ? 1 : 0, there ? 1 : 0);
  if (!there) {
    agree('Applet', 0, directory.appletCount);
    return [];
  }
  const applets = reader(components, 'Applet');
  const count = applets.u1();
  agree('Applet', count, directory.appletCount);
  const modules = Array.from({length: count}, () => {
    const module = {aid: applets.aid(), installOffset: applets.u2()};
    applets.inside('an install method at', module.installOffset, methods.limit, methods.from);
    return module;
  });
  applets.end();
  return modules;
};
