import {z} from 'zod';
import {readKind} from '../read-kind.ts';
import {
  type basis,
  budget,
  environment,
  linkFloor,
  ms,
  phase,
  title,
  total,
  verdict,
} from '../result-parts.ts';

const summary = z.object({p50: ms, p95: ms, p99: ms, max: ms}).readonly();

const comparison = z
  .object({
    id: z.string(),
    title,
    baselineMs: ms,
    currentMs: ms,
    /** Hodges-Lehmann estimate of the shift, in milliseconds and as a share of the baseline's median. */
    shiftMs: z.number(),
    shift: z.number(),
    /** Of the Mann-Whitney test, one-sided, before Holm's correction. */
    p: z.number().min(0).max(1),
    verdict: z.enum(['slower', 'faster', 'same', 'not-comparable']),
  })
  .readonly();

const profile = z
  .object({
    subject: z.object({kind: z.enum(['scenario', 'program']), id: z.string(), title}).readonly(),
    runs: z.int().nonnegative(),
    passed: z.int().nonnegative(),
    verdict,
    reason: title,
    total: z.object({parts: total, ms: summary}).readonly(),
    phases: z
      .array(
        z
          .object({
            id: z.string(),
            title,
            actor: phase.unwrap().shape.actor,
            parts: total,
            ms: summary,
          })
          .readonly(),
      )
      .readonly(),
    exchanges: z
      .array(
        z
          .object({
            title,
            count: z.number().nonnegative(),
            ms: summary,
            runMs: ms,
            cardMs: ms,
            linkMs: ms,
            stackMs: ms,
          })
          .readonly(),
      )
      .readonly(),
    floor: z
      .object({ms, rows: z.array(z.object({title, ms}).readonly()).readonly()})
      .readonly()
      .optional(),
    needed: z.array(z.object({title, apdus: z.int(), of: z.int(), ms}).readonly()).readonly(),
    advice: z
      .array(
        z
          .object({
            rule: z.string(),
            title,
            remedy: title,
            count: z.number().nonnegative(),
            runs: z.int().nonnegative(),
            savedMs: ms,
          })
          .readonly(),
      )
      .readonly(),
    budgets: z.array(budget).readonly(),
    delays: z
      .object({p50Us: z.number(), p99Us: z.number(), maxUs: z.number(), samples: z.int()})
      .readonly()
      .optional(),
    samples: z
      .object({
        total: z.array(ms).readonly(),
        phases: z.record(z.string(), z.array(ms).readonly()).readonly(),
      })
      .readonly(),
  })
  .readonly();

/** The schema of `profile.json`. */
export const kazasuProfileSchema = z
  .object({
    $schema: z.string().optional(),
    kind: z.literal('kazasu-profile'),
    version: z.literal(1),
    product: z.object({name: z.string(), version: z.string()}).readonly(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    environment,
    profile,
    linkFloor: linkFloor.optional(),
    /** Against which earlier profile it was compared, and what came of it. */
    baseline: z
      .object({
        file: z.string(),
        startedAt: z.iso.datetime(),
        minimumEffect: z.number(),
        differences: z.array(title).readonly(),
        comparisons: z.array(comparison).readonly(),
      })
      .readonly()
      .optional(),
    notes: z.array(title).readonly(),
  })
  .readonly();

/** A profile with what its figures depend on: the master from which every format is made. */
export type KazasuProfile = z.infer<typeof kazasuProfileSchema>;
export type ProfileFigures = z.infer<typeof profile>;
export type Comparison = z.infer<typeof comparison>;
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
