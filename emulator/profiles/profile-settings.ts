import {z} from 'zod';
import {fromHex, KazasuError, toHex} from '../../protocol/index.ts';
import {readAtr} from './atr.ts';
import {behaviourNamed, behaviourNames, type CardBehaviour} from './behaviour.ts';
import type {CardProfile, CarriedApplication} from './card-profile.ts';
import {cardProfileNamed, cardProfiles} from './catalogue.ts';

const applicationNames = [
  'jpki',
  'card-surface',
  'text-assistance',
  'common',
  'resident-register',
] as const satisfies readonly CarriedApplication[];

/** A check by a reader that throws its own sentence in both languages. */
const readBy =
  (read: (text: string) => unknown) =>
  (text: string, context: z.core.$RefinementCtx<string>): void => {
    try {
      read(text);
    } catch (error) {
      if (!(error instanceof KazasuError)) {
        throw error;
      }
      context.addIssue({code: 'custom', message: error.sentence.en, params: {ja: error.sentence.ja}});
    }
  };

/** YAML takes a word of digits for a number. */
const word = <T extends z.ZodType>(schema: T) =>
  z.preprocess((came) => (typeof came === 'number' ? String(came) : came), schema);

const atr = z.string().superRefine(readBy((text) => readAtr(fromHex(text))));

const uidOf = (text: string): Uint8Array => {
  const uid = fromHex(text);
  if (uid.length < 4 || uid.length > 10) {
    throw new KazasuError('KZS-UID-LENGTH', {
      en: `none, random, or 4 to 10 bytes in hex were expected, but ${uid.length} bytes came`,
      ja: `none、random、または16進数の4〜10バイトが必要ですが、${uid.length}バイトです`,
    });
  }
  return uid;
};

const behaviourSettings = z.strictObject(
  Object.fromEntries(
    behaviourNames.map((name) => [
      name,
      word(z.enum(Object.keys(behaviourNamed(name).options)))
        .describe(behaviourNamed(name).title.en)
        .optional(),
    ]),
  ),
) as unknown as z.ZodType<Partial<CardBehaviour>>;

/** A card profile as a file, or inside a card image: what it differs in from one of the catalogue. */
export const cardProfileSettings = z.strictObject({
  extends: z.enum(Object.keys(cardProfiles)).describe('The built-in profile this one differs from'),
  name: z
    .string()
    .min(1)
    .refine((name) => !Object.hasOwn(cardProfiles, name), 'this name belongs to a profile that is built in')
    .describe('Names the profile; the file’s name where left out')
    .optional(),
  title: z
    .strictObject({en: z.string().describe('English'), ja: z.string().describe('Japanese')})
    .describe('What people call it')
    .optional(),
  atr: atr.describe('Answer to reset, hex').optional(),
  contactAtr: z
    .string()
    .superRefine(readBy((text) => (text === 'none' ? undefined : readAtr(fromHex(text)))))
    .describe('ATR of the contacts, hex, as GET DATA 5F51 tells it; none where it does not')
    .optional(),
  // A word of digits has to stand in quotes: as a number it would lose its zeros.
  uid: z
    .string()
    .superRefine(readBy((text) => (text === 'none' || text === 'random' ? text : uidOf(text))))
    .describe('What FF CA 00 00 gives: 4 to 10 bytes in hex, random, or none')
    .optional(),
  applications: z.array(z.enum(applicationNames)).describe('The applications it carries').optional(),
  tokenLabel: z
    .string()
    .regex(/^[\x20-\x7e]{1,32}$/, '1 to 32 ASCII characters were expected')
    .describe('Token label in EF 0006 of the JPKI application')
    .optional(),
  behaviour: behaviourSettings.describe('What it does where sources disagree or are silent').optional(),
});

export type CardProfileSettings = z.infer<typeof cardProfileSettings>;

/** The profile that settings describe. Where they are silent it is the one they extend. */
export const profileFromSettings = (settings: CardProfileSettings, defaultName: string): CardProfile => {
  const base = cardProfileNamed(settings.extends);
  const own = settings.atr === undefined ? undefined : fromHex(settings.atr);
  const {contactAtr, uid, name = defaultName, applications} = settings;
  return {
    name,
    title: settings.title ?? {en: `${name}, after ${base.name}`, ja: `${name}(${base.name} に基づく)`},
    // Nobody but its author knows of such a card. Bench-defined, D105.
    evidence: 'bench-defined',
    reference: 'D105',
    atr: own ?? base.atr,
    contactAtr: chosen(contactAtr, fromHex) ?? (contactAtr === 'none' ? undefined : contactAtrOf(base, own)),
    uid: uid === 'random' ? uid : (chosen(uid, uidOf) ?? (uid === 'none' ? undefined : base.uid)),
    applications: applications ? [...new Set(applications)] : base.applications,
    tokenLabel: settings.tokenLabel ?? base.tokenLabel,
    behaviour: {...base.behaviour, ...settings.behaviour},
  };
};

const chosen = <T>(text: string | undefined, read: (text: string) => T): T | undefined =>
  text === undefined || text === 'none' ? undefined : read(text);

/** A contact card says its own ATR of itself, so one that replaces it replaces both. */
const contactAtrOf = (base: CardProfile, own: Uint8Array | undefined): Uint8Array | undefined =>
  base.contactAtr === base.atr ? (own ?? base.atr) : base.contactAtr;

/** A profile as settings that need no file: whole, so that a card stays what it was. */
export const settingsOf = (profile: CardProfile): CardProfileSettings => ({
  extends: 'my-number-card',
  name: profile.name,
  title: profile.title,
  atr: toHex(profile.atr),
  contactAtr: profile.contactAtr ? toHex(profile.contactAtr) : 'none',
  uid: profile.uid instanceof Uint8Array ? toHex(profile.uid) : (profile.uid ?? 'none'),
  applications: [...profile.applications],
  tokenLabel: profile.tokenLabel,
  behaviour: profile.behaviour,
});
