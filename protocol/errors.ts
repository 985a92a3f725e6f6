/** One sentence in each language people read. */
export interface Sentence {
  readonly en: string;
  readonly ja: string;
}

/**
 * An error a person can act on: a stable id (`KZS-…`, to search for) and one sentence saying what was
 * expected, what came, and where. `message` is the English sentence behind its id.
 */
export class KazasuError extends Error {
  readonly id: string;
  readonly sentence: Sentence;

  constructor(id: string, sentence: Sentence, options?: ErrorOptions) {
    super(`${id}: ${sentence.en}`, options);
    this.name = 'KazasuError';
    this.id = id;
    this.sentence = sentence;
  }
}
