import {z} from 'zod';
import {KazasuError, lifeCycleStates} from '../../protocol/index.ts';
import {newContent} from '../content-management/default-content.ts';
import type {ApplicationState, PersistentState} from '../os/state.ts';
import {revocationReasons} from '../personas/persona.ts';
import {cardProfileSettings} from '../profiles/profile-settings.ts';
import {contentFault, contentImage, contentOf, imageOfContent} from './content-image.ts';

/** The newest version of the format this build reads and writes. */
const version = 1;

const fileId = z
  .string()
  .regex(/^[0-9A-F]{4}$/)
  .describe('EF identifier, four hex digits');
const dataTag = z
  .string()
  .regex(/^[0-9A-F]{4}$/)
  .describe('Tag of a data object, four hex digits');
const bytes = z.base64();
const triesLeft = z.int().min(0).max(15);

const credentialImage = z.strictObject({
  value: z
    .string()
    .describe('The secret in the clear, one character for each byte; empty while it is not set'),
  triesLeft: triesLeft.describe('Failures that are left before it is blocked; 0 is blocked'),
  tries: z
    .int()
    .min(1)
    .max(15)
    .describe('Failures that block it, where an installed application was given a number of its own')
    .optional(),
});

const applicationImage = z.strictObject({
  contents: z
    .record(fileId, bytes.describe('What was written, base64, without the FF that fills up the EF'))
    .describe('Contents of transparent EFs'),
  records: z
    .record(
      fileId,
      z.array(bytes.describe('One record, base64')).describe('The records of one EF from number 1 on'),
    )
    .describe('Contents of EFs with records'),
  credentials: z.record(fileId, credentialImage).describe('PINs, passwords and reference numbers'),
  privateKeys: z
    .record(fileId, bytes.describe('RSA-2048 private key, PKCS#8 DER, base64'))
    .describe('Private keys in use'),
  publicKeys: z
    .record(fileId, bytes.describe('RSA-2048 public key, SubjectPublicKeyInfo DER, base64'))
    .describe('Public keys the card trusts'),
  pendingKeys: z
    .record(fileId, bytes.describe('RSA-2048 private key, PKCS#8 DER, base64'))
    .describe('Keys made on the card whose certificate has not come yet, by the EF they will go to')
    .optional(),
  locked: z.literal(true).describe('There while the issuer has locked the application (LOCK DF)').optional(),
});

const issuerImage = z.strictObject({
  key: bytes
    .length(24, 'expected 16 bytes, base64')
    .describe('AES-128 key with which the issuer proves its authority, base64'),
  triesLeft: triesLeft.max(10).describe('Failures of that proof that are left before it is blocked for good'),
  lifeCycle: z.enum(lifeCycleStates).describe('Where the card stands between factory and end'),
});

const revocation = z.strictObject({
  reason: z.enum(revocationReasons).describe('Why, as RFC 5280 names it'),
  since: z.iso.datetime().describe('Since when'),
  serialNumbers: z
    .array(
      z
        .string()
        .regex(/^([0-9A-F]{2})+$/)
        .describe('Upper-case hex'),
    )
    .describe('Of which certificates'),
});

/**
 * A card as a file: JSON, version 1. File identifiers and tags of data objects are four hex digits, contents and
 * keys (PKCS#8 and SubjectPublicKeyInfo DER) base64, credentials text. It holds a test card's secrets in the clear.
 */
export const cardImageSchema = z.strictObject({
  kind: z.literal('kazasu-card').describe('Tells a card image from any other JSON'),
  version: z.literal(version).describe('Version of this format'),
  id: z.string().min(1).describe('Names the card in records and reports'),
  persona: z.string().describe('Name of the persona the card was made for'),
  revocation: revocation
    .describe(
      'What the centre holds against certificates the card was made with; the chip itself does not know',
    )
    .optional(),
  profile: z
    .string()
    .describe('Name of the card profile: one that is built in, or the one that profileSettings describes'),
  profileSettings: cardProfileSettings.describe('A card profile that is not built in').optional(),
  cardData: z
    .record(dataTag, bytes.describe('Value of the data object, base64'))
    .describe('What GET DATA answers for the card itself, by tag'),
  issuer: issuerImage.describe('The issuer security domain'),
  applications: z
    .record(
      z.string().describe('Name of the application: jpki, text-assistance and so on'),
      applicationImage.describe('What one application keeps'),
    )
    .describe('The applications on the card'),
  content: contentImage(applicationImage)
    .describe('What the card manager keeps: registry, keys, areas; absent: that of a card never managed')
    .optional(),
});

export type CardImage = z.infer<typeof cardImageSchema>;

const unreadable = (where: string, en: string, ja: string): never => {
  throw new KazasuError('KZS-CARD-IMAGE', {
    en: `a kazasu card image (JSON, version ${version}) was expected in ${where}, but ${en}`,
    ja: `${where} にはkazasuのカードイメージ(JSON、バージョン${version})が必要ですが、${ja}`,
  });
};

