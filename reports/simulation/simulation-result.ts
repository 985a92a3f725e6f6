import {z} from 'zod';
import {basis} from '../result-parts.ts';

const ms = z.number().nonnegative();
const count = z.int().nonnegative();
const share = z.number().min(0);
const sentence = z
  .object({en: z.string().describe('English'), ja: z.string().describe('Japanese')})
  .readonly();

const arrangement = z
  .object({
    layout: z
      .enum(['setting-only', 'combined', 'pipelined'])
      .describe(
        'combined: each terminal does both jobs; pipelined: one kind for each job, with a tray between',
      ),
    terminals: z
      .object({
        setting: count.describe('Terminals for the setting (交付前設定)'),
        preInstall: count.describe('Terminals added for the pre-install (事前搭載)'),
      })
      .readonly()
      .describe('How many terminals'),
    linked: z.boolean().describe('Whether the holder’s data come from the resident register'),
    operators: count.describe('How many operators'),
    cards: count.describe('How many cards'),
    policy: z
      .enum(['fifo', 'bottleneck-first', 'look-ahead'])
      .describe('Which calling terminal an operator serves'),
  })
  .readonly();

const outcome = z
  .object({
    makespanMs: ms.describe('From the first touch to the end of the last card, milliseconds'),
    bound: z
      .object({
        ms: ms.describe('No policy is faster, milliseconds'),
        by: z.enum(['operators', 'terminals', 'one-card']).describe('What binds'),
        station: count.optional().describe('Number of the station whose terminals bind, from 0'),
      })
      .readonly()
      .describe('The least makespan'),
    ratio: z.number().min(1).describe('Makespan over bound'),
    cardsPerHour: share.describe('Cards over makespan'),
    boundCardsPerHour: share.describe('The most in the long run'),
    operatorUse: share.describe('Share of the time in which operators’ hands were on a card'),
    terminalUse: z
      .array(share)
      .readonly()
      .describe('Share of the time in which terminals were at a step, by station'),
    operatorMsPerCard: ms.describe('Operators’ hands on a card, mean, milliseconds'),
    calledMsPerCard: ms.describe('Terminals’ waiting for an operator on a card, mean, milliseconds'),
  })
  .readonly();

const step = z
  .object({
    title: sentence.describe('What is done'),
    actor: z.enum(['operator', 'wait']).describe('In whose hands it is'),
    ms: ms.describe('Milliseconds, mean'),
    cardManagement: z.boolean().describe('Whether it waits for the card management system'),
  })
  .readonly();

const job = z
  .object({
    evidence: z
      .enum([...basis.exclude(['estimated']).options, 'observed', 'standard', 'bench-defined'])
      .describe('How well the durations are known'),
    reference: z.string().describe('Where they come from'),
    steps: z.array(step).readonly().describe('The steps in their order'),
  })
  .readonly();

const days = z
  .object({
    shifts: z
      .array(
        z
          .object({
            fromMs: ms.describe('Beginning, milliseconds after midnight'),
            toMs: ms.describe('End, milliseconds after midnight'),
            cards: count.describe('Cards that are done in it'),
            makespanMs: ms.describe('When the last of them is done, milliseconds after its beginning'),
            boundCards: count.describe('More than this no policy could do'),
          })
          .readonly(),
      )
      .readonly()
      .describe('Parts of the day in which cards are worked on'),
    cardsADay: count.describe('Cards a day'),
    days: count.optional().describe('Days for all cards; none where not one card fits into a shift'),
    boundDays: count.optional().describe('Fewer days no policy needs'),
  })
  .readonly();

const spread = z
  .object({
    runs: count.describe('How many runs with drawn durations'),
    p50Ms: ms.describe('Median of the makespan, milliseconds'),
    p95Ms: ms.describe('95 of 100 runs took at most this, milliseconds'),
    maxMs: ms.describe('The longest run, milliseconds'),
    leastRatio: z.number().min(1).describe('Makespan over the bound of the same draw, the best run'),
    mostRatio: z.number().min(1).describe('The same, the worst run'),
  })
  .readonly();

