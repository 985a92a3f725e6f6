import {
  type CardImage,
  type ChangedRecord,
  changedRecord,
  type Holder,
  personas,
} from '../../emulator/index.ts';
import {berTlv, findTlv, type Random} from '../../protocol/index.ts';
import {municipalitySigner} from './card-preparation.ts';

/** Where the attributes and the code of the municipality stand in a card's image. */
const attributesFile = '0002';
const municipalityObject = '00F0';

const sexes: Readonly<Record<string, Holder['sex']>> = {'1': 'male', '2': 'female', '9': 'other'};

/**
 * What the resident register (住民基本台帳) has of a card's holder: name, address, birth date and sex as the card was
 * made with them; how certificates write them, from the persona where it is built in. Bench-defined, D267.
 */
export const registeredHolder = (image: CardImage): Holder => {
  const {holder: usual} = personas[image.persona] ?? personas['adult'] ?? unknown();
  const text = attributesOf(image);
  const same = usual.name === text.name;
  return {
    ...text,
    ...(same && usual.certificateName !== undefined ? {certificateName: usual.certificateName} : {}),
    ...(usual.address === text.address && usual.certificateAddress !== undefined
      ? {certificateAddress: usual.certificateAddress}
      : {}),
    prefecture: usual.prefecture,
    city: usual.city,
    municipalityCode: municipalityOf(image),
  };
};

/** The files that the issuer writes onto the card when that record is another one, signed by its municipality. */
export const recordFiles = async (
  image: CardImage,
  holder: Holder,
  random: Random,
): Promise<ChangedRecord> => {
  const code = municipalityOf(image);
  const [cardSurface, textAssistance] = await Promise.all([
    municipalitySigner(random, 'card-surface', code),
    municipalitySigner(random, 'text-assistance', code),
  ]);
  return changedRecord(image, holder, {
    cardSurface: cardSurface.privateKey,
    textAssistance: textAssistance.privateKey,
  });
};

/** The municipality that had the card made. */
const municipalityOf = ({cardData}: CardImage): string =>
  Buffer.from(cardData[municipalityObject] ?? '', 'base64').toString('latin1');

const attributesOf = (image: CardImage): Pick<Holder, 'name' | 'address' | 'birthDate' | 'sex'> => {
  const held = Buffer.from(image.applications['text-assistance']?.contents[attributesFile] ?? '', 'base64');
  // Some makes of card have bytes behind the object.
  const {children} = berTlv.decode(held.subarray(0, objectBytes(held)));
  const text = (tag: number): string => Buffer.from(findTlv(children, tag)?.value ?? []).toString('utf8');
  const date = text(0xdf24);
  return {
    name: text(0xdf22),
    address: text(0xdf23),
    birthDate: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`,
    sex: sexes[text(0xdf25)] ?? 'other',
  };
};

/** FF20, its length in one, two or three bytes, and as many bytes as it says. */
const objectBytes = (held: Buffer): number => {
  const first = held[2] ?? 0;
  const size = first < 0x80 ? 0 : first & 0x7f;
  return size === 0 ? 3 + first : 3 + size + held.readUIntBE(3, size);
};

const unknown = (): never => {
  throw new Error('there is no built-in persona');
};
