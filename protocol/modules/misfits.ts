import {z} from 'zod';
import type {Sentence} from '../errors.ts';
import {nearest} from '../settings/nearest.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** How many are told; whoever has more begins there. */
const most = 5;

/**
 * All that does not fit in what a module exports as `name`, in one sentence that tells each with its place; undefined
 * where all fits. A refinement of the schema says what was expected: in English as its message, in Japanese as `ja` of
 * its `params`.
 */
export const misfits = (schema: z.ZodType, given: unknown, name: string): Sentence | undefined => {
  const read = schema.safeParse(given);
  if (read.success) {
    return undefined;
  }
  const issues = read.error.issues.flatMap(innermost);
  const explained = new Set<string>();
  const unknown = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey(schema, name, issue.path, key, explained))
      : [],
  );
  const others = issues
    .filter(({code, path}) => code !== 'unrecognized_keys' && !explained.has(JSON.stringify(path)))
    .map((issue) => misfit(issue, given, name));
  const all = [...unknown, ...others];
  const more = all.length - most;
  const told = all.slice(0, most);
  return {
    en: `${told.map(({en}) => en).join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    ja: `${told.map(({ja}) => ja).join('、')}${more > 0 ? `、ほか ${more} 件` : ''}`,
  };
};

/** Of a choice of forms, what the one that fits best complains about. */
const innermost = (issue: Issue): readonly Issue[] => {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) {
    return [issue];
  }
  const [best = []] = [...issue.errors].sort((a, b) => a.length - b.length);
  return best.flatMap((inner) => innermost({...inner, path: [...issue.path, ...inner.path]}));
};

/** A name nobody knows explains another that is missing. */
const unknownKey = (
  schema: z.ZodType,
  name: string,
  path: Path,
  key: string,
  explained: Set<string>,
): Sentence => {
  const meant = nearest(key, fieldsAt(schema, path));
  if (meant !== undefined) {
    explained.add(JSON.stringify([...path, meant]));
  }
  const place = placeOf(name, path);
  return {
    en: `at ${place} "${key}" is no field${meant === undefined ? '' : `; "${meant}" may be meant`}`,
    ja: `${place} に「${key}」という項目はありません${meant === undefined ? '' : `(「${meant}」でしょうか)`}`,
  };
};

const misfit = (issue: Issue, given: unknown, name: string): Sentence => {
  const place = placeOf(name, issue.path);
  const came = valueAt(given, issue.path);
  const wanted = wantedBy(issue, came);
  if (came === undefined) {
    const [parent, key] = [valueAt(given, issue.path.slice(0, -1)), String(issue.path.at(-1))];
    const instead = nearest(key, keysOf(parent));
    return {
      en: `at ${place} something is missing${instead === undefined ? '' : `; "${instead}" stands there instead`}${wanted.en === '' ? '' : `: ${wanted.en}`}`,
      ja: `${place} に値がありません${instead === undefined ? '' : `(代わりに「${instead}」があります)`}${wanted.ja === '' ? '' : `: ${wanted.ja}`}`,
    };
  }
  if (issue.code === 'invalid_value') {
    return {en: `at ${place} ${wanted.en}`, ja: `${place} では${wanted.ja}`};
  }
  return {
    en: `at ${place} something does not fit: ${wanted.en}`,
    ja: `${place} の値が合いません: ${wanted.ja}`,
  };
};

const wantedBy = (issue: Issue, came: unknown): Sentence => {
  const own = messageOf(issue);
  if (own) {
    return own;
  }
  switch (issue.code) {
    case 'invalid_type':
      return wantedType(issue.expected, came);
    case 'invalid_value': {
      const values = issue.values.map(String);
      const shown = String(came).slice(0, 60);
      const meant = came === undefined ? undefined : nearest(shown, values);
      return {
        en: `one of ${values.join(', ')} was expected${came === undefined ? '' : `, but "${shown}" came`}${meant === undefined ? '' : `; "${meant}" may be meant`}`,
        ja: `${values.join('、')} のいずれかが必要です${came === undefined ? '' : `(「${shown}」が来ました)`}${meant === undefined ? '' : `(「${meant}」でしょうか)`}`,
      };
    }
    case 'too_small':
      return bound(issue.origin, Number(issue.minimum), issue.inclusive === false, 'least');
    case 'too_big':
      return bound(issue.origin, Number(issue.maximum), issue.inclusive === false, 'most');
    default:
      return {en: issue.message, ja: japaneseMessage(issue)};
  }
};

/** What a refinement says of itself. */
const messageOf = (issue: Issue): Sentence | undefined => {
  const ja: unknown = issue.code === 'custom' ? issue.params?.['ja'] : undefined;
  return typeof ja === 'string' ? {en: issue.message, ja} : undefined;
};

/** How the types of a schema are called: what was expected. */
const typeNames: Readonly<Record<string, Sentence>> = {
  string: {en: 'a text', ja: '文字列'},
  number: {en: 'a number', ja: '数値'},
  int: {en: 'a whole number', ja: '整数'},
  boolean: {en: 'true or false', ja: 'true または false'},
  array: {en: 'a list', ja: '配列'},
  tuple: {en: 'a list', ja: '配列'},
  object: {en: 'an object', ja: 'オブジェクト'},
  record: {en: 'an object', ja: 'オブジェクト'},
};

const wantedType = (expected: string, came: unknown): Sentence => {
  const {en, ja} = typeNames[expected] ?? {en: expected, ja: expected};
  if (came === undefined) {
    return {en: `${en} was expected`, ja: `${ja}が必要です`};
  }
  const kind = came === null ? 'null' : Array.isArray(came) ? 'array' : typeof came;
  const other = typeNames[kind] ?? {en: kind, ja: kind};
  return {en: `${en} was expected, but ${other.en} came`, ja: `${ja}が必要ですが、${other.ja}が来ました`};
};

const bound = (origin: string, limit: number, beyond: boolean, which: 'least' | 'most'): Sentence => {
  if (origin === 'string' || origin === 'array') {
    const [en, ja] = origin === 'string' ? ['characters', '文字'] : ['entries', '要素'];
    return {
      en: `at ${which} ${limit} ${en} were expected`,
      ja: `${limit} ${ja}${which === 'least' ? '以上' : '以下'}が必要です`,
    };
  }
  const than = which === 'least' ? ['above', 'より大きい値'] : ['below', '未満の値'];
  return beyond
    ? {en: `a number ${than[0]} ${limit} was expected`, ja: `${limit} ${than[1]}が必要です`}
    : {
        en: `a number of at ${which} ${limit} was expected`,
        ja: `${limit} ${which === 'least' ? '以上' : '以下'}の値が必要です`,
      };
};

const japaneseMessage = (issue: Issue): string => {
  const said = z.locales.ja().localeError(issue as z.core.$ZodRawIssue);
  return (typeof said === 'string' ? said : said?.message) ?? issue.message;
};

const placeOf = (name: string, path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`),
    name,
  );

const valueAt = (given: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    given,
  );

const keysOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];

/** The fields that an object at this place may have. */
const fieldsAt = (schema: z.ZodType, path: Path): readonly string[] => {
  let found: readonly z.ZodType[] = forms(schema);
  for (const step of path) {
    found = found
      .flatMap((one) =>
        one instanceof z.ZodObject
          ? [one.shape[String(step)]]
          : one instanceof z.ZodArray
            ? [one.element]
            : one instanceof z.ZodRecord
              ? [one.valueType]
              : [],
      )
      .flatMap((one) => (one instanceof z.ZodType ? forms(one) : []));
  }
  return [...new Set(found.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : [])))];
};

/** A schema without what is wrapped around it, or the forms of which it allows each. */
const forms = (schema: z.ZodType): readonly z.ZodType[] => {
  if (schema instanceof z.ZodOptional) {
    const inner = schema.unwrap();
    return inner instanceof z.ZodType ? forms(inner) : [];
  }
  return schema instanceof z.ZodUnion
    ? schema.options.flatMap((one) => (one instanceof z.ZodType ? forms(one) : []))
    : [schema];
};