const plan = {arrangement: arrangement.describe('The plan'), outcome: outcome.describe('What came of it')};

const compared = {
  ...plan,
  spread: spread.optional().describe('Many runs with drawn durations; then their medians are compared'),
};

const comparison = z
  .object({
    baseline: z.object(compared).readonly().describe('The setting alone'),
    plans: z
      .array(
        z
          .object({
            ...compared,
            change: z.number().describe('Makespan over that of the setting alone, less 1'),
            holds: z.boolean().describe('Whether the claim of almost no added burden holds'),
          })
          .readonly(),
      )
      .readonly()
      .describe('Ways to add pre-install'),
    conclusions: z.array(sentence).readonly().describe('Where the claim holds and where not'),
  })
  .readonly();

const timelineStep = z
  .object({
    station: z.enum(['setting', 'pre-install', 'combined']).describe('What the terminal is for'),
    terminal: count.describe('Number of the terminal within its station, from 0'),
    card: count.describe('Number of the card, from 0'),
    title: sentence.describe('What is done'),
    part: z.enum(['setting', 'pre-install']).describe('To which job it belongs'),
    operator: count.optional().describe('Number of the operator, from 0; none in a wait'),
    fromMs: ms.describe('Beginning, milliseconds'),
    toMs: ms.describe('End, milliseconds'),
  })
  .readonly();

const curvePoint = z
  .object({
    terminals: count.describe('Terminals of each kind'),
    makespanMs: ms.describe('What was simulated, milliseconds'),
    boundMs: ms.describe('The least, milliseconds'),
  })
  .readonly();

/** What `kazasu simulate` came to, version 1. */
export const kazasuSimulationSchema = z
  .object({
    kind: z.literal('kazasu-simulation').describe('Says what the document is'),
    version: z.literal(1).describe('Version of this format'),
    product: z
      .object({name: z.string().describe('Program'), version: z.string().describe('Its version')})
      .readonly()
      .describe('What made it'),
    ...plan,
    steps: z
      .object({
        setting: job.describe('Setting before delivery'),
        preInstall: job.describe('Pre-install as it was simulated'),
      })
      .readonly()
      .describe('What a card takes'),
    conditions: z
      .object({
        walkMs: ms.describe('What an operator needs to get to a terminal, before every touch, milliseconds'),
        startMs: ms.describe('When work begins, milliseconds after midnight'),
        congestion: z
          .array(
            z
              .object({
                fromMs: ms.describe('Beginning, milliseconds after midnight'),
                toMs: ms.describe('End, milliseconds after midnight'),
                percent: z
                  .union([z.int().min(100), z.literal('down')])
                  .describe(
                    'What a wait for the card management system takes, hundredths; down: no progress',
                  ),
              })
              .readonly(),
          )
          .readonly()
          .describe('When the card management system is slow or down'),
        quietSetting: z.boolean().describe('Whether no setting was begun in those hours'),
        cv: share.describe('Standard deviation of a step, as a share of its mean'),
        retries: share.describe('Share of touches in which something is done again'),
        retryMs: ms.describe('What that adds, milliseconds'),
        seed: z.string().describe('Seed of the draws'),
      })
      .readonly()
      .describe('What else was assumed'),
    spread: spread.optional().describe('Many runs with drawn durations'),
    days: days.optional().describe('How many days the cards take'),
    comparison: comparison.optional().describe('Setting alone against setting with pre-install'),
    sweep: z
      .array(z.object({...plan, days: days.optional().describe('How many days the cards take')}).readonly())
      .readonly()
      .optional()
      .describe('Every plan of the ranges'),
    timeline: z.array(timelineStep).readonly().optional().describe('The first while, step by step'),
    curve: z.array(curvePoint).readonly().optional().describe('Makespan over the number of terminals'),
  })
  .readonly();

export type KazasuSimulation = z.infer<typeof kazasuSimulationSchema>;
