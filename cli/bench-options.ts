import {
  type Clock,
  KazasuError,
  type Recorder,
  realClock,
  type Sentence,
  virtualClock,
} from '../protocol/index.ts';
import type {CardBench, CardBenchOptions} from '../scenarios/bench/card-bench.ts';
import {openInProcessBench} from '../scenarios/bench/in-process-bench.ts';
import {openPcscBench} from '../scenarios/bench/pcsc-bench.ts';
import {UsageError} from './usage-error.ts';

/** Options by which a command chooses how terminal and card are connected. */
export const benchOptions = {
  link: {
    choices: ['auto', 'pcsc', 'in-process'],
    default: 'auto',
    describe: 'pcsc: through pcscd and vpcd; in-process: the embedded reader; auto: pcsc where it can be had',
  },
  clock: {
    choices: ['real', 'virtual'],
    default: 'real',
    describe: 'virtual advances at once, on the embedded reader',
  },
} as const;

export interface BenchChoice {
  link: string;
  clock: string;
}

/** The clock that the options choose. */
export const chosenClock = ({clock, link}: BenchChoice): Clock => {
  if (clock === 'virtual' && link === 'pcsc') {
    throw new UsageError({
      en: `--clock virtual goes with --link in-process, but --link is ${link}: a daemon cannot be made to skip time`,
      ja: `--clock virtual は --link in-process と組み合わせますが、--link は ${link} です(デーモンの時間は飛ばせません)`,
    });
  }
  return clock === 'virtual' ? virtualClock(new Date()) : realClock();
};

/** The bench that the options choose. A fall-back is remarked on, and is a note for whoever reads the result. */
export const chosenBench = async (
  {link, clock}: BenchChoice,
  what: CardBenchOptions & {readonly record: Recorder},
  remark: (said: Sentence) => void,
): Promise<{bench: CardBench; notes: readonly Sentence[]}> => {
  if (link === 'in-process' || clock === 'virtual') {
    return {bench: await openInProcessBench(what), notes: []};
  }
  try {
    return {bench: await openPcscBench(what), notes: []};
  } catch (error) {
    if (link === 'pcsc' || !(error instanceof KazasuError) || !error.id.startsWith('KZS-PCSC')) {
      throw error;
    }
    const note = fallback(error.sentence);
    remark(note);
    return {bench: await openInProcessBench(what), notes: [note]};
  }
};

const fallback = (why: Sentence): Sentence => ({
  en: `PC/SC cannot be had (${why.en}); running on the embedded in-process reader instead.`,
  ja: `PC/SCを利用できないため(${why.ja})、内蔵リーダーで実行します。`,
});
