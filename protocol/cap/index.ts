export {readCapArchive} from './cap-archive.ts';
export {type CapPackage, capPackage, type Module} from './cap-package.ts';
export {type CapReason, refuseCap} from './cap-refusal.ts';
export {type CapContents, capArchive, capComponents, capFile} from './cap-writer.ts';
export {type ComponentName, componentNames, componentTags} from './component-tag.ts';
export {type Components, splitComponents} from './components.ts';
export type {Header, PackageInfo} from './header-component.ts';
export {
  type DapBlock,
  dataBlockOf,
  type LoadFile,
  type LoadFileHash,
  loadFile,
  loadFileHash,
  loadFileHashes,
  packageOfDataBlock,
} from './load-file.ts';
