import {createHash} from 'node:crypto';
import {type CapPackage, capPackage} from './cap-package.ts';
import {refuseCap} from './cap-refusal.ts';
import {componentTags, loadOrder} from './component-tag.ts';
import {type Components, component, splitComponents} from './components.ts';

/** One DAP block: the security domain that vouches, and its signature over the load file data block hash. */
export interface DapBlock {
  readonly securityDomain: Uint8Array;
  readonly signature: Uint8Array;
}

/** A load file, GPC 2.3.1 clause 11.6.2.3, whose data block has not been looked into. [S13] */
export interface LoadFile {
  readonly dapBlocks: readonly DapBlock[];
  /** The value of C4 as it came: hash and DAP are over these bytes. */
  readonly dataBlock: Uint8Array;
}

/** Hashes of a load file data block that INSTALL [for load] may carry. */
export const loadFileHashes = ['sha1', 'sha256'] as const;
export type LoadFileHash = (typeof loadFileHashes)[number];

const tags = {dap: 0xe2, aid: 0x4f, signature: 0xc3, dataBlock: 0xc4} as const;

/**
 * The parts of a load file. A length may be longer than it need be, since clients differ.
 * @throws KazasuError `KZS-CAP-LOAD-FILE`.
 */
const decode = (bytes: Uint8Array): LoadFile => {
  const objects = dataObjects(bytes);
  const last = objects.at(-1);
  const before = objects.slice(0, -1);
  if (last?.tag !== tags.dataBlock || before.some(({tag}) => tag !== tags.dap)) {
    return malformed(
      `the tags ${objects.map(({tag}) => tag.toString(16).toUpperCase()).join(' ') || 'of nothing'} came`,
      'タグの並びが違います',
    );
  }
  return {dapBlocks: before.map(({value}) => dapBlock(value)), dataBlock: last.value};
};

const dapBlock = (bytes: Uint8Array): DapBlock => {
  const [domain, signature, ...more] = dataObjects(bytes);
  return domain?.tag === tags.aid && signature?.tag === tags.signature && more.length === 0
    ? {securityDomain: domain.value, signature: signature.value}
    : malformed(
        'a DAP block is not AID (4F) and signature (C3)',
        'DAPブロックがAID(4F)と署名(C3)ではありません',
      );
};

const dataObjects = (bytes: Uint8Array): {tag: number; value: Uint8Array}[] => {
  const found: {tag: number; value: Uint8Array}[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, first = 0] = bytes.subarray(at);
    const more = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + more;
    const length =
      more === 0 ? first : bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
    if (more > 3 || first === 0x80 || start + length > bytes.length) {
      return malformed(
        `the object at byte ${at} is cut off`,
        `${at} バイト目のオブジェクトが途中で終わっています`,
      );
    }
    found.push({tag, value: bytes.subarray(start, start + length)});
    at = start + length;
  }
  return found;
};

const malformed = (en: string, ja: string): never => refuseCap('LOAD-FILE', {en, ja});

/** A load file to bytes. */
const encode = ({dapBlocks, dataBlock}: LoadFile): Uint8Array =>
  joined([
    ...dapBlocks.map(({securityDomain, signature}) =>
      object(tags.dap, joined([object(tags.aid, securityDomain), object(tags.signature, signature)])),
    ),
    object(tags.dataBlock, dataBlock),
  ]);

const object = (tag: number, value: Uint8Array): Uint8Array =>
  joined([Uint8Array.of(tag, ...lengthOf(value.length)), value]);

const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

const lengthOf = (length: number): number[] => {
  if (length < 0x80) {
    return [length];
  }
  if (length < 0x100) {
    return [0x81, length];
  }
  return length < 0x10000
    ? [0x82, length >> 8, length & 0xff]
    : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
};

/** Load file ⇄ bytes. */
export const loadFile = {encode, decode};

/** The components of a package in load order, one behind the other; Descriptor where asked for, Debug never. */
export const dataBlockOf = (components: Components, {descriptor = false} = {}): Uint8Array =>
  joined(
    loadOrder.flatMap((name) => {
      const info = components.get(componentTags[name]);
      return info && (descriptor || name !== 'Descriptor') ? [component(componentTags[name], info)] : [];
    }),
  );

/** The package in a load file data block. @throws KazasuError `KZS-CAP-…`. */
export const packageOfDataBlock = (dataBlock: Uint8Array): CapPackage =>
  capPackage(splitComponents(dataBlock));

/** The hash of a load file data block, over its bytes as they came. */
export const loadFileHash = (algorithm: LoadFileHash, dataBlock: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash(algorithm).update(dataBlock).digest());
