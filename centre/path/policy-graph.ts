import type {PolicyMapping} from '../x509/extension-values.ts';

export const anyPolicy = '2.5.29.32.0';

interface PolicyNode {
  readonly policy: string;
  readonly parents: PolicyNode[];
  /** What the next certificate may assert to continue this node. */
  expected: ReadonlySet<string>;
  children: number;
}

/**
 * The valid policies of a path, RFC 5280 clause 6.1.2 (a), kept as the graph of RFC 9618: one node for each policy
 * and depth, so that no path makes it grow faster than its certificates. Empty stands for the tree that is NULL.
 */
export class PolicyGraph {
  #levels: Map<string, PolicyNode>[];
  /** Policies that the last level is mapped to, and so what the next one has to go through. */
  #mapped = 0;

  constructor() {
    this.#levels = [new Map([[anyPolicy, nodeOf(anyPolicy, [])]])];
  }

  get isEmpty(): boolean {
    return this.#levels.length === 0;
  }

  /** Nodes, and what they expect below. */
  get size(): number {
    return this.#levels.reduce((sum, level) => sum + level.size, 0) + this.#mapped;
  }

  /** 6.1.3 (d): a certificate's policies; `anyPolicyCounts` unless it is inhibited for this certificate. */
  extend(policies: readonly string[], anyPolicyCounts: boolean): void {
    const above = this.#levels.at(-1);
    if (!above) {
      return;
    }
    const expecting = byExpected(above);
    const wildcard = above.get(anyPolicy);
    const level = new Map<string, PolicyNode>();
    for (const policy of policies) {
      if (policy === anyPolicy) {
        continue;
      }
      const parents = expecting.get(policy) ?? (wildcard ? [wildcard] : []);
      if (parents.length > 0) {
        level.set(policy, nodeOf(policy, parents));
      }
    }
    if (anyPolicyCounts && policies.includes(anyPolicy)) {
      for (const [policy, parents] of expecting) {
        if (!level.has(policy)) {
          level.set(policy, nodeOf(policy, parents));
        }
      }
    }
    this.#mapped = 0;
    this.#levels.push(level);
    this.#prune();
  }

  clear(): void {
    this.#levels = [];
  }

  /** 6.1.4 (b) (1): what the issuer's policies are called below. */
  map(mappings: readonly PolicyMapping[]): void {
    const level = this.#levels.at(-1);
    if (!level) {
      return;
    }
    const wildcard = level.get(anyPolicy);
    this.#mapped = mappings.length;
    for (const [from, to] of grouped(mappings)) {
      const node = level.get(from);
      if (node) {
        node.expected = to;
      } else if (wildcard) {
        const made = nodeOf(from, wildcard.parents);
        made.expected = to;
        level.set(from, made);
      }
    }
  }

  /** 6.1.4 (b) (2): with mapping inhibited, a policy that is mapped ends here. */
  remove(mappings: readonly PolicyMapping[]): void {
    const level = this.#levels.at(-1);
    for (const [from] of grouped(mappings)) {
      const node = level?.get(from);
      if (node) {
        level?.delete(from);
        release(node);
      }
    }
    this.#prune();
  }

  /** 6.1.5 (g): whether anything is left for these policies; undefined asks for any. */
  isValidFor(wanted: readonly string[] | undefined): boolean {
    if (this.isEmpty || wanted === undefined || wanted.includes(anyPolicy)) {
      return !this.isEmpty;
    }
    if (this.#levels.at(-1)?.has(anyPolicy)) {
      return wanted.length > 0;
    }
    return this.#levels.some((level) =>
      [...level.values()].some(
        ({policy, parents}) =>
          policy !== anyPolicy &&
          parents.some((parent) => parent.policy === anyPolicy) &&
          wanted.includes(policy),
      ),
    );
  }

  /** 6.1.3 (d) (3): nodes above the last level that nothing continues, from the bottom up. */
  #prune(): void {
    for (let depth = this.#levels.length - 2; depth >= 0; depth -= 1) {
      const level = this.#levels[depth] ?? new Map<string, PolicyNode>();
      for (const [policy, node] of level) {
        if (node.children === 0) {
          level.delete(policy);
          release(node);
        }
      }
    }
    if ((this.#levels.at(-1)?.size ?? 0) === 0) {
      this.clear();
    }
  }
}

const nodeOf = (policy: string, parents: PolicyNode[]): PolicyNode => {
  for (const parent of parents) {
    parent.children += 1;
  }
  return {policy, parents, expected: new Set([policy]), children: 0};
};

const release = ({parents}: PolicyNode): void => {
  for (const parent of parents) {
    parent.children -= 1;
  }
};

const byExpected = (level: ReadonlyMap<string, PolicyNode>): Map<string, PolicyNode[]> => {
  const found = new Map<string, PolicyNode[]>();
  for (const node of level.values()) {
    for (const policy of node.expected) {
      const nodes = found.get(policy);
      if (nodes) {
        nodes.push(node);
      } else {
        found.set(policy, [node]);
      }
    }
  }
  return found;
};

const grouped = (mappings: readonly PolicyMapping[]): Map<string, Set<string>> => {
  const found = new Map<string, Set<string>>();
  for (const [from, to] of mappings) {
    const policies = found.get(from) ?? new Set<string>();
    found.set(from, policies.add(to));
  }
  return found;
};
