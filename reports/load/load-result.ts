import {z} from 'zod';

const ms = z.number().nonnegative();
const count = z.int().nonnegative();

const latency = z
  .object({
    count: count.describe('How many were measured'),
    p50: ms.describe('Median, milliseconds'),
    p95: ms.describe('95 of 100 are at most this, milliseconds'),
    p99: ms.describe('99 of 100 are at most this, milliseconds'),
    p999: ms.describe('999 of 1,000 are at most this, milliseconds'),
    max: ms.describe('The slowest, milliseconds'),
  })
  .readonly();

/** What `kazasu load` came to. Times have three significant digits. */
export const kazasuLoadSchema = z
  .object({
    kind: z.literal('kazasu-load').describe('Tells this from any other JSON'),
    version: z.literal(1).describe('Version of this format'),
    startedAt: z.iso.datetime().describe('When the first log-in was meant to start'),
    product: z
      .object({name: z.string().describe('Name'), version: z.string().describe('Version')})
      .readonly()
      .describe('What measured'),
    machine: z
      .object({
        platform: z.string().describe('Operating system and architecture'),
        processor: z.string().describe('As the system names it'),
        node: z.string().describe('Version of Node.js'),
      })
      .readonly()
      .describe('What the figures depend on'),
    centre: z.string().describe('Address of the centre'),
    asked: z
      .object({
        ratePerSecond: z.number().positive().describe('Log-ins meant to start each second'),
        seconds: z.number().positive().describe('For how long'),
        arrivals: z.enum(['even', 'poisson']).describe('At equal distances, or as independent people come'),
        seed: z.string().describe('Draws the gaps of poisson'),
        cards: count.describe('Kiosks with a card each'),
        timing: z.string().describe('Timing profile of the cards'),
      })
      .readonly()
      .describe('What was asked for'),
    held: z.boolean().describe('All passed, and at least 99 of 100 of the asked rate'),
    intended: count.describe('Log-ins that were meant to start'),
    outcomes: z
      .record(z.string(), count)
      .readonly()
      .describe('How many ended how: passed, or the reason of whoever refused'),
    passedPerSecond: z.number().nonnegative().describe('Passed, each second until the last one ended'),
    response: latency.describe('From the intended start: what somebody who came then waited'),
    service: latency.describe('From the real start'),
    startedLate: latency.describe('From the intended to the real start'),
    mostInFlight: count.describe('The most that were under way at once'),
  })
  .readonly();

export type KazasuLoad = z.infer<typeof kazasuLoadSchema>;
