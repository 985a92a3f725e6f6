import {
  type ApplicationKind,
  domainAid,
  type KindOfApplication,
  type Place,
  placeAids,
} from './application-kinds.ts';
import {type AreaName, areaNames} from './areas.ts';
import type {ApplicationRow} from './rows.ts';

/** What a two-phase commit does. */
export const operationKinds = ['install', 'delete', 'stop', 'resume', 'move-in'] as const;

export type OperationKind = (typeof operationKinds)[number];

/** One thing that is done to the card, in the area's own domain or in the issuer's below it. AIDs: upper-case hex. */
export type CardStep =
  | {readonly do: 'create-domain'; readonly area: AreaName; readonly aid: string}
  | {readonly do: 'load'; readonly area: AreaName; readonly aid: string; readonly kind: ApplicationKind}
  | {
      readonly do: 'install';
      readonly area: AreaName;
      readonly aid: string;
      readonly kind: ApplicationKind;
      readonly loadFile: string;
    }
  | {
      readonly do: 'personalise';
      readonly area: AreaName;
      readonly aid: string;
      readonly kind: ApplicationKind;
    }
  | {
      readonly do: 'read-back';
      readonly area: AreaName;
      readonly aid: string;
      readonly kind: ApplicationKind;
    }
  | {readonly do: 'lock'; readonly area: AreaName; readonly aid: string}
  | {readonly do: 'unlock'; readonly area: AreaName; readonly aid: string}
  | {readonly do: 'delete'; readonly area: AreaName; readonly aid: string; readonly object: CardObject}
  | {readonly do: 'empty'; readonly area: AreaName};

/** What GET STATUS lists. */
export const cardObjects = ['domain', 'load-file', 'instance'] as const;

export type CardObject = (typeof cardObjects)[number];

/** A place with what is known of its kind. */
export interface PlacedKind extends Place {
  readonly of: KindOfApplication;
}

/** Installs them; `stopped` leaves each locked, until the holder agrees. A locked one tells no id, so it is read before. */
export const installSteps = (
  places: readonly PlacedKind[],
  issuer: number,
  held: readonly ApplicationRow[],
  {stopped}: {readonly stopped: boolean},
): CardStep[] =>
  areaNames.flatMap((area) => {
    const wanted = places.filter((place) => place.area === area);
    const hasDomain = held.some((application) => application.area === area);
    const domain: CardStep[] =
      wanted.length > 0 && !hasDomain ? [{do: 'create-domain', area, aid: domainAid(area, issuer)}] : [];
    return [
      ...domain,
      ...wanted.flatMap(({kind, of}): CardStep[] => {
        const {instance: aid, loadFile} = placeAids(area, of, issuer);
        return [
          {do: 'load', area, aid: loadFile, kind},
          {do: 'install', area, aid, kind, loadFile},
          ...(of.personalised
            ? ([
                {do: 'personalise', area, aid, kind},
                {do: 'read-back', area, aid, kind},
              ] as const)
            : []),
          ...(stopped ? [{do: 'lock', area, aid} as const] : []),
        ];
      }),
    ];
  });

/** Deletes them with their load files, and the issuer's domain where nothing is left in it. */
export const deleteSteps = (
  places: readonly PlacedKind[],
  issuer: number,
  held: readonly ApplicationRow[],
): CardStep[] =>
  areaNames.flatMap((area) => {
    const wanted = places.filter((place) => place.area === area);
    const left = held.filter((one) => one.area === area).length - wanted.length;
    return [
      ...wanted.flatMap(({of}): CardStep[] => {
        const {instance, loadFile} = placeAids(area, of, issuer);
        return [
          {do: 'delete', area, aid: instance, object: 'instance'},
          {do: 'delete', area, aid: loadFile, object: 'load-file'},
        ];
      }),
      ...(wanted.length > 0 && left === 0
        ? [{do: 'delete', area, aid: domainAid(area, issuer), object: 'domain'} as const]
        : []),
    ];
  });

export const lockSteps = (
  places: readonly PlacedKind[],
  issuer: number,
  how: 'lock' | 'unlock',
): CardStep[] => places.map(({area, of}) => ({do: how, area, aid: placeAids(area, of, issuer).instance}));

/** 引越継続: the area for ordinances is emptied, the extended one stays. [S8] */
export const moveInSteps: readonly CardStep[] = [{do: 'empty', area: 'ordinance'}];
