import {unzipSync} from 'fflate';
import {KazasuError} from '../errors.ts';
import {type CapPackage, capPackage} from './cap-package.ts';
import {refuseCap} from './cap-refusal.ts';
import {componentNames, componentTags} from './component-tag.ts';
import {splitComponents} from './components.ts';

/** Limits of an archive, checked before anything is inflated. Bench-defined, D157 */
const most = {archiveBytes: 4 << 20, entries: 1000, componentBytes: 66_000, componentsBytes: 1 << 20};

/** The entry of one component: `package/path/javacard/Header.cap`; the path is of no matter. */
const isComponent = (name: string): boolean =>
  componentNames.some((component) => name === `${component}.cap` || name.endsWith(`/${component}.cap`));

/**
 * The package in a CAP file (a ZIP archive). Other entries, as a manifest, are passed over without being inflated.
 * @throws KazasuError `KZS-CAP-…`: no ZIP, beyond the limits, or a component is wrong.
 */
export const readCapArchive = (bytes: Uint8Array): CapPackage => {
  if (bytes.length > most.archiveBytes) {
    tooLarge(
      `it has ${bytes.length} bytes, more than ${most.archiveBytes}`,
      `${bytes.length} バイトあります`,
    );
  }
  const entries = componentEntries(bytes);
  const found = new Map<number, Uint8Array>();
  for (const [name, content] of Object.entries(entries)) {
    const [[tag, info] = [0, content], ...more] = splitComponents(content);
    const expected = componentNames.find((component) => name.endsWith(`${component}.cap`));
    if (more.length > 0 || expected === undefined || componentTags[expected] !== tag) {
      refuseCap('COMPONENT', {
        en: `the entry ${name} holds something other than that component`,
        ja: `エントリー ${name} の中身がそのコンポーネントではありません`,
      });
    }
    if (found.has(tag)) {
      refuseCap('TWICE', {en: `${name} comes again`, ja: `${name} がもう一度現れます`});
    }
    found.set(tag, info);
  }
  return capPackage(found);
};

const componentEntries = (bytes: Uint8Array): Readonly<Record<string, Uint8Array>> => {
  let entries = 0;
  let inflated = 0;
  try {
    return unzipSync(bytes, {
      filter({name, size, originalSize}) {
        entries += 1;
        if (entries > most.entries) {
          tooLarge(`it has more than ${most.entries} entries`, `エントリーが ${most.entries} を超えています`);
        }
        if (!isComponent(name)) {
          return false;
        }
        // A stored entry is copied as long as its compressed size says.
        const bytes = Math.max(size, originalSize);
        inflated += bytes;
        if (bytes > most.componentBytes || inflated > most.componentsBytes) {
          tooLarge(`${name} would have ${bytes} bytes`, `${name} は ${bytes} バイトになります`);
        }
        return true;
      },
    });
  } catch (error) {
    if (error instanceof KazasuError) {
      throw error;
    }
    return refuseCap('ZIP', {en: 'none came', ja: 'そうではありませんでした'});
  }
};

const tooLarge = (en: string, ja: string): never => refuseCap('TOO-LARGE', {en, ja});
