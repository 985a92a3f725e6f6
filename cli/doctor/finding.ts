import type {Sentence} from '../../protocol/index.ts';

/**
 * What the doctor found on one point. `missing`: a card cannot be served through PC/SC without it; `advice`: it
 * works, but something should be known or could be better. `fix` is a command or a deed.
 */
export interface Finding {
  readonly id: string;
  readonly title: Sentence;
  readonly state: 'ok' | 'advice' | 'missing';
  readonly found: Sentence;
  readonly fix?: Sentence;
}

/** The same words in both languages: versions, paths, numbers. */
export const same = (text: string): Sentence => ({en: text, ja: text});
