import {createHash} from 'node:crypto';
import type {CardImage} from '../../../../emulator/index.ts';
import {berTlv, findTlv, type Tlv} from '../../../../protocol/index.ts';
import {type Invariant, Refused} from '../../../engine/scenario.ts';

/** Where the attributes, their integrity record and the face stand in a card's image. */
const places = {
  attributes: ['text-assistance', '0002'],
  integrity: ['text-assistance', '0003'],
  face: ['card-surface', '0002'],
} as const;

/** Each file is the old one or a new one, never a piece of either. */
export const filesWhole: Invariant = {
  id: 'files-whole',
  title: {
    en: 'attributes, integrity record and face are whole',
    ja: '属性・検証情報・券面の各ファイルが完全',
  },
  async broken(stage) {
    const image = await stage.snapshot();
    const cut = (Object.keys(places) as (keyof typeof places)[]).find((name) => !isWhole(image, name));
    return cut && {en: `the file of the ${cut} is not one object`, ja: `${cut} のファイルが不完全です`};
  },
};

/** Behind a finished update the hash in EF 0003 is that of the attributes in EF 0002. */
const isIntegral = (image: CardImage): boolean => {
  const attributes = objectIn(image, 'attributes')?.children ?? [];
  const hash = findTlv(objectIn(image, 'integrity')?.children, 0xdf32)?.value ?? new Uint8Array();
  // The offset table is no part of what is hashed.
  const hashed = attributes.slice(1).map((object) => Buffer.from(berTlv.encode(object)));
  return createHash('sha256').update(Buffer.concat(hashed)).digest().equals(hash);
};

const isWhole = (image: CardImage, name: keyof typeof places): boolean => {
  try {
    return objectIn(image, name) !== undefined;
  } catch {
    return false;
  }
};

const objectIn = ({applications}: CardImage, name: keyof typeof places): Tlv | undefined => {
  const [application, file] = places[name];
  const held = Buffer.from(applications[application]?.contents[file] ?? '', 'base64');
  const first = held[2] ?? 0;
  const size = first < 0x80 ? 0 : first & 0x7f;
  const length = size === 0 ? 3 + first : 3 + size + held.readUIntBE(3, size);
  return berTlv.decode(held.subarray(0, length));
};

/** Evidence behind an update, or its second attempt. */
export const expectIntegral = (image: CardImage): void => {
  if (!isIntegral(image)) {
    throw new Refused(
      {
        en: 'the integrity record was expected to hold the hash of the attributes, but it holds another one',
        ja: '検証情報(EF 0003)には属性のハッシュが必要ですが、異なる値です',
      },
      'integrity',
    );
  }
};
