import {instructions, lastBlock, tags} from '../../protocol/globalplatform/index.ts';
import {berTlv, command, KazasuError, sw, tlv} from '../../protocol/index.ts';
import {GlobalPlatformStatus, strangeAnswer} from './errors.ts';
import {installForPersonalisation} from './install.ts';
import {carryOut, type ManagedCard} from './managed-card.ts';

/** How the data of STORE DATA is built, P1 b5 and b4. GPC 2.3.1 table 11-89. [S13] */
export const dataForms = {unspecified: 0x00, dataGroupings: 0x08, dataObjects: 0x10} as const;

/**
 * STORE DATA to the selected security domain, GPC 2.3.1 clause 11.11: each element in a block of its own, cut where it
 * is longer than the channel carries. [S13]
 */
export const storeData = async (
  card: ManagedCard,
  elements: readonly Uint8Array[],
  form: keyof typeof dataForms = 'unspecified',
): Promise<void> => {
  const blocks = elements.flatMap((element) => cut(element, card.session.mostPlainBytes));
  for (const [n, data] of blocks.entries()) {
    const p1 = dataForms[form] | (n === blocks.length - 1 ? lastBlock : 0);
    const sent = command({cla: 0x80, ins: instructions.storeData, p1, p2: n & 0xff, data});
    await carryOut(card, `STORE DATA, block ${n + 1} of ${blocks.length}`, sent);
  }
};

/** Personalises an application through its security domain. */
export const personalise = async (
  card: ManagedCard,
  application: Uint8Array,
  elements: readonly Uint8Array[],
  form: keyof typeof dataForms = 'unspecified',
): Promise<void> => {
  await installForPersonalisation(card, application);
  await storeData(card, elements, form);
};

/** P1 b1: the application shall answer. */
const responseExpected = 0x01;

/**
 * What an application says that it holds of a data object it was personalised with; undefined where it tells
 * none (6A88).
 * @throws KazasuError `KZS-GP-STATUS`; `KZS-GP-ANSWER` for what is no such object.
 */
export const readBack = async (
  card: ManagedCard,
  application: Uint8Array,
  tag: number,
): Promise<Uint8Array | undefined> => {
  await installForPersonalisation(card, application);
  const title = 'STORE DATA with a response';
  const {storeData: ins} = instructions;
  const p1 = dataForms.dataObjects | lastBlock | responseExpected;
  const data = berTlv.encode(tlv(tags.tagList, Uint8Array.of(tag)));
  const answer = await card.session.send(command({cla: 0x80, ins, p1, p2: 0, data, ne: 256}));
  if (answer.sw === sw.referencedDataNotFound) {
    return undefined;
  }
  if (answer.sw !== sw.ok) {
    throw new GlobalPlatformStatus(title, ins, answer.sw);
  }
  const object = decoded(title, answer.data);
  if (object.tag !== tag) {
    throw strangeAnswer(title, new Uint8Array(0));
  }
  return object.value;
};

const decoded = (title: string, data: Uint8Array): ReturnType<typeof berTlv.decode> => {
  try {
    return berTlv.decode(data);
  } catch (error) {
    throw error instanceof KazasuError ? strangeAnswer(title, new Uint8Array(0)) : error;
  }
};

const cut = (element: Uint8Array, size: number): Uint8Array[] =>
  Array.from({length: Math.max(1, Math.ceil(element.length / size))}, (_, n) =>
    element.subarray(n * size, (n + 1) * size),
  );
