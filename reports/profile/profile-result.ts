import {z} from 'zod';
import {readKind} from '../read-kind.ts';
import {
  type basis,
  budget,
  comparison,
  environment,
  linkFloor,
  ms,
  parameters,
  phase,
  title,
  total,
  verdict,
} from '../result-parts.ts';

const id = z.string();

const summary = z
  .object({
    p50: ms.describe('Median, milliseconds'),
    p95: ms.describe('95 of 100 are at most this, milliseconds'),
    p99: ms.describe('99 of 100 are at most this, milliseconds'),
    max: ms.describe('The slowest, milliseconds'),
  })
  .readonly();

const part = {
  parts: total.describe('Medians of where its time goes'),
  ms: summary.describe('How it is spread'),
};

const profile = z
  .object({
    subject: z
      .object({
        kind: z.enum(['scenario', 'program']).describe('A scenario of the bench, or a program over PC/SC'),
        id: id.describe('Id of the scenario, or name of the program'),
        title: title.describe('What it is about'),
        parameters: parameters.optional(),
      })
      .readonly()
      .describe('What was run'),
    runs: z.int().nonnegative().describe('How often it was run; a failure ends the series'),
    passed: z.int().nonnegative().describe('How many runs passed; figures are of these alone'),
    verdict: verdict.describe('The worst verdict of a run'),
    reason: title.describe('Why, in one sentence'),
    total: z.object(part).readonly().describe('A whole run'),
    phases: z
      .array(
        z
          .object({
            id: id.describe('Names the phase'),
            title: title.describe('What happens in it'),
            actor: phase.unwrap().shape.actor,
            ...part,
          })
          .readonly(),
      )
      .readonly()
      .describe('The phases in their order'),
    between: z
      .object(part)
      .readonly()
      .describe('What is done between the phases; absent where no run did anything there')
      .optional(),
    exchanges: z
      .array(
        z
          .object({
            title: title.describe('Command and what it worked on'),
            count: z.number().nonnegative().describe('How many a run has, median'),
            ms: summary.describe('A single one'),
            runMs: ms.describe('All of them in a run, median, milliseconds'),
            cardMs: ms.describe('A single one in the chip, median, milliseconds'),
            linkMs: ms.describe('Its bytes between reader and chip, median, milliseconds'),
            stackMs: ms.describe('Its way through the reader stack, median, milliseconds'),
          })
          .readonly(),
      )
      .readonly()
      .describe('Exchanges by what they were about, the dearest of a run first'),
    floor: z
      .object({
        ms: ms.describe('Their sum, milliseconds'),
        rows: z
          .array(
            z
              .object({
                title: title.describe('What the dialogue came for'),
                ms: ms.describe('The least that takes on card and link, milliseconds'),
              })
              .readonly(),
          )
          .readonly()
          .describe('What the dialogue came for, one by one'),
      })
      .readonly()
      .describe('The least the dialogue takes under its timing profile, whoever drives the card')
      .optional(),
    needed: z
      .array(
        z
          .object({
            title: title.describe('A signature'),
            apdus: z.int().describe('Exchanges it could not do without, itself included'),
            of: z.int().describe('Exchanges of the run'),
            ms: ms.describe('What the needed ones took, milliseconds'),
          })
          .readonly(),
      )
      .readonly()
      .describe('What each signature needed of the dialogue'),
    advice: z
      .array(
        z
          .object({
            rule: z.string().describe('Id of the rule'),
            title: title.describe('What is done needlessly'),
            remedy: title.describe('What to do instead'),
            count: z.number().nonnegative().describe('How often in a run, median'),
            runs: z.int().nonnegative().describe('In how many runs'),
            savedMs: ms.describe('What leaving it out would spare in a run, median, milliseconds'),
          })
          .readonly(),
      )
      .readonly()
      .describe('What could be spared, the dearest first'),
    budgets: z.array(budget).readonly().describe('Limits of time and what came of them'),
    delays: z
      .object({
        p50Us: z.number().describe('Median, microseconds'),
        p99Us: z.number().describe('99 of 100 are at most this, microseconds'),
        maxUs: z.number().describe('The worst, microseconds'),
        samples: z.int().describe('Over how many exchanges'),
      })
      .readonly()
      .describe('How closely modelled delays were kept: what the card took beyond what was asked')
      .optional(),
    samples: z
      .object({
        total: z.array(ms).readonly().describe('Whole runs'),
        phases: z.record(z.string(), z.array(ms).readonly()).readonly().describe('Each phase by its id'),
      })
      .readonly()
      .describe('Every run’s milliseconds, in order'),
  })
  .readonly();

/** The schema of `profile.json`. */
export const kazasuProfileSchema = z
  .object({
    $schema: z.string().describe('Address of this schema').optional(),
    kind: z.literal('kazasu-profile').describe('Tells a profile from any other JSON'),
    version: z.literal(1).describe('Version of this format'),
    product: z
      .object({name: z.string().describe('Name'), version: z.string().describe('Version')})
      .readonly()
      .describe('What made the profile'),
    startedAt: z.iso.datetime().describe('When the series began, ISO 8601 in UTC'),
    finishedAt: z.iso.datetime().describe('When it ended, ISO 8601 in UTC'),
    environment: environment.describe('What the figures depend on'),
    profile: profile.describe('The figures'),
    linkFloor: linkFloor.describe('The link’s own time in the same series').optional(),
    baseline: z
      .object({
        file: z.string().describe('Name of the earlier profile’s file'),
        startedAt: z.iso.datetime().describe('When the earlier series began'),
        minimumEffect: z.number().describe('Share of the whole below which a shift does not matter'),
        differences: z.array(title).readonly().describe('Facts on which figures depend, then and now'),
        comparisons: z.array(comparison).readonly().describe('The whole, then each phase'),
      })
      .readonly()
      .describe('The earlier profile this one was held against, and what came of it')
      .optional(),
    notes: z.array(title).readonly().describe('What else a reader should know'),
  })
  .readonly();

/** A profile with what its figures depend on: the master from which every format is made. */
export type KazasuProfile = z.infer<typeof kazasuProfileSchema>;
export type ProfileFigures = z.infer<typeof profile>;
export type ProfileBasis = z.infer<typeof basis>;

/**
 * A profile in a JSON text. `where` names it in the error.
 * @throws KazasuError `KZS-PROFILE-FORMAT`: no JSON, another kind or version, or a field that does not fit.
 */
export const readProfile = (text: string, where: string): KazasuProfile =>
  readKind(kazasuProfileSchema, text, {
    errorId: 'KZS-PROFILE-FORMAT',
    expected: {en: `a kazasu-profile of version 1 (${where})`, ja: `バージョン1の kazasu-profile (${where})`},
  });
