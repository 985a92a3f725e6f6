import {type Document, isMap, isNode, isScalar, LineCounter, parseDocument} from 'yaml';
import {z} from 'zod';
import {KazasuError, type Sentence} from '../errors.ts';
import {nearest} from './nearest.ts';

/** Who reads a settings file: how its errors are called, and what a person calls such a file. */
export interface SettingsKind<T> {
  /** Id of the errors, `KZS-…`. */
  readonly errorId: string;
  readonly title: Sentence;
  readonly schema: z.ZodType<T>;
  /** Names of fields whose values, and those inside them, no error repeats: PINs and the like. */
  readonly confidential?: readonly string[];
  /** What a value that did not come in a file is called as a whole. */
  readonly whole?: Sentence;
  /** For values that did not come as a text: errors tell no line and no column. */
  readonly placeless?: boolean;
}

/**
 * A settings file, YAML or JSON, to what its schema makes of it. `where` names the file in the error.
 * @throws KazasuError of the kind's id: line, column, what was expected and the nearest valid name.
 */
export const readSettings = <T>(kind: SettingsKind<T>, text: string, where: string): T => {
  const lines = new LineCounter();
  const document = parseDocument(text, {lineCounter: lines, uniqueKeys: true});
  const refuse = (offset: number, what: Sentence): never => {
    const {line, col} = lines.linePos(offset);
    const place = kind.placeless ? where : `${where}:${Math.max(1, line)}:${Math.max(1, col)}`;
    throw new KazasuError(kind.errorId, {
      en: `${kind.title.en} was expected, but at ${place} ${what.en}`,
      ja: `${kind.title.ja}が必要ですが、${place} で${what.ja}`,
    });
  };
  const [broken] = document.errors;
  if (broken) {
    const [reason = ''] = broken.message.split('\n');
    const why = reason.replace(/ at line \d+, column \d+:?$/, '');
    return refuse(broken.pos[0], {
      en: `the text cannot be read: ${why}`,
      ja: `文を読み取れません: ${why}`,
    });
  }
  const value = plain(document, (en) =>
    refuse(0, {en: `the text cannot be read: ${en}`, ja: `文を読み取れません: ${en}`}),
  );
  const read = kind.schema.safeParse(value);
  if (read.success) {
    return read.data;
  }
  const issue = foremost(read.error.issues);
  const path = issue?.path ?? [];
  return issue?.code === 'unrecognized_keys'
    ? refuse(keyOffset(document, path, issue.keys[0] ?? ''), unknownField(kind.schema, path, issue.keys))
    : refuse(
        valueOffset(document, path),
        wrongValue(document, issue, path, {
          japanese: inJapanese(kind.schema, value),
          confidential: path.some((name) => kind.confidential?.includes(String(name))),
          whole: kind.whole ?? {en: 'the whole file', ja: 'ファイル全体'},
        }),
      );
};

/** The complaint in Japanese: a schema's own (a custom issue's `params.ja`), or the library's sentence. */
const inJapanese = (schema: z.ZodType, value: unknown): string | undefined => {
  const {localeError} = z.locales.ja();
  const read = schema.safeParse(value, {error: localeError});
  const issue = read.success ? undefined : foremost(read.error.issues);
  const own: unknown = issue?.code === 'custom' ? issue.params?.['ja'] : undefined;
  return typeof own === 'string' ? own : issue?.message;
};

