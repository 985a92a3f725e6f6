import {deleteRelated, instructions, receiptContext, tags} from '../../protocol/globalplatform/index.ts';
import {berTlv, command, tlv} from '../../protocol/index.ts';
import {type Confirmed, carryOut, confirmed, type ManagedCard, tokenised} from './managed-card.ts';

/**
 * DELETE of an application, security domain or load file, GPC 2.3.1 clause 11.2; with `related`, a load file goes
 * together with its instances. [S13]
 */
export const deleteObject = async (
  card: ManagedCard,
  aid: Uint8Array,
  {related = false} = {},
): Promise<Confirmed> => {
  const p2 = related ? deleteRelated : 0;
  const {delete: ins} = instructions;
  const plain = command({cla: 0x80, ins, p1: 0, p2, data: berTlv.encode(tlv(tags.aid, aid)), ne: 256});
  const sent = card.delegation ? tokenised(card, plain) : plain;
  return confirmed(card, 'DELETE', await carryOut(card, 'DELETE', sent), receiptContext(aid));
};

/** DELETE of keys: all of one version, or one of them. */
export const deleteKeys = async (card: ManagedCard, keyVersion: number, keyId?: number): Promise<void> => {
  const objects = [
    ...(keyId === undefined ? [] : [tlv(tags.keyIdentifier, Uint8Array.of(keyId))]),
    tlv(tags.keyVersion, Uint8Array.of(keyVersion)),
  ];
  const data = Uint8Array.from(Buffer.concat(objects.map((object) => berTlv.encode(object))));
  await carryOut(
    card,
    'DELETE [key]',
    command({cla: 0x80, ins: instructions.delete, p1: 0, p2: 0, data, ne: 256}),
  );
};
