import type {Title, Variant} from '../../engine/scenario.ts';
import type {Traits} from './traits.ts';

/** One way in which a dialogue goes wrong. */
export interface FailureRow {
  readonly id: string;
  readonly title: Title;
  /** What it makes of a scenario: no variant where the scenario has nothing that could go wrong so. */
  variants(traits: Traits): readonly Variant[];
}

/** The row of everything that is the same dialogue in another setting or behind other preconditions. */
export const row = (
  id: string,
  en: string,
  ja: string,
  variants: (traits: Traits) => readonly (Variant | undefined)[],
): FailureRow => ({
  id,
  title: {en, ja},
  variants: (traits) => variants(traits).filter((one) => one !== undefined),
});
