import {zipSync} from 'fflate';
import {componentNames, componentTags} from './component-tag.ts';
import {type Components, component} from './components.ts';
import type {PackageInfo} from './header-component.ts';

/** What a CAP file is made of: applets whose install method does nothing, for tests and stand-ins. */
export interface CapContents {
  readonly package: PackageInfo;
  /** AIDs of the applets. */
  readonly applets: readonly Uint8Array[];
  readonly imports?: readonly PackageInfo[];
  /** Bytes added to Method, so that a package is as long as one wants. */
  readonly padding?: number;
  /** Bytes of a Descriptor component, or none. Default 2. */
  readonly descriptor?: number;
}

/** An install method: header of two bytes (stack, locals), then `return`. */
const installMethod = [0x01, 0x20, 0x7a];
const formatVersion = {minor: 1, major: 2};
const flagApplets = 0x04;

/** java.lang 1.0, which every package imports. */
const javaLang: PackageInfo = {
  aid: Uint8Array.of(0xa0, 0, 0, 0, 0x62, 0, 1),
  version: {major: 1, minor: 0},
};

/** The components of a package in format 2.1 that any structural check accepts. */
export const capComponents = (contents: CapContents): Components => {
  const {package: own, applets, imports = [javaLang], padding = 0, descriptor = 2} = contents;
  const methods = Uint8Array.of(
    0, // no exception handlers
    ...applets.flatMap(() => installMethod),
    ...new Uint8Array(padding),
  );
  const infos = new Map<number, Uint8Array>([
    [
      componentTags.Header,
      Uint8Array.of(
        ...[0xde, 0xca, 0xff, 0xed, formatVersion.minor, formatVersion.major],
        applets.length > 0 ? flagApplets : 0,
        ...packageInfo(own),
      ),
    ],
    [componentTags.Import, Uint8Array.of(imports.length, ...imports.flatMap(packageInfo))],
    [componentTags.ConstantPool, Uint8Array.of(0, 1, 1, 0x80, 0, 0)], // one: class 0 of package 0
    [componentTags.Class, Uint8Array.of(0, 0x80, 0, 0, 0xff, 0, 0, 0, 0, 0)], // one, below that class
    [componentTags.Method, methods],
    [componentTags.StaticField, new Uint8Array(10)],
    [componentTags.RefLocation, new Uint8Array(4)],
    ...(applets.length > 0 ? [[componentTags.Applet, appletInfo(applets)] as const] : []),
    ...(descriptor > 0 ? [[componentTags.Descriptor, new Uint8Array(descriptor)] as const] : []),
  ]);
  infos.set(componentTags.Directory, directoryInfo(infos, imports.length, applets.length));
  return infos;
};

const packageInfo = ({aid, version}: PackageInfo): number[] => [
  version.minor,
  version.major,
  aid.length,
  ...aid,
];

const appletInfo = (applets: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.of(
    applets.length,
    ...applets.flatMap((aid, n) => {
      const offset = 1 + n * installMethod.length;
      return [aid.length, ...aid, offset >> 8, offset & 0xff];
    }),
  );

const directoryInfo = (
  infos: ReadonlyMap<number, Uint8Array>,
  imports: number,
  applets: number,
): Uint8Array => {
  const sizeOf = (tag: number): number =>
    tag === componentTags.Directory ? directoryBytes : (infos.get(tag)?.length ?? 0);
  const sizes = Array.from({length: componentTags.Descriptor}, (_, n) => sizeOf(n + 1));
  return Uint8Array.of(
    ...sizes.flatMap((size) => [size >> 8, size & 0xff]),
    ...[0, 0, 0, 0, 0, 0], // no static fields
    imports,
    applets,
    0, // no custom components
  );
};

/** Eleven sizes, three numbers of static fields, three counts. */
const directoryBytes = 11 * 2 + 3 * 2 + 3;

/** A CAP file: a ZIP archive with an entry for each component and a manifest. */
export const capArchive = (components: Components): Uint8Array => {
  const entries = componentNames.flatMap((name) => {
    const info = components.get(componentTags[name]);
    return info ? [[`kazasu/javacard/${name}.cap`, component(componentTags[name], info)] as const] : [];
  });
  const manifest = Buffer.from('Manifest-Version: 1.0\r\nName: kazasu\r\n\r\n');
  return zipSync({'META-INF/MANIFEST.MF': manifest, ...Object.fromEntries(entries)}, {mtime: '1980-01-02'});
};

/** A CAP file of a package with these applets, ZIP bytes. */
export const capFile = (contents: CapContents): Uint8Array => capArchive(capComponents(contents));
