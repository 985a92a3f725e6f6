/** Block types and option codes of pcapng (draft-ietf-opsawg-pcapng, clauses 3 and 4). */
const blockTypes = {section: 0x0a0d0d0a, interface: 1, enhancedPacket: 6} as const;
const options = {
  end: 0,
  comment: 1,
  name: 2,
  packetFlags: 2,
  description: 3,
  application: 4,
  timestampResolution: 9,
} as const;

/** Exported PDU of Wireshark: the packet says itself which dissector reads it. */
const linkTypeUpperPdu = 252;

/** 10⁻⁹ s. */
const nanoseconds = Uint8Array.of(9);

/** Section header: what wrote the file, and what should be known of it. */
export const sectionHeader = (application: string, comment: string): Buffer => {
  const fixed = Buffer.alloc(16);
  fixed.writeUInt32LE(0x1a2b3c4d, 0);
  fixed.writeUInt16LE(1, 4);
  // The section's length is not known before its end.
  fixed.writeBigInt64LE(-1n, 8);
  return block(blockTypes.section, [
    fixed,
    option(options.application, text(application)),
    option(options.comment, text(comment)),
    endOfOptions,
  ]);
};

/** Interface description: packets that follow name it by its place, from 0. */
export const interfaceDescription = (name: string, description: string): Buffer => {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt16LE(linkTypeUpperPdu, 0);
  return block(blockTypes.interface, [
    fixed,
    option(options.name, text(name)),
    option(options.description, text(description)),
    option(options.timestampResolution, nanoseconds),
    endOfOptions,
  ]);
};

export interface Packet {
  /** Place of the interface. */
  readonly interface: number;
  /** Nanoseconds after 1970. */
  readonly at: bigint;
  /** Seen from the card’s reader: a response comes in, a command goes out. */
  readonly direction: 'in' | 'out';
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
}

/** Enhanced packet. */
export const enhancedPacket = ({interface: number, at, direction, bytes, comments}: Packet): Buffer => {
  const fixed = Buffer.alloc(20);
  fixed.writeUInt32LE(number, 0);
  fixed.writeUInt32LE(Number(at >> 32n), 4);
  fixed.writeUInt32LE(Number(at & 0xffffffffn), 8);
  fixed.writeUInt32LE(bytes.length, 12);
  fixed.writeUInt32LE(bytes.length, 16);
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(direction === 'in' ? 1 : 2);
  return block(blockTypes.enhancedPacket, [
    fixed,
    padded(bytes),
    ...comments.map((comment) => option(options.comment, text(comment))),
    option(options.packetFlags, flags),
    endOfOptions,
  ]);
};

const block = (type: number, parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const total = body.length + 12;
  const head = Buffer.alloc(8);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(total, 4);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(total, 0);
  return Buffer.concat([head, body, tail]);
};

const option = (code: number, value: Uint8Array): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(code, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, padded(value)]);
};

const endOfOptions = Buffer.alloc(4);

const padded = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

/** Longest text of an option, in characters: a record’s names may be of any length, an option’s may not. */
const mostCharacters = 2_000;

const text = (value: string): Buffer => Buffer.from(value.slice(0, mostCharacters), 'utf8');
