import {KazasuError, type Sentence} from '../protocol/errors.ts';

/** The command line does not say what is needed. */
export class UsageError extends KazasuError {
  constructor(sentence: Sentence) {
    super('KZS-CLI-USAGE', sentence);
    this.name = 'UsageError';
  }
}
