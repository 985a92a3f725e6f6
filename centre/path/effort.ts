/**
 * What one question about a path may cost (Bench-defined, C28). Paths: complete ones that are validated, those of CRL
 * issuers among them. Steps: certificates tried as issuers, CRLs looked at, policies and names compared.
 */
export const mostEffort = {signatures: 2_000, paths: 200, steps: 1_000_000} as const;

export type EffortKind = keyof typeof mostEffort;

/** Counts the work of one question, so that hostile certificates end it and not the clock. */
export class Effort {
  readonly #spent: Record<EffortKind, number> = {signatures: 0, paths: 0, steps: 0};

  get spent(): Readonly<Record<EffortKind, number>> {
    return this.#spent;
  }

  /** Whether so much of a kind is still allowed; what is not allowed must not be done. */
  spend(kind: EffortKind, units = 1): boolean {
    if (this.#spent[kind] + units > mostEffort[kind]) {
      // Nothing smaller shall fit in behind what did not.
      this.#spent[kind] = mostEffort[kind];
      return false;
    }
    this.#spent[kind] += units;
    return true;
  }

  isExhausted(kind: EffortKind): boolean {
    return this.#spent[kind] >= mostEffort[kind];
  }

  /** Whether anything was left undone: then nothing follows from what was not found (C63). */
  get endedEarly(): boolean {
    return (Object.keys(mostEffort) as EffortKind[]).some((kind) => this.isExhausted(kind));
  }
}
