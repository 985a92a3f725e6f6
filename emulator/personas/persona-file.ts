import {readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {z} from 'zod';
import {KazasuError, lifeCycleStates, readSettings} from '../../protocol/index.ts';
import {personaNamed, personas} from './catalogue.ts';
import {personaFaults} from './check-persona.ts';
import {dayInJapan, issueDay} from './issue-day.ts';
import {holderCertificates, type Persona, revocationReasons} from './persona.ts';
import {isWhen} from './when.ts';

/**
 * The persona of a name, or of a file when a path (with a slash, or ending .yaml, .yml or .json) is given.
 * @throws KazasuError `KZS-PERSONA-UNKNOWN`, `KZS-PERSONA-FILE` with line and column of what cannot be.
 */
export const personaFrom = (nameOrPath: string, now: Date): Persona =>
  !Object.hasOwn(personas, nameOrPath) && /[/\\]|\.(ya?ml|json)$/.test(nameOrPath)
    ? readPersonaFile(textOf(nameOrPath), nameOrPath, now)
    : personaNamed(nameOrPath);

/** The text of a persona file, YAML or JSON, to the persona. `where` names the file. Errors: `KZS-PERSONA-FILE`. */
export const readPersonaFile = (text: string, where: string, now: Date): Persona => {
  const asNamed = (file: PersonaFile): Persona => merged(file, nameFrom(where));
  return asNamed(
    readSettings(
      {
        errorId: 'KZS-PERSONA-FILE',
        title: {en: 'a persona file', ja: '人物像ファイル'},
        schema: personaFile.superRefine((file, context) => {
          const [fault] = personaFaults(asNamed(file), dayInJapan(issueDay(now)), dayInJapan(now));
          if (fault) {
            const {en, ja} = fault.what;
            context.addIssue({code: 'custom', path: [...fault.path], message: en, params: {ja}});
          }
        }),
        confidential: ['secrets'],
      },
      text,
      where,
    ),
  );
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-PERSONA-FILE', {
      en: `the persona file ${path} cannot be read: ${why}`,
      ja: `人物像ファイル ${path} を読めません: ${why}`,
    });
  }
};

/** A file that gives no name is called by its own, `file-` before it; keys and numbers grow from the name. */
const nameFrom = (where: string): string => `file-${basename(where).replace(/\.[^.]*$/, '')}`;

/** Text of a form, with the form in words; a number without quotes is no text. */
const form = (fits: (text: string) => boolean, en: string, ja: string): z.ZodType<string> =>
  z.custom<string>((value) => typeof value === 'string' && fits(value), {error: en, params: {ja}});

const pattern = (expression: RegExp, en: string, ja: string): z.ZodType<string> =>
  form((value) => expression.test(value), en, ja);

const when = form(
  isWhen,
  'expected a day such as 2026-04-01, or a period such as P2Y or -P8Y2M (ISO 8601)',
  '2026-04-01 のような日付、または P2Y や -P8Y2M のような期間(ISO 8601)が必要です',
);
const text = form((value) => value.trim() !== '', 'expected some text', '空でない文字列が必要です');
const letters = pattern(
  /^[A-Za-z][A-Za-z' -]*$/,
  'expected letters, as in Tokyo-to',
  'Tokyo-to のようなローマ字が必要です',
);
const pin = pattern(/^\d{4}$/, 'expected four digits, in quotes', '引用符で囲んだ4桁の数字が必要です');
const age = z.int().min(0).max(120);

const holder = z.strictObject({
  name: text,
  certificateName: text,
  sex: z.enum(['male', 'female', 'other']),
  birthDate: when,
  address: text,
  certificateAddress: text,
  prefecture: letters,
  city: letters,
  municipalityCode: pattern(
    /^\d{5}$/,
    'expected five digits, in quotes',
    '引用符で囲んだ5桁の数字が必要です',
  ),
});

const secrets = z.strictObject({
  userAuthenticationPin: pin,
  digitalSignaturePassword: pattern(
    /^(?=.*[A-Z])(?=.*\d)[A-Z\d]{6,16}$/,
    'expected 6 to 16 capital letters and digits, each at least once',
    '英大文字と数字をそれぞれ1つ以上使った6〜16文字が必要です',
  ),
  textAssistancePin: pin,
  residentRegisterPin: pin,
});

const credential = z.enum(['unset', 'blocked']);

/** Every field of a persona, none of them needed: what a file leaves out comes from the persona it extends. */
const personaFile = z.strictObject({
  extends: z.enum(Object.keys(personas)).default('adult'),
  name: form(
    (name) => /^[a-z\d][a-z\d.-]*$/.test(name) && !Object.hasOwn(personas, name),
    'expected small letters, digits and hyphens, and no built-in persona of this name',
    '英小文字・数字・ハイフンで書き、組み込みの人物像と異なる名前が必要です',
  ).optional(),
  title: z.strictObject({en: text, ja: text}).optional(),
  holder: holder.partial().optional(),
  secrets: secrets.partial().optional(),
  ages: z.tuple([age, age]).optional(),
  fullLength: z.boolean().optional(),
  issued: when.optional(),
  applied: when.optional(),
  stayUntil: when.optional(),
  cardExpiresOn: when.optional(),
  certificatesExpireOn: when.optional(),
  certificates: z.array(z.enum(holderCertificates)).optional(),
  revocation: z.enum(revocationReasons).optional(),
  credentials: z
    .strictObject({
      userAuthenticationPin: credential,
      digitalSignaturePassword: credential,
      textAssistancePin: credential,
      residentRegisterPin: credential,
    })
    .partial()
    .optional(),
  lifeCycle: z.enum(lifeCycleStates).optional(),
});

type PersonaFile = z.infer<typeof personaFile>;

/** Objects are merged field by field, all else replaced. Another name or address drops the base's certificate form. */
const merged = ({extends: base, ...file}: PersonaFile, name: string): Persona => {
  const from = personaNamed(base);
  const {certificateName, certificateAddress, ...own} = from.holder;
  const kept = {
    ...own,
    ...(file.holder?.name === undefined && certificateName !== undefined ? {certificateName} : {}),
    ...(file.holder?.address === undefined && certificateAddress !== undefined ? {certificateAddress} : {}),
  };
  return defined({
    ...from,
    name,
    ...file,
    holder: defined({...kept, ...file.holder}),
    secrets: defined({...from.secrets, ...file.secrets}),
    ...(from.credentials || file.credentials
      ? {credentials: defined({...from.credentials, ...file.credentials})}
      : {}),
  }) as Persona;
};

/** Without the fields that are there and undefined. */
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
