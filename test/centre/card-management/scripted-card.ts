import {existsSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {
  type AreaName,
  type AreaSession,
  areaNames,
  type CardAccess,
  type CardContent,
  CardGone,
  CardRefused,
  type DomainKeys,
  type KeyFormat,
  type KnownDomainKeys,
} from '../../../centre/index.ts';
import {toHex} from '../../../protocol/index.ts';

/** What lies on the card, as its file holds it; keys by the domain's AID, `area/…` for an area's own. */
interface Content {
  keys: Record<string, string>;
  /** `data` is an id of a user as it was written, in Latin-1. */
  objects: (CardContent & {readonly domain: string; readonly data?: string})[];
}

/** `other-id`: another id than the one that came is kept. */
export type Cut = 'before' | 'after' | 'refused' | 'other-id';

/** Keys of the areas' own domains on these cards. */
export const areaKeys =
  (area: AreaName): KnownDomainKeys =>
  ({bytes}) => {
    const key = new Uint8Array(bytes).fill(area === 'ordinance' ? 0x60 : 0x80);
    return [{enc: key, mac: key, dek: key}];
  };

/** What these cards say of their keys. */
const format: KeyFormat = {type: 'aes', bytes: 16};

const textOf = ({enc, mac, dek}: Pick<DomainKeys, 'enc' | 'mac' | 'dek'>): string =>
  [enc, mac, dek].map(toHex).join('/');

const textsOf = (known: KnownDomainKeys): string[] =>
  known(format).flatMap((keys) => ('enc' in keys ? [textOf(keys)] : []));

export interface ScriptedCardOptions {
  readonly id?: string;
  /** Where the content outlives the process. */
  readonly file?: string;
  /** Whether it tells ids, as over a channel that encrypts answers. Default: it does. */
  readonly tells?: boolean;
  /** Instances an area takes. */
  readonly room?: number;
  /** What happens at the n-th change of the card, counted from 1. */
  readonly atChange?: (n: number, what: string) => Cut | undefined;
}

/** A card with security domains that does what it is told, whole or not at all, until its script says otherwise. */
export const scriptedCard = ({
  id = '00000000000000A1',
  file,
  tells = true,
  room = 8,
  atChange,
}: ScriptedCardOptions = {}) => {
  let content: Content =
    file !== undefined && existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as Content)
      : {
          keys: Object.fromEntries(
            areaNames.map((area) => [`area/${area}`, textsOf(areaKeys(area))[0] ?? '']),
          ),
          objects: [],
        };
  let changes = 0;
  let gone = false;
  let script = atChange;
  const done: string[] = [];

  const present = (what: string): void => {
    if (gone) {
      throw new CardGone(what);
    }
  };
  const change = (
    what: string,
    next: (before: Content, cut: Cut | undefined) => Content | undefined,
  ): void => {
    present(what);
    changes += 1;
    const cut = script?.(changes, what);
    if (cut === 'refused') {
      throw new CardRefused(what);
    }
    if (cut === 'before') {
      gone = true;
      throw new CardGone(what);
    }
    const after = next(structuredClone(content), cut);
    if (!after) {
      throw new CardRefused(what);
    }
    content = after;
    done.push(what);
    if (file !== undefined) {
      writeFileSync(`${file}.new`, JSON.stringify(content));
      renameSync(`${file}.new`, file);
    }
    if (cut === 'after') {
      gone = true;
      throw new CardGone(what);
    }
  };

  const session = (area: AreaName, own: string): AreaSession => {
    const wholeArea = own === `area/${area}`;
    const ruled = (one: Content['objects'][number]): boolean =>
      one.area === area && (wholeArea || one.domain === own);
    const add =
      (object: Content['objects'][number]) =>
      (before: Content): Content | undefined => {
        const taken = before.objects.some(({aid}) => aid === object.aid);
        const instances = before.objects.filter((one) => one.area === area && one.object === 'instance');
        return taken || (object.object === 'instance' && instances.length >= room)
          ? undefined
          : {...before, objects: [...before.objects, object]};
      };
    const alter =
      (aid: string, next: Partial<Content['objects'][number]>) =>
      (before: Content): Content | undefined =>
        before.objects.some((one) => one.aid === aid && ruled(one))
          ? {...before, objects: before.objects.map((one) => (one.aid === aid ? {...one, ...next} : one))}
          : undefined;
    return {
      async status() {
        present('GET STATUS');
        return content.objects.filter(ruled).map(({domain: _, data: __, ...one}) => one);
      },
      async createDomain(aid, keys) {
        change('create domain', (before) => {
          const made = add({area, object: 'domain', aid, domain: own})(before);
          return wholeArea && made ? {...made, keys: {...made.keys, [aid]: textOf(keys(format))}} : undefined;
        });
      },
      async load(aid) {
        change('load', add({area, object: 'load-file', aid, domain: own}));
      },
      async install(aid, {loadFile}) {
        change('install', (before) =>
          before.objects.some((one) => one.aid === loadFile && ruled(one))
            ? add({area, object: 'instance', aid, domain: own, state: 'installed'})(before)
            : undefined,
        );
      },
      async personalise(aid, {id: written}) {
        const came = Buffer.from(written).toString('latin1');
        change('personalise', (before, cut) => {
          const data = cut === 'other-id' ? came.replace(/^./, 'Z') : came;
          return alter(aid, {state: 'personalised', data})(before);
        });
      },
      async readId(aid) {
        present('STORE DATA');
        const one = content.objects.find((each) => each.aid === aid && each.domain === own);
        if (one?.state !== 'personalised') {
          throw new CardRefused('STORE DATA');
        }
        return tells ? Uint8Array.from(Buffer.from(one.data ?? '', 'latin1')) : undefined;
      },
      async lock(aid) {
        change('lock', alter(aid, {state: 'locked'}));
      },
      async unlock(aid) {
        change('unlock', alter(aid, {state: 'personalised'}));
      },
      async delete(aid) {
        change('delete', (before) => {
          const target = before.objects.find((one) => one.aid === aid && ruled(one));
          const needed = before.objects.some(
            (one) => one.domain === aid || (target?.object === 'load-file' && one.aid === instanceOf(aid)),
          );
          return target && !needed
            ? {...before, objects: before.objects.filter((one) => one !== target)}
            : undefined;
        });
      },
    };
  };

  const access: CardAccess = {
    async cardId() {
      present('its id');
      return id;
    },
    async openArea(area, keys, domain) {
      present('a session');
      const own = domain ?? `area/${area}`;
      if (!textsOf(keys).includes(content.keys[own] ?? '-')) {
        throw new CardRefused('EXTERNAL AUTHENTICATE');
      }
      return session(area, own);
    },
  };

  return {
    id,
    access,
    done,
    changes: () => changes,
    /** Back on the reader, with another script or none. */
    replace(next?: ScriptedCardOptions['atChange']) {
      gone = false;
      changes = 0;
      script = next;
      done.length = 0;
    },
    /** Everything on it, sorted, with its data. */
    snapshot: () =>
      content.objects
        .map(({area, object, aid, state, data}) =>
          [area, object, aid, state ?? '', data?.trimEnd() ?? ''].join(' '),
        )
        .sort(),
  };
};

/** Load files and instances of the system differ in one byte. */
const instanceOf = (loadFile: string): string => `${loadFile.slice(0, 14)}12${loadFile.slice(16)}`;

export type ScriptedCard = ReturnType<typeof scriptedCard>;
