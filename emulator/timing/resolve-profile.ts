import {z} from 'zod';
import {type TimedCommand, timedCommands} from './timed-command.ts';
import {
  type Figure,
  type KeyOperation,
  keyOperations,
  type SpreadKind,
  spreadKinds,
  type TimingProfile,
} from './timing-profile.ts';

const evidence = z.enum(['observed', 'standard', 'bench-defined']);
const amount = z.number().nonnegative();

const figure = z.union([
  amount,
  z.strictObject({
    value: amount.describe('The mean, in the unit of its place'),
    spread: amount.describe('Standard deviation as a share of the mean').optional(),
    evidence: evidence.describe('How well the figure is known').optional(),
    reference: z.string().describe('Where it comes from').optional(),
    samples: z.int().positive().describe('Exchanges it was fitted from').optional(),
  }),
]);

type WrittenFigure = z.infer<typeof figure>;

/** What a figure is, by its place. */
const placeText = (name: string): string => places[name] ?? `${name}, milliseconds`;

const places: Readonly<Record<string, string>> = {
  commands: 'Spread of commands',
  keyOperations: 'Spread of the use of keys',
  memory: 'Spread of writing',
  link: 'Spread of the link',
  perByteUs: 'Each byte, microseconds',
  perExchangeUs: 'Each exchange besides its blocks, microseconds',
  blockBytes: 'Bytes that fit one block',
  perBlockUs: 'Each block besides its bytes, microseconds',
  perCommitMs: 'Each persistent change, milliseconds',
};

const figuresNamed = <N extends string>(
  names: readonly N[],
): z.ZodObject<Record<N, z.ZodOptional<typeof figure>>> =>
  z.strictObject(
    Object.fromEntries(names.map((name) => [name, figure.optional().describe(placeText(name))])) as Record<
      N,
      z.ZodOptional<typeof figure>
    >,
  );

/** The fields of a profile as it is written: in a file, or in a table of ours. */
export const timingProfileShape = {
  name: z.string().min(1).describe('Names the profile'),
  title: z
    .strictObject({en: z.string().describe('English'), ja: z.string().describe('Japanese')})
    .describe('What people call it')
    .optional(),
  evidence: evidence.describe('How well figures are known that do not say otherwise'),
  reference: z.string().min(1).describe('Where figures come from that do not say otherwise'),
  spread: z
    .union([z.literal('none'), figuresNamed(spreadKinds)])
    .describe('Standard deviations by kind of cost, or none')
    .optional(),
  link: figuresNamed(['perByteUs', 'perExchangeUs', 'blockBytes', 'perBlockUs'])
    .describe('The link between reader and chip')
    .optional(),
  commands: figuresNamed(timedCommands).describe('Each command, milliseconds').optional(),
  otherCommands: figure.describe('A command without a row, milliseconds').optional(),
  keyOperations: figuresNamed(keyOperations).describe('Each use of a key, milliseconds').optional(),
  memory: figuresNamed(['perCommitMs', 'perByteUs']).describe('Writing persistent memory').optional(),
};

const written = z.strictObject(timingProfileShape);
export type WrittenProfile = z.infer<typeof written>;

/**
 * A profile as it is used: every figure with its source, which is the profile's where it names none, and its spread,
 * which is its kind's. What the profile leaves out is `base`'s; a spread of a kind counts for `base`'s figures too.
 */
export const resolveTimingProfile = (profile: WrittenProfile, base: TimingProfile): TimingProfile => {
  const spreadOf = (kind: SpreadKind): number | undefined => {
    const given = profile.spread === 'none' ? 0 : profile.spread?.[kind];
    return typeof given === 'object' ? given.value : given;
  };
  const resolved = (
    given: WrittenFigure | undefined,
    inherited: Figure | undefined,
    kind: SpreadKind,
  ): Figure => {
    const ofKind = spreadOf(kind);
    if (given === undefined) {
      const kept = inherited ?? nothing;
      return ofKind === undefined ? kept : {...kept, spread: ofKind};
    }
    const own = typeof given === 'object' ? given : {value: given};
    return {
      value: own.value,
      spread: own.spread ?? ofKind ?? inherited?.spread ?? 0,
      evidence: own.evidence ?? profile.evidence,
      reference: own.reference ?? profile.reference,
      ...(own.samples === undefined ? {} : {samples: own.samples}),
    };
  };
  const table = <N extends string>(
    names: readonly N[],
    given: Partial<Record<N, WrittenFigure | undefined>> = {},
    inherited: Partial<Record<N, Figure>>,
    kind: SpreadKind,
  ): Partial<Record<N, Figure>> =>
    Object.fromEntries(
      names
        .filter((name) => given[name] !== undefined || inherited[name])
        .map((name) => [name, resolved(given[name], inherited[name], kind)]),
    ) as Partial<Record<N, Figure>>;
  const {link, memory} = profile;
  return {
    name: profile.name,
    title: profile.title ?? {en: profile.name, ja: profile.name},
    evidence: profile.evidence,
    reference: profile.reference,
    link: {
      perByteUs: resolved(link?.perByteUs, base.link.perByteUs, 'link'),
      perExchangeUs: resolved(link?.perExchangeUs, base.link.perExchangeUs, 'link'),
      blockBytes: {...resolved(link?.blockBytes, base.link.blockBytes, 'link'), spread: 0},
      perBlockUs: resolved(link?.perBlockUs, base.link.perBlockUs, 'link'),
    },
    commands: table<TimedCommand>(timedCommands, profile.commands, base.commands, 'commands'),
    otherCommands: resolved(profile.otherCommands, base.otherCommands, 'commands'),
    keyOperations: table<KeyOperation>(
      keyOperations,
      profile.keyOperations,
      base.keyOperations,
      'keyOperations',
    ),
    memory: {
      perCommitMs: resolved(memory?.perCommitMs, base.memory.perCommitMs, 'memory'),
      perByteUs: resolved(memory?.perByteUs, base.memory.perByteUs, 'memory'),
    },
  };
};

/** What a profile that extends nothing says of what it leaves out. Bench-defined, T0. */
const nothing: Figure = {value: 0, spread: 0, evidence: 'bench-defined', reference: 'T0'};

/** The profile that asks for no time. */
export const noTime: TimingProfile = {
  name: 'instant',
  title: {en: 'no modelled time', ja: 'モデル時間なし'},
  evidence: 'bench-defined',
  reference: 'T0',
  link: {perByteUs: nothing, perExchangeUs: nothing, blockBytes: nothing, perBlockUs: nothing},
  commands: {},
  otherCommands: nothing,
  keyOperations: {},
  memory: {perCommitMs: nothing, perByteUs: nothing},
};
