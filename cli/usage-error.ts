import {KazasuError, type Sentence} from '../protocol/index.ts';

/** The command line does not say what is needed. */
export class UsageError extends KazasuError {
  constructor(sentence: Sentence) {
    super('KZS-CLI-USAGE', sentence);
    this.name = 'UsageError';
  }
}
