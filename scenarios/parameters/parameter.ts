import type {Sentence} from '../../protocol/index.ts';

interface Described {
  /** What it is, for people. */
  readonly title: Sentence;
  /** Its value stands in no result, list or error. */
  readonly secret?: boolean;
}

export interface NumberParameter extends Described {
  readonly type: 'number';
  readonly default: number;
  /** The least and the greatest value, both allowed. */
  readonly min?: number;
  readonly max?: number;
  /** Only whole numbers. */
  readonly whole?: boolean;
  /** Such as `s` or `bytes`, for people. */
  readonly unit?: string;
}

export interface TextParameter extends Described {
  readonly type: 'text';
  readonly default: string;
  /** In UTF-16 code units, as JavaScript counts. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A regular expression that the whole text fits. */
  readonly pattern?: string;
}

export interface BooleanParameter extends Described {
  readonly type: 'boolean';
  readonly default: boolean;
}

export interface ChoiceParameter extends Described {
  readonly type: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
}

/** What a scenario lets its user choose. */
export type Parameter = NumberParameter | TextParameter | BooleanParameter | ChoiceParameter;

/** By name. A name is letters and digits and begins with a small letter. */
export type ParameterTable = Readonly<Record<string, Parameter>>;

export type ParameterValue = number | string | boolean;

/** The value of each parameter, by its name. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** The same with each value's own type. */
export type ValuesOf<T extends ParameterTable> = {
  readonly [Name in keyof T]: T[Name] extends NumberParameter
    ? number
    : T[Name] extends BooleanParameter
      ? boolean
      : T[Name] extends ChoiceParameter
        ? T[Name]['choices'][number]
        : string;
};
