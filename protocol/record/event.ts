import {z} from 'zod';

/** Nanoseconds after the record's origin, on one monotonic clock. */
const ns = z.number().nonnegative().describe('nanoseconds after the origin of the record');

/** Hex digits, two a byte; `**` stands for a byte that was masked where the event was made. */
const maskedHex = z
  .string()
  .regex(/^(?:[0-9A-F]{2}|\*\*)*$/, 'expected hex digits, ** for a masked byte')
  .describe('bytes as hex; ** is a masked byte');

const card = z.string().describe('names the card');

/** First line of a record. */
const header = z.object({
  type: z.literal('record').describe('first line of a record'),
  version: z.literal(1).describe('version of this format'),
  product: z.string().describe('what wrote the record'),
  origin: z.iso.datetime().describe('date and time of the clock’s zero, UTC'),
  clock: z.enum(['real', 'virtual']).describe('a virtual clock passes modelled time at once'),
  secrets: z.literal('masked').describe('PINs, passwords, keys and the 個人番号 never enter a record'),
  timing: z.string().optional().describe('timing profile the card kept to'),
  timingSeed: z.string().optional().describe('seed of the spread around modelled times, or none'),
});

const power = z.object({
  type: z.literal('power').describe('power came, went, or the card was reset'),
  at: ns,
  card,
  state: z.enum(['on', 'off', 'reset']).describe('what happened to the power'),
  atr: z
    .string()
    .regex(/^(?:[0-9A-F]{2})*$/)
    .optional()
    .describe('hex'),
});

const link = z.object({
  type: z.literal('link').describe('the card’s link to its reader'),
  at: ns,
  card,
  state: z.enum(['connected', 'lost']).describe('what became of it'),
});

const apdu = z.object({
  type: z.literal('apdu').describe('one command and its response'),
  side: z.enum(['card', 'terminal']).describe('who saw the exchange'),
  card,
  at: ns.describe('card: the command arrived; terminal: it was sent'),
  end: ns.describe('card: the response was ready; terminal: it came'),
  command: maskedHex,
  response: maskedHex,
  modelled: z
    .object({
      cardNs: z.number().nonnegative().describe('the chip’s work, nanoseconds'),
      linkNs: z.number().nonnegative().describe('the bytes on their way, nanoseconds'),
      nvNs: z.number().nonnegative().optional().describe('the part of cardNs that wrote persistent memory'),
    })
    .readonly()
    .optional()
    .describe('what the timing profile asked for; absent where nothing is modelled'),
});

const cardState = z.object({
  type: z.literal('card-state').describe('something in the card changed'),
  at: ns,
  card,
  change: z
    .enum([
      'application-selected',
      'file-selected',
      'verified',
      'not-verified',
      'blocked',
      'changed',
      'unblocked',
      'updated',
      'key-generated',
      'key-renewed',
      'locked',
      'unlocked',
      'life-cycle',
      'loaded',
      'installed',
      'personalised',
      'moved',
      'deleted',
    ])
    .describe('what changed'),
  subject: z.string().describe('the file, credential or application'),
  triesLeft: z.int().nonnegative().describe('tries left of a credential').optional(),
});

const centre = z.object({
  type: z.literal('centre').describe('a question to the centre and its answer'),
  at: ns,
  end: ns,
  operation: z.string().describe('what was asked'),
  outcome: z.string().describe('what came'),
  side: z
    .enum(['client', 'centre'])
    .optional()
    .describe('who saw it; a client’s exchange holds the centre’s, and what it took longer is the network’s'),
});

const step = z.object({
  type: z.literal('step').describe('one step of a scenario'),
  at: ns,
  end: ns,
  scenario: z.string().describe('id of the scenario'),
  step: z.string().describe('id of the phase'),
  actor: z.string().describe('who had the turn'),
  peopleNs: z
    .number()
    .nonnegative()
    .describe('what people, or what nobody can hurry, are reckoned to take in it, nanoseconds')
    .optional(),
  lived: z
    .boolean()
    .describe('that time passed on the clock; otherwise it comes on top of the interval')
    .optional(),
});

const run = z.object({
  type: z.literal('run').describe('one repetition of a scenario or a program'),
  at: ns,
  end: ns,
  number: z.int().positive().describe('which repetition, from 1'),
  what: z.string().describe('the scenario, or the program by its name alone'),
  outcome: z.string().describe('the verdict'),
});

const verdict = z.object({
  type: z.literal('verdict').describe('a verdict with its reason'),
  at: ns,
  subject: z.string().describe('what was judged'),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'not-applicable', 'error']).describe('what it came to'),
  reason: z.string().describe('why, in English'),
});

const fault = z.object({
  type: z.literal('fault').describe('an exception inside the bench'),
  at: ns,
  where: z.string().describe('in what'),
  message: z.string().describe('what it said'),
});

export const recordHeaderSchema = header.readonly();

/** Every event a record may hold. Members that are not known are left out when it is read. */
export const recordEventSchema = z
  .discriminatedUnion('type', [power, link, apdu, cardState, centre, step, run, verdict, fault])
  .readonly();

/** First line of a record. Times in events are nanoseconds after `origin`, on one monotonic clock. */
export type RecordHeader = z.infer<typeof recordHeaderSchema>;

/** Power came, went, or the card was reset; `atr` is hex. */
export type PowerEvent = Readonly<z.infer<typeof power>>;

/** The card's link to its reader. */
export type LinkEvent = Readonly<z.infer<typeof link>>;

/**
 * One command and its response, seen by the card or by the terminal. `at`: the command arrived (card) or was
 * sent (terminal); `end`: the response was ready or received. `modelled`: what the timing profile asked for, in
 * nanoseconds of the chip's work (`nvNs` of it for writing persistent memory, where it wrote) and of the bytes on
 * their way; absent where nothing is modelled.
 */
export type ApduEvent = Readonly<z.infer<typeof apdu>>;

/** Something in the card changed; `subject` names the file or credential. */
export type CardStateEvent = Readonly<z.infer<typeof cardState>>;

/** A question to the centre and its answer. */
export type CentreEvent = Readonly<z.infer<typeof centre>>;

/** One step of a scenario. */
export type StepEvent = Readonly<z.infer<typeof step>>;

/** One repetition of a scenario or a program, from its beginning to its end. */
export type RunEvent = Readonly<z.infer<typeof run>>;

/** A verdict with its reason. */
export type VerdictEvent = Readonly<z.infer<typeof verdict>>;

/** An exception inside the bench, turned into 6F00 or an error verdict. */
export type FaultEvent = Readonly<z.infer<typeof fault>>;

export type RecordEvent =
  | PowerEvent
  | LinkEvent
  | ApduEvent
  | CardStateEvent
  | CentreEvent
  | StepEvent
  | RunEvent
  | VerdictEvent
  | FaultEvent;

/** Where events go. Whoever makes an event masks it first. */
export type Recorder = (event: RecordEvent) => void;
