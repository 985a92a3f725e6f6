import {header} from './der-builder.ts';
import type {Dice} from './dice.ts';

/** An element of DER taken apart, to be put together otherwise. */
export interface DerNode {
  tag: number;
  /** Elements inside, or bytes. Strings that hold DER are taken apart too; `prefix` is their first bytes. */
  inside: DerNode[] | Buffer;
  prefix: Buffer;
  /** How tag and length are written, where not as DER has it. */
  head?: (length: number) => Buffer;
}

/** The tree of one element; undefined where the bytes are not exactly one in DER. */
export const derTree = (bytes: Buffer, depth = 0): DerNode | undefined => {
  const nodes = nodesIn(bytes, depth);
  return nodes?.length === 1 ? nodes[0] : undefined;
};

const nodesIn = (bytes: Buffer, depth: number): DerNode[] | undefined => {
  const nodes: DerNode[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, first = 0x80] = bytes.subarray(at);
    const size = first < 0x80 ? 0 : first & 0x7f;
    if (first === 0x80 || size > 4 || at + 2 + size > bytes.length || depth > 30) {
      return undefined;
    }
    const length = size === 0 ? first : bytes.readUIntBE(at + 2, size);
    const start = at + 2 + size;
    if (start + length > bytes.length || !header(tag, length).equals(bytes.subarray(at, start))) {
      return undefined;
    }
    nodes.push(nodeOf(tag, bytes.subarray(start, start + length), depth));
    at = start + length;
  }
  return nodes;
};

const nodeOf = (tag: number, content: Buffer, depth: number): DerNode => {
  const none = Buffer.alloc(0);
  if ((tag & 0x20) !== 0) {
    return {tag, inside: nodesIn(content, depth + 1) ?? content, prefix: none};
  }
  // An OCTET STRING or BIT STRING around a SEQUENCE, as extensions and keys have it.
  const prefix = tag === 3 ? content.subarray(0, 1) : none;
  const held = content.subarray(prefix.length);
  const inner = (tag === 3 || tag === 4) && held[0] === 0x30 ? nodesIn(held, depth + 1) : undefined;
  return inner ? {tag, inside: inner, prefix} : {tag, inside: content, prefix: none};
};

export const encodedTree = (node: DerNode): Buffer => {
  const {tag, inside, prefix, head} = node;
  const content = Buffer.isBuffer(inside) ? inside : Buffer.concat([prefix, ...inside.map(encodedTree)]);
  return Buffer.concat([head?.(content.length) ?? header(tag, content.length), content]);
};

export const allNodes = (node: DerNode): DerNode[] => [
  node,
  ...(Buffer.isBuffer(node.inside) ? [] : node.inside.flatMap(allNodes)),
];

const copyOf = (node: DerNode): DerNode => ({
  ...node,
  inside: Buffer.isBuffer(node.inside) ? node.inside : node.inside.map(copyOf),
});

type Mutation = (node: DerNode, random: Dice, all: readonly DerNode[]) => void;

const lengthAs =
  (write: (length: number) => readonly number[]): Mutation =>
  (node) => {
    node.head = (length) => Buffer.from([node.tag, ...write(length)]);
  };

/** Runs a change on the list of what is inside; nothing happens to an element that holds bytes or nothing. */
const amongChildren =
  (change: (children: DerNode[], random: Dice) => void): Mutation =>
  (node, random) => {
    if (!Buffer.isBuffer(node.inside) && node.inside.length > 0) {
      change(node.inside, random);
    }
  };

const pickedCopy = (children: readonly DerNode[], random: Dice): DerNode => copyOf(random.pick(children));

/** What is done to the structure, by name: lengths, tags, nesting, order, number and size. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'another tag': (node, random) => {
    node.tag = random.pick([
      1, 2, 3, 4, 5, 6, 10, 12, 23, 24, 0x30, 0x31, 0x80, 0xa0, 0xa1, 0xa3, 0x1f, 0xbf,
    ]);
  },
  'a length in more octets than it needs': lengthAs((length) => [
    0x84,
    0,
    length >> 16,
    (length >> 8) & 255,
    length & 255,
  ]),
  'an indefinite length': lengthAs(() => [0x80]),
  'a length too great': lengthAs((length) => [0x83, length >> 16, ((length >> 8) & 255) + 1, length & 255]),
  'a length too small': lengthAs((length) => (length > 0 && length < 0x80 ? [length - 1] : [0])),
  'a length of four gigabytes': lengthAs(() => [0x84, 0xff, 0xff, 0xff, 0xff]),
  'a length of 127 octets': lengthAs(() => [0xff]),
  'a child twice': amongChildren((children, random) => {
    children.splice(random.below(children.length + 1), 0, pickedCopy(children, random));
  }),
  'a child a thousand times': amongChildren((children, random) => {
    const one = pickedCopy(children, random);
    children.push(...Array.from({length: 1_000}, () => one));
  }),
  'a child left out': amongChildren((children, random) => {
    children.splice(random.below(children.length), 1);
  }),
  'children in another order': amongChildren((children, random) => {
    children.push(...children.splice(0, 1 + random.below(children.length)));
  }),
  'nothing inside': (node) => {
    node.inside = Buffer.alloc(0);
    node.prefix = Buffer.alloc(0);
  },
  'another element instead': (node, random, all) => {
    Object.assign(node, copyOf(random.pick(all)));
  },
  'itself 500 levels deep': (node) => {
    const innermost = encodedTree(node);
    const headers: Buffer[] = [];
    for (let level = 0, {length} = innermost; level < 500; level += 1) {
      const next = header(0x30, length);
      headers.unshift(next);
      length += next.length;
    }
    const inside = Buffer.concat([...headers, innermost]);
    Object.assign(node, {tag: 0x30, inside, prefix: Buffer.alloc(0)});
  },
  'a huge INTEGER': (node, random) => {
    const content = Buffer.alloc(5_000, 0xff);
    content.writeUInt8(random.pick([0, 1, 0x7f, 0x80, 0xff]));
    Object.assign(node, {tag: 2, inside: content, prefix: Buffer.alloc(0)});
  },
  'other bytes': (node, random) => {
    node.inside = Buffer.from(random.bytes(random.pick([0, 1, 2, 8, 13, 15, 20, 21])));
    node.prefix = Buffer.alloc(0);
  },
  'a byte changed': (node, random) => {
    if (Buffer.isBuffer(node.inside) && node.inside.length > 0) {
      const bytes = Buffer.from(node.inside);
      const at = random.below(bytes.length);
      bytes.writeUInt8(
        random.pick([0, 1, 0x7f, 0x80, 0xff, bytes.readUInt8(at) ^ (1 << random.below(8))]),
        at,
      );
      node.inside = bytes;
    }
  },
};

/** One to three changes of the structure of an object, and their names. */
export const mutatedTree = (bytes: Buffer, random: Dice): readonly [mutated: DerNode, what: string] => {
  const tree = derTree(bytes);
  if (!tree) {
    throw new Error('what is mutated is DER');
  }
  const names: string[] = [];
  for (let n = 1 + random.below(3); n > 0; n -= 1) {
    const all = allNodes(tree);
    // A thousand times a thousand would only test the memory of the test.
    if (all.length > 1_000) {
      break;
    }
    const name = random.pick(Object.keys(mutations));
    mutations[name]?.(random.pick(all), random, all);
    names.push(name);
  }
  return [tree, names.join(', ')];
};
