import {instructions, lastBlock} from '../../protocol/globalplatform/index.ts';
import {command} from '../../protocol/index.ts';
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

const cut = (element: Uint8Array, size: number): Uint8Array[] =>
  Array.from({length: Math.max(1, Math.ceil(element.length / size))}, (_, n) =>
    element.subarray(n * size, (n + 1) * size),
  );
