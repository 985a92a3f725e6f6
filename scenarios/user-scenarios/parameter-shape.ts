import {z} from 'zod';
import type {
  BooleanParameter,
  ChoiceParameter,
  NumberParameter,
  Parameter,
  TextParameter,
} from '../parameters/parameter.ts';
import {valueSchema} from '../parameters/parameter-schema.ts';
import {fieldOf, refusing} from './refusing.ts';

type Shape<T> = Readonly<Record<keyof T, z.ZodType>>;

const described = {
  title: z.strictObject({en: z.string().min(1), ja: z.string().min(1)}),
  secret: z.boolean().optional(),
};

const isPattern = (text: string): boolean => {
  try {
    return Boolean(new RegExp(`^(?:${text})$`, 'u'));
  } catch {
    return false;
  }
};

const parameter = z
  .discriminatedUnion('type', [
    z.strictObject({
      ...described,
      type: z.literal('number'),
      default: z.number(),
      min: z.number().optional(),
      max: z.number().optional(),
      whole: z.boolean().optional(),
      unit: z.string().optional(),
    } satisfies Shape<NumberParameter>),
    z.strictObject({
      ...described,
      type: z.literal('text'),
      default: z.string(),
      minLength: z.int().nonnegative().optional(),
      maxLength: z.int().nonnegative().optional(),
      pattern: z
        .string()
        .refine(isPattern, refusing({en: 'a regular expression was expected', ja: '正規表現が必要です'}))
        .optional(),
    } satisfies Shape<TextParameter>),
    z.strictObject({
      ...described,
      type: z.literal('boolean'),
      default: z.boolean(),
    } satisfies Shape<BooleanParameter>),
    z.strictObject({
      ...described,
      type: z.literal('choice'),
      choices: z.array(z.string()).min(1),
      default: z.string(),
    } satisfies Shape<ChoiceParameter>),
  ])
  .superRefine((read, context) => {
    if (!valueSchema(read as Parameter).safeParse(read.default).success) {
      context.addIssue(
        fieldOf(['default'], {
          en: 'it is not within what the parameter itself allows',
          ja: 'パラメーター自身の制限に合いません',
        }),
      );
    }
  });

/** What the table of a scenario's parameters must be. */
export const parameterTableShape = z.record(
  z.string().refine(
    (name) => /^[a-z][A-Za-z0-9]*$/.test(name),
    refusing({
      en: 'letters and digits were expected, a small letter first',
      ja: '英字・数字だけが使えます(先頭は英小文字)',
    }),
  ),
  parameter,
);