/** Aliases that swell beyond measure are refused by the library. */
const plain = (document: Document, refuse: (why: string) => never): unknown => {
  try {
    return document.toJS();
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What to tell first: a name nobody knows explains others that are missing; of a choice, the form that fits best. */
const foremost = (issues: readonly Issue[]): Issue | undefined => {
  const first = issues.find(({code}) => code === 'unrecognized_keys') ?? issues[0];
  if (first?.code !== 'invalid_union') {
    return first;
  }
  if (first.errors.length === 0) {
    // No form has this value in the field that tells the forms apart: what it may be is all there is to say.
    const {options = []} = first as {readonly options?: readonly z.core.util.Primitive[]};
    return {code: 'invalid_value', values: [...options], path: first.path, message: first.message};
  }
  const [best = []] = [...first.errors].sort((a, b) => a.length - b.length);
  const inner = foremost(best);
  return inner && {...inner, path: [...first.path, ...inner.path]};
};

const unknownField = (schema: z.ZodType, path: Path, keys: readonly string[]): Sentence => {
  const [key = ''] = keys;
  const place = path.length === 0 ? '' : ` of ${path.map(String).join('.')}`;
  const known = fieldNames(schema, path);
  const near = nearest(key, known);
  return {
    en: `"${key}" is no field${place}${near === undefined ? `; ${known.length === 0 ? 'it has none' : `there are ${known.join(', ')}`}` : `; "${near}" may be meant`}`,
    ja: `「${key}」という項目はありません${near === undefined ? `(${known.length === 0 ? '項目はありません' : `あるのは ${known.join(', ')}`})` : `(「${near}」のことでしょうか)`}`,
  };
};

const wrongValue = (
  document: Document,
  issue: Issue | undefined,
  path: Path,
  {japanese, confidential, whole}: {japanese: string | undefined; confidential: boolean; whole: Sentence},
): Sentence => {
  const named = path.map(String).join('.');
  const [field, inJa] = named === '' ? [whole.en, whole.ja] : [named, named];
  const came = document.getIn(path, false);
  const shown =
    !confidential && (typeof came === 'string' || typeof came === 'number')
      ? `"${String(came).slice(0, 60)}"`
      : '';
  if (issue?.code === 'invalid_value') {
    const values = issue.values.map(String);
    const near = typeof came === 'string' ? nearest(came, values) : undefined;
    return {
      en: `${field} is one of ${values.join(', ')}, but ${came === undefined ? 'is missing' : `${shown || 'something else'} came`}${near === undefined ? '' : `; "${near}" may be meant`}`,
      ja: `${inJa} は ${values.join(', ')} のいずれかですが、${came === undefined ? 'ありません' : `${shown || '別の値'} が来ました`}${near === undefined ? '' : `(「${near}」のことでしょうか)`}`,
    };
  }
  if (came === undefined && path.length > 0 && issue?.code !== 'custom') {
    return {en: `${field} is missing`, ja: `${inJa} がありません`};
  }
  if (issue?.code === 'invalid_type' && issue.expected === 'number' && typeof came === 'string') {
    // Words where digits were wanted, which the library calls NaN.
    return {
      en: `${field} does not fit${shown === '' ? '' : ` (${shown})`}: a number was expected`,
      ja: `${inJa} の値${shown}が合いません: 数値が必要です`,
    };
  }
  const why = issue?.message ?? 'it does not fit';
  return {
    en: `${field} does not fit${shown === '' ? '' : ` (${shown})`}: ${why}`,
    ja: `${inJa} の値${shown}が合いません: ${japanese ?? why}`,
  };
};

/** What an object at this place may hold, out of the schema's own description. */
const fieldNames = (schema: z.ZodType, path: Path): readonly string[] => {
  interface Described {
    readonly properties?: Readonly<Record<string, Described>>;
    readonly additionalProperties?: Described | boolean;
    readonly items?: Described;
    readonly anyOf?: readonly Described[];
    readonly oneOf?: readonly Described[];
  }
  let found = [z.toJSONSchema(schema, {io: 'input', unrepresentable: 'any'}) as Described];
  const spread = (one: Described): readonly Described[] => [
    one,
    ...[...(one.anyOf ?? []), ...(one.oneOf ?? [])].flatMap(spread),
  ];
  for (const step of path) {
    found = found.flatMap(spread).flatMap((one) => {
      const open = typeof one.additionalProperties === 'object' ? one.additionalProperties : undefined;
      const next =
        one.properties?.[String(step)] ?? (typeof step === 'number' ? one.items : undefined) ?? open;
      return next ? [next] : [];
    });
  }
  return [...new Set(found.flatMap(spread).flatMap(({properties}) => Object.keys(properties ?? {})))];
};

/** Where a value stands; of one that is missing, the nearest thing around it. */
const valueOffset = (document: Document, path: Path): number => {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      return node.range[0];
    }
  }
  return 0;
};

const keyOffset = (document: Document, path: Path, key: string): number => {
  const parent = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(parent)
    ? parent.items.find(({key: name}) => isScalar(name) && String(name.value) === key)
    : undefined;
  return isScalar(pair?.key) && pair.key.range ? pair.key.range[0] : valueOffset(document, path);
};
