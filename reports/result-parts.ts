import {z} from 'zod';
import type {Verdict} from '../protocol/index.ts';

/** One sentence or title in each language people read. */
export const title = z.object({en: z.string(), ja: z.string()}).readonly();

export const ms = z.number().nonnegative();

/** Taken from a machine in this run, asked for by a timing profile, made of both, or reckoned from the run's figures. */
export const basis = z.enum(['measured', 'modelled', 'mixed', 'estimated']);

export const verdict = z.enum([
  'pass',
  'fail',
  'inconclusive',
  'not-applicable',
  'error',
]) satisfies z.ZodType<Verdict>;

export const parts = {
  ms,
  cardMs: ms,
  linkMs: ms,
  stackMs: ms,
  hostMs: ms,
  networkMs: ms,
  centreMs: ms,
  modelledCardMs: ms,
  modelledLinkMs: ms,
  basis: z.object({card: basis, link: basis, stack: basis, whole: basis}).readonly(),
  apdus: z.int().nonnegative(),
};

export const total = z.object(parts).readonly();

export const phase = z
  .object({
    id: z.string(),
    title,
    actor: z.enum(['card', 'link', 'host', 'centre', 'operator', 'holder', 'wait']),
    ...parts,
  })
  .readonly();

export const budget = z
  .object({
    id: z.string(),
    title,
    typicalMs: z.tuple([ms, ms]).readonly().optional(),
    statistic: z.enum(['p50', 'p95', 'p99', 'max']),
    maxMs: ms,
    actualMs: ms,
    runs: z.int().nonnegative(),
    verdict: z.enum(['met', 'missed', 'not-judged']),
    basis,
    source: z.string(),
  })
  .readonly();

export const linkFloor = z
  .object({
    backToBackP50Us: z.number().nonnegative(),
    afterWaitP50Us: z.number().nonnegative().optional(),
    samples: z.int().nonnegative(),
    how: title,
  })
  .readonly();

export const environment = z
  .object({
    platform: z.string(),
    processor: z.string().optional(),
    node: z.string(),
    link: z.enum(['pcsc', 'in-process']),
    binding: z.enum(['koffi', 'pcsclite', 'in-process']),
    reader: z.string(),
    pcscd: z.string().optional(),
    vpcd: z.string().optional(),
    isolation: z
      .discriminatedUnion('kind', [
        z.object({kind: z.literal('netns')}),
        z.object({kind: z.literal('none'), reason: title.optional()}),
      ])
      .readonly(),
    quickAck: z.boolean(),
    timing: z.string(),
    /** Seed of the spread around modelled times. */
    timingSeed: z.union([z.int().nonnegative(), z.literal('none')]).optional(),
    /** How well the timing profile's numbers are known, and where the documents say so. */
    timingEvidence: z.object({grade: z.string(), reference: z.string()}).readonly().optional(),
    /** Whose card it was, of what make. */
    card: z.object({id: z.string(), persona: z.string(), profile: z.string()}).readonly().optional(),
    clock: z.enum(['real', 'virtual']),
  })
  .readonly();
