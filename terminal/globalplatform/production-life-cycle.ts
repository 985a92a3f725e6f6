import {tags} from '../../protocol/globalplatform/index.ts';
import {berTlv, findTlv, KazasuError, toHex} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {getData} from './card-data.ts';
import {strangeAnswer} from './errors.ts';

/** Fields of the card production life cycle data with their bytes, GPC 2.3.1 clause H.6. Dates are YDDD. [S13] */
const fields = [
  ['icFabricator', 2],
  ['icType', 2],
  ['operatingSystemId', 2],
  ['operatingSystemReleaseDate', 2],
  ['operatingSystemReleaseLevel', 2],
  ['icFabricationDate', 2],
  ['icSerialNumber', 4],
  ['icBatchIdentifier', 2],
  ['icModuleFabricator', 2],
  ['icModulePackagingDate', 2],
  ['iccManufacturer', 2],
  ['icEmbeddingDate', 2],
  ['icPrePersonalizer', 2],
  ['icPrePersonalizationDate', 2],
  ['icPrePersonalizationEquipment', 4],
  ['icPersonalizer', 2],
  ['icPersonalizationDate', 2],
  ['icPersonalizationEquipment', 4],
] as const;

/** The fields as hex. */
export type ProductionLifeCycle = Readonly<Record<(typeof fields)[number][0], string>>;

const bytes = fields.reduce((sum, [, length]) => sum + length, 0);

/** Who made the card and when (GET DATA 9F7F); undefined where the card does not tell. @throws KazasuError `KZS-GP-ANSWER`. */
export const readProductionLifeCycle = async (
  channel: ApduChannel,
): Promise<ProductionLifeCycle | undefined> => {
  const data = await getData(channel, tags.productionLifeCycle);
  if (!data) {
    return undefined;
  }
  const value = unwrapped(data);
  if (value?.length !== bytes) {
    throw strangeAnswer('GET DATA 9F7F', data);
  }
  const found: Partial<Record<keyof ProductionLifeCycle, string>> = {};
  let at = 0;
  for (const [name, length] of fields) {
    found[name] = toHex(value.subarray(at, at + length));
    at += length;
  }
  return found as ProductionLifeCycle;
};

/** Some cards leave tag and length out. */
const unwrapped = (data: Uint8Array): Uint8Array | undefined => {
  if (data.length === bytes) {
    return data;
  }
  try {
    return findTlv(berTlv.decodeAll(data), tags.productionLifeCycle)?.value;
  } catch (error) {
    if (error instanceof KazasuError) {
      return undefined;
    }
    throw error;
  }
};

/** A date of this data, `YDDD` in decimal digits: year modulo 10 and day of the year; undefined where it is none. */
export const productionDate = (
  digits: string,
  notAfter: Date,
): {readonly year: number; readonly day: number} | undefined => {
  const [, last = '', day = ''] = /^(\d)(\d{3})$/.exec(digits) ?? [];
  if (last === '' || Number(day) < 1 || Number(day) > 366) {
    return undefined;
  }
  const decade = notAfter.getUTCFullYear() - ((notAfter.getUTCFullYear() - Number(last)) % 10);
  return {year: decade, day: Number(day)};
};
