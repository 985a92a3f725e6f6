/**
 * How well a fact about the card is known. `observed`: a named public source saw it on real cards; `standard`:
 * ISO/IEC 7816-4, RFC 5280, GlobalPlatform or law says so; `bench-defined`: nobody published it, the choice is
 * ours and listed in docs/deviations.md.
 */
export type Evidence = 'observed' | 'standard' | 'bench-defined';
