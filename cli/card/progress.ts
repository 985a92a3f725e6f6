import type {Sentence} from '../../protocol/index.ts';
import {type Language, say} from '../language.ts';

/** How far a long job is, on one line of the terminal. */
export interface Progress {
  advance(done: number): void;
  /** Takes the line away. */
  end(): void;
}

const silent: Progress = {advance: () => undefined, end: () => undefined};

/** Shows `7/100 cards made` on standard error, where that is a terminal and there is more than one to do. */
export const showProgress = (
  total: number,
  what: Sentence,
  language: Language,
  stream: {readonly isTTY?: boolean; write(text: string): unknown} = process.stderr,
): Progress => {
  if (!stream.isTTY || total < 2) {
    return silent;
  }
  const advance = (done: number): void => {
    stream.write(`\r\u001B[K${done}/${total} ${say(what, language)}`);
  };
  advance(0);
  return {advance, end: () => void stream.write('\r\u001B[K')};
};
