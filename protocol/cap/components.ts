import {toHex} from '../hex.ts';
import {refuseCap} from './cap-refusal.ts';
import {componentName, isCustomTag} from './component-tag.ts';

/** Components by tag: their info, without tag and size. */
export type Components = ReadonlyMap<number, Uint8Array>;

const headBytes = 3;

/** Splits components that stand one behind the other, as in a load file data block. */
export const splitComponents = (bytes: Uint8Array): Components => {
  const found = new Map<number, Uint8Array>();
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] as number;
    const size = ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const info = bytes.subarray(at + headBytes, at + headBytes + size);
    if (componentName(tag) === undefined && !isCustomTag(tag)) {
      refuseCap('COMPONENT', {
        en: `the tag ${toHex(Uint8Array.of(tag))} stands at byte ${at}`,
        ja: `${at} バイト目にタグ ${toHex(Uint8Array.of(tag))} があります`,
      });
    }
    if (at + headBytes > bytes.length || info.length < size) {
      refuseCap('COMPONENT', {
        en: `the component at byte ${at} announces ${size} bytes and ${Math.max(0, bytes.length - at - headBytes)} are there`,
        ja: `${at} バイト目のコンポーネントは ${size} バイトのはずですが、${Math.max(0, bytes.length - at - headBytes)} バイトしかありません`,
      });
    }
    if (found.has(tag)) {
      refuseCap('TWICE', {
        en: `${componentName(tag) ?? tag} comes again at byte ${at}`,
        ja: `${componentName(tag) ?? tag} が ${at} バイト目にもう一度現れます`,
      });
    }
    found.set(tag, info);
    at += headBytes + size;
  }
  return found;
};

/** A component as it stands in a file: tag, size, info. */
export const component = (tag: number, info: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(headBytes + info.length);
  whole.set([tag, info.length >> 8, info.length & 0xff]);
  whole.set(info, headBytes);
  return whole;
};
