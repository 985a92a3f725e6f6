import {applicationKindNames, type Place} from './application-kinds.ts';
import {areaNames} from './areas.ts';
import {type Actor, type ManagementContext, performed} from './context.ts';
import {kindOf} from './own-kinds.ts';
import {refusal, shown} from './refusals.ts';

export interface Profile {
  readonly name: string;
  readonly applications: readonly Place[];
}

/** What is usually installed beforehand (事前搭載): 業務タイプA and 共通カードAP in both areas. [S8] */
export const usualProfile: Profile = {
  name: 'usual',
  applications: areaNames.flatMap((area) =>
    applicationKindNames.filter((kind) => kind !== 'type-d').map((kind) => ({area, kind})),
  ),
};

export interface Profiles {
  /** Replaces the one of the same name, for this issuer. Errors: `-APPLICATION-TWICE`, `-KIND-UNKNOWN`. */
  put(actor: Actor, profile: Profile): Profile;
  all(actor: Actor): Profile[];
  /** Error: `-PROFILE-UNKNOWN`. */
  named(issuer: string, name: string): Profile;
}

export const openProfiles = (context: ManagementContext): Profiles => {
  const {rows} = context;
  const own = (issuer: string): Profile[] =>
    rows.profiles.find({issuer}).map(({name, applications}) => ({name, applications}));
  return {
    put: (actor, {name, applications}) =>
      performed(context, actor, 'profiles/change', name, () => {
        refuseTwice(applications);
        for (const {kind} of applications) {
          kindOf(context, actor, kind);
        }
        rows.profiles.put({issuer: actor.issuer.name, name, applications});
        return {name, applications};
      }),
    all: (actor) =>
      performed(context, actor, 'profiles/read', '', () => {
        const mine = own(actor.issuer.name);
        return mine.some(({name}) => name === usualProfile.name) ? mine : [usualProfile, ...mine];
      }),
    named(issuer, name) {
      const found = [...own(issuer), usualProfile].find((profile) => profile.name === name);
      if (!found) {
        throw refusal('PROFILE-UNKNOWN', shown(name));
      }
      return found;
    },
  };
};

export const refuseTwice = (places: readonly Place[]): void => {
  const names = places.map(({area, kind}) => `${area}/${kind}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw refusal('APPLICATION-TWICE', twice);
  }
};
