import {z} from 'zod';
import type {Verdict} from '../protocol/index.ts';

const en = z.string().describe('English');
const ja = z.string().describe('Japanese');

/** One sentence or title in each language people read. */
export const title = z.object({en, ja}).readonly();

export const ms = z.number().nonnegative();
const id = z.string();

/** Of machines: taken in this run, asked for by a timing profile, made of both, or estimated from the run's figures. */
export const machineBasis = z.enum(['measured', 'modelled', 'mixed', 'estimated']);
const measured =
  'measured on a machine in this run, modelled by a timing profile, mixed of both, or estimated from figures of the run';

/** Of a whole, in which people may be. */
export const basis = z.enum([
  ...machineBasis.options,
  'reckoned',
  'reckoned-and-measured',
  'reckoned-and-mixed',
  'reckoned-and-modelled',
]);
const orReckoned = `${measured}; reckoned: people’s time, nobody was there; reckoned-and-…: theirs and what machines took`;

export const verdict = z.enum([
  'pass',
  'fail',
  'inconclusive',
  'not-applicable',
  'error',
]) satisfies z.ZodType<Verdict>;

export const parts = {
  ms: ms.describe('Whole time, milliseconds'),
  cardMs: ms.describe('Of that in the card, milliseconds'),
  linkMs: ms.describe('Of that for the bytes between reader and chip, milliseconds'),
  stackMs: ms.describe('Of that in the PC/SC library, daemon and driver, milliseconds'),
  hostMs: ms.describe('Of that in the program at the reader, milliseconds'),
  networkMs: ms.describe('Of that between the program and the centre, milliseconds'),
  centreMs: ms.describe('Of that behind the counter, milliseconds'),
  peopleMs: ms.describe(
    'Of that what operator and holder are reckoned to take, and what nobody can hurry, milliseconds',
  ),
  modelledCardMs: ms.describe('What the timing profile asked of the card, milliseconds'),
  modelledLinkMs: ms.describe('What the timing profile asked of the link, milliseconds'),
  basis: z
    .object({
      card: machineBasis.describe(`Time in the card: ${measured}`),
      link: machineBasis.describe(`Time on the link: ${measured}`),
      stack: machineBasis.describe(`Time in the reader stack: ${measured}`),
      whole: basis.describe(`The whole: ${orReckoned}`),
    })
    .readonly()
    .describe('How the figures came about'),
  apdus: z.int().nonnegative().describe('Commands that were exchanged'),
};

export const total = z.object(parts).readonly();

export const phase = z
  .object({
    id: id.describe('Names the phase within its scenario'),
    title: title.describe('What happens in it'),
    actor: z
      .enum(['card', 'link', 'host', 'centre', 'operator', 'holder', 'wait'])
      .describe('Who has the turn'),
    ...parts,
  })
  .readonly();

/** One thing that is otherwise than before; what is secret or personal is never shown. */
export const change = z
  .object({
    place: z.string().describe('Where it is kept, from card/ or centre/ on'),
    before: z.string().describe('What it was; absent where it was not there').optional(),
    after: z.string().describe('What it is; absent where it is not there any more').optional(),
  })
  .readonly();

export const budget = z
  .object({
    id: id.describe('Names the budget'),
    title: title.describe('What it limits'),
    typicalMs: z
      .tuple([ms.describe('From, milliseconds'), ms.describe('To, milliseconds')])
      .readonly()
      .describe('What is usual in the field')
      .optional(),
    statistic: z.enum(['p50', 'p95', 'p99', 'max']).describe('Which figure of the runs is limited'),
    whole: z.boolean().describe('It limits the whole, not some phases'),
    maxMs: ms.describe('The limit, milliseconds'),
    actualMs: ms.describe('What it took, milliseconds'),
    runs: z.int().nonnegative().describe('How many runs the figure was taken over'),
    verdict: z.enum(['met', 'missed', 'not-judged']).describe('Stands beside the scenario’s verdict'),
    basis: basis.describe(`The time it took: ${orReckoned}`),
    reckonedMs: ms
      .describe('Of what it took, people’s time, milliseconds; absent where nobody was in it')
      .optional(),
    source: z.string().describe('Number of the source in docs/sources.md, or who set the limit'),
  })
  .readonly();

/** One part of a series held against an earlier one. */
export const comparison = z
  .object({
    id: id.describe('total, or the id of a phase'),
    title: title.describe('What is compared'),
    baselineMs: ms.describe('Median then, milliseconds'),
    currentMs: ms.describe('Median now, milliseconds'),
    shiftMs: z.number().describe('Hodges-Lehmann estimate of the shift, milliseconds'),
    shift: z.number().describe('The shift as a share of the median then'),
    p: z
      .number()
      .min(0)
      .max(1)
      .describe('Chance of such a shift between equals: Mann-Whitney, one-sided, before Holm’s correction'),
    verdict: z
      .enum(['slower', 'faster', 'same', 'new', 'gone'])
      .describe('same: within chance or the least effect; new and gone: the other series has no such phase'),
  })
  .readonly();

export type Comparison = z.infer<typeof comparison>;

export const parameters = z
  .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
  .readonly()
  .describe('The values of its parameters; secret ones are masked');

export const linkFloor = z
  .object({
    backToBackP50Us: z
      .number()
      .nonnegative()
      .describe('Median over commands one behind the other, microseconds'),
    afterWaitP50Us: z
      .number()
      .nonnegative()
      .describe('Median behind a modelled wait, microseconds')
      .optional(),
    samples: z.int().nonnegative().describe('How many were taken'),
    how: title.describe('How they were taken'),
  })
  .readonly();
export const environment = z
  .object({
    platform: z.string().describe('Operating system and processor'),
    processor: z.string().describe('Name of the processor').optional(),
    node: z.string().describe('Version of Node.js'),
    link: z.enum(['pcsc', 'in-process']).describe('How card and terminal were connected'),
    binding: z.enum(['koffi', 'pcsclite', 'in-process']).describe('What called PC/SC'),
    reader: z.string().describe('Name of the reader'),
    pcscd: z.string().describe('Version of pcscd').optional(),
    vpcd: z.string().describe('Version of the virtual reader’s driver').optional(),
    isolation: z
      .discriminatedUnion('kind', [
        z.object({kind: z.literal('netns').describe('The virtual reader was reachable by the bench alone')}),
        z.object({
          kind: z.literal('none').describe('The virtual reader was reachable by others'),
          reason: title.describe('Why').optional(),
        }),
      ])
      .readonly()
      .describe('Who could reach the virtual reader'),
    quickAck: z.boolean().describe('Whether TCP_QUICKACK was set, without which a command costs 44 ms more'),
    timing: z.string().describe('Name of the timing profile'),
    timingSeed: z
      .union([z.int().nonnegative(), z.literal('none')])
      .describe('Seed of the spread around modelled times')
      .optional(),
    /** How well the timing profile's numbers are known, and where the documents say so. */
    timingEvidence: z
      .object({
        grade: z.string().describe('observed, standard or bench-defined'),
        reference: z.string().describe('Number in docs/deviations.md or docs/sources.md'),
      })
      .readonly()
      .describe('How well the timing profile’s numbers are known')
      .optional(),
    /** Whose card it was, of what make. */
    card: z
      .object({
        id: id.describe('Id of the card image'),
        persona: z.string().describe('Name of the persona'),
        profile: z.string().describe('Name of the card profile'),
      })
      .readonly()
      .describe('Whose card it was, of what make')
      .optional(),
    clock: z.enum(['real', 'virtual']).describe('A virtual clock passes modelled time at once'),
  })
  .readonly();
