import type {CardImage} from '../../emulator/index.ts';
import {selects} from './selector.ts';

/** One thing that is kept, on the card or behind the counter: how it compares, and what may be shown of it. */
interface Kept {
  readonly compares: string;
  readonly shown: string;
}

/**
 * What is kept, by its place: `card/applications/jpki/credentials/0018/triesLeft`, `centre/cards/ID/state`. Nothing
 * that is secret or personal can be read off it, only whether it changed.
 */
export type State = ReadonlyMap<string, Kept>;

/** One thing that is otherwise than before. Left out: it was not there, or is not there any more. */
export interface Change {
  readonly place: string;
  readonly before?: string;
  readonly after?: string;
}

/** Members of an image that say nothing anybody would hide; of all others only that they changed is told. */
const shownMembers: ReadonlySet<string> = new Set([
  'triesLeft',
  'tries',
  'lifeCycle',
  'locked',
  'sequenceCounter',
  'confirmationCounter',
  'quota',
  'instanceLimit',
  'area',
  'privileges',
  'loadFile',
  'module',
  'domain',
  'size',
  'reserved',
]);

/** What the image says about itself and its issue rather than what is on the chip. */
const aboutTheImage: ReadonlySet<string> = new Set([
  'kind',
  'version',
  'id',
  'persona',
  'profile',
  'profileSettings',
  'revocation',
]);

/** Everything a card keeps, by its place below `card/`. */
export const stateOfCard = (image: CardImage): State => {
  const kept = new Map<string, Kept>();
  for (const [member, value] of Object.entries(image)) {
    if (!aboutTheImage.has(member)) {
      gather(kept, `card/${member}`, member, value);
    }
  }
  return kept;
};

/** What a centre says it keeps, by its place below `centre/`; all of it may be shown. */
export const stateOfCentre = (said: ReadonlyMap<string, string>): State =>
  new Map([...said].map(([place, value]) => [`centre/${place}`, {compares: value, shown: value}]));

const gather = (kept: Map<string, Kept>, place: string, member: string, value: unknown): void => {
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) {
      kept.set(place, {compares: 'empty', shown: 'empty'});
    }
    for (const [name, inner] of entries) {
      gather(kept, `${place}/${name}`, Array.isArray(value) ? member : name, inner);
    }
    return;
  }
  const compares = String(value);
  kept.set(place, {compares, shown: shownMembers.has(member) ? compares : '(not shown)'});
};

/** What is otherwise in the later state, in the order of the places. */
export const differences = (before: State, after: State): readonly Change[] =>
  [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((place): Change[] => {
    const [was, is] = [before.get(place), after.get(place)];
    return was?.compares === is?.compares
      ? []
      : [{place, ...(was ? {before: was.shown} : {}), ...(is ? {after: is.shown} : {})}];
  });

/** Places of tries: how many are lost is said by itself, since a right PIN gives them back. */
export const placesOfTries = [
  'card/applications/*/credentials/*/triesLeft',
  'card/content/instances/*/data/credentials/*/triesLeft',
] as const;

/** Where the centre keeps what became of certificates. */
export const placesOfCertificates = ['centre/certificates/*'] as const;

/** Whether a place is one of these; `*` stands for any characters. */
export const isPlaceAmong = (place: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => placeShape(pattern)(place));

const shapes = new Map<string, (place: string) => boolean>();

/** Each pattern is asked of thousands of places. */
const placeShape = (pattern: string): ((place: string) => boolean) => {
  const shape = shapes.get(pattern) ?? selects(pattern);
  shapes.set(pattern, shape);
  return shape;
};