const parsedJson = (text: string, where: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return unreadable(where, `it is not JSON: ${why}`, `JSONとして読めません: ${why}`);
  }
};

/**
 * The text of a card image to the image. `where` names the file in the error.
 * @throws KazasuError `KZS-CARD-IMAGE`: no JSON, another kind of file, a newer version, or a field that is wrong.
 */
export const readCardImage = (text: string, where: string): CardImage => {
  const json = parsedJson(text, where);
  const head = z.looseObject({kind: z.string(), version: z.number()}).safeParse(json);
  if (!head.success || head.data.kind !== 'kazasu-card') {
    return unreadable(where, 'it is something else', '別の種類のファイルです');
  }
  if (head.data.version !== version) {
    const came = head.data.version;
    return unreadable(where, `its version is ${came}`, `バージョンが ${came} です`);
  }
  const image = cardImageSchema.safeParse(json);
  if (!image.success) {
    const [issue] = image.error.issues;
    const at = issue?.path.join('.') || 'the top';
    return unreadable(where, `at ${at}: ${issue?.message}`, `${at} の値が不正です: ${issue?.message}`);
  }
  const fault = image.data.content && contentFault(image.data.content);
  if (fault) {
    return unreadable(where, `at content: ${fault}`, `content が不正です: ${fault}`);
  }
  return image.data;
};

const keyed = <A, B>(record: Readonly<Record<string, A>>, convert: (value: A) => B): Map<number, B> =>
  new Map(Object.entries(record).map(([id, value]) => [Number.parseInt(id, 16), convert(value)]));

const named = <A, B>(map: ReadonlyMap<number, A>, convert: (value: A) => B): Record<string, B> =>
  Object.fromEntries(
    [...map].map(([id, value]) => [id.toString(16).toUpperCase().padStart(4, '0'), convert(value)]),
  );

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const toBase64 = (data: Uint8Array): string => Buffer.from(data).toString('base64');

/** The persistent half of the card that an image describes. */
export const stateOf = (image: CardImage): PersistentState => {
  const content = image.content
    ? contentOf(image.content)
    : newContent({cardId: image.id, areas: hasAreas(Object.keys(image.applications))});
  const installed = Object.entries(image.content?.instances ?? {}).flatMap(
    ([aid, {data}]): [string, ApplicationState][] => (data ? [[aid, applicationState(data)]] : []),
  );
  const made = Object.entries(image.applications).map(([name, kept]): [string, ApplicationState] => [
    name,
    applicationState(kept),
  ]);
  return {
    cardData: keyed(image.cardData, fromBase64),
    applications: new Map([...made, ...installed]),
    issuer: {...image.issuer, key: fromBase64(image.issuer.key)},
    content,
  };
};

/** My Number Cards have areas for other applications; phones and the card before it are not made with them. */
export const hasAreas = (applications: readonly string[]): boolean => applications.includes('card-surface');

type ApplicationImage = z.infer<typeof applicationImage>;

const applicationState = (kept: ApplicationImage): ApplicationState => ({
  contents: keyed(kept.contents, fromBase64),
  records: keyed(kept.records, (records) => records.map(fromBase64)),
  credentials: keyed(kept.credentials, ({value, triesLeft, tries}) => ({
    value: Uint8Array.from(Buffer.from(value, 'latin1')),
    triesLeft,
    ...(tries === undefined ? {} : {tries}),
  })),
  privateKeys: keyed(kept.privateKeys, fromBase64),
  publicKeys: keyed(kept.publicKeys, fromBase64),
  ...(kept.pendingKeys ? {pendingKeys: keyed(kept.pendingKeys, fromBase64)} : {}),
  ...(kept.locked ? {locked: true} : {}),
});

/** The image of a card with this persistent half. */
export const withState = (
  image: Omit<CardImage, 'cardData' | 'issuer' | 'applications' | 'content'>,
  state: PersistentState,
): CardImage => ({
  ...image,
  cardData: named(state.cardData, toBase64),
  issuer: {...state.issuer, key: toBase64(state.issuer.key)},
  applications: Object.fromEntries(
    [...state.applications]
      .filter(([name]) => !state.content.instances.has(name))
      .map(([name, kept]) => [name, imageOfApplication(kept)]),
  ),
  content: imageOfContent(state.content, (aid) => {
    const kept = state.applications.get(aid);
    return kept && imageOfApplication(kept);
  }),
});

const imageOfApplication = (kept: ApplicationState): ApplicationImage => ({
  contents: named(kept.contents, toBase64),
  records: named(kept.records, (records) => records.map(toBase64)),
  credentials: named(kept.credentials, ({value, triesLeft, tries}) => ({
    value: Buffer.from(value).toString('latin1'),
    triesLeft,
    ...(tries === undefined ? {} : {tries}),
  })),
  privateKeys: named(kept.privateKeys, toBase64),
  publicKeys: named(kept.publicKeys, toBase64),
  ...(kept.pendingKeys?.size ? {pendingKeys: named(kept.pendingKeys, toBase64)} : {}),
  ...(kept.locked ? {locked: true as const} : {}),
});
