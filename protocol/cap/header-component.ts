import {toHex} from '../hex.ts';
import {refuseCap} from './cap-refusal.ts';
import type {ComponentReader} from './component-reader.ts';

/** A package by AID and version, as Header and Import name it. */
export interface PackageInfo {
  readonly aid: Uint8Array;
  readonly version: {readonly major: number; readonly minor: number};
}

/** Header, Java Card 3.1 VM Specification clause 6.4. [S113] */
export interface Header {
  readonly format: {readonly major: number; readonly minor: number};
  readonly flags: {readonly int: boolean; readonly exports: boolean; readonly applets: boolean};
  readonly package: PackageInfo;
}

const magic = 0xdecaffed;
const flagBits = {int: 0x01, exports: 0x02, applets: 0x04, extended: 0x08};

export const readHeader = (reader: ComponentReader): Header => {
  const first = reader.u4();
  if (first !== magic) {
    refuseCap('MAGIC', {
      en: `it begins with ${first.toString(16).toUpperCase().padStart(8, '0')}`,
      ja: `${first.toString(16).toUpperCase().padStart(8, '0')} で始まっています`,
    });
  }
  const [minor, major] = [reader.u1(), reader.u1()];
  if (major !== 2 || minor < 1 || minor > 3) {
    refuseCap('VERSION', {en: `it is ${major}.${minor}`, ja: `${major}.${minor} です`});
  }
  const flags = reader.u1();
  if ((flags & flagBits.extended) !== 0) {
    refuseCap('VERSION', {
      en: `its flags ${toHex(Uint8Array.of(flags))} say that it is of the extended form`,
      ja: `フラグ ${toHex(Uint8Array.of(flags))} が拡張形式を示しています`,
    });
  }
  const packageInfo = readPackageInfo(reader);
  if (reader.left > 0) {
    // The name of the package, from format 2.2 on.
    reader.bytes(reader.u1());
  }
  reader.end();
  return {
    format: {major, minor},
    flags: {
      int: (flags & flagBits.int) !== 0,
      exports: (flags & flagBits.exports) !== 0,
      applets: (flags & flagBits.applets) !== 0,
    },
    package: packageInfo,
  };
};

export const readPackageInfo = (reader: ComponentReader): PackageInfo => {
  const [minor, major] = [reader.u1(), reader.u1()];
  return {aid: reader.aid(), version: {major, minor}};
};
