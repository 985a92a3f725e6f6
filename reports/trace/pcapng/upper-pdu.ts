/** Tags of Wireshark's exported PDU (wsutil/exported_pdu_tlvs.h); numbers are big-endian. */
const tags = {end: 0, dissectorName: 12, pointToPointDirection: 35} as const;

/** A dissector by its registered name: `data` shows bytes as they are. */
export type Dissector = 'iso7816' | 'iso7816.atr' | 'data';

/** Bytes in front of which it says which dissector reads them, and which way they went. */
export const upperPdu = (dissector: Dissector, direction: 'in' | 'out', bytes: Uint8Array): Buffer => {
  const name = Buffer.alloc(Math.ceil(dissector.length / 4) * 4);
  name.write(dissector, 'latin1');
  const way = Buffer.alloc(4);
  way.writeUInt32BE(direction === 'out' ? 0 : 1);
  return Buffer.concat([
    tag(tags.dissectorName, name),
    tag(tags.pointToPointDirection, way),
    tag(tags.end, Buffer.alloc(0)),
    bytes,
  ]);
};

const tag = (number: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(number, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
};
