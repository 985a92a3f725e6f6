import type {Application} from '../os/application.ts';
import type {CardBehaviour} from '../profiles/behaviour.ts';
import type {CarriedApplication} from '../profiles/card-profile.ts';
import {cardSurface} from './card-surface/application.ts';
import {common} from './common/application.ts';
import {jpki} from './jpki/application.ts';
import {residentRegister} from './resident-register/application.ts';
import {textAssistance} from './text-assistance/application.ts';

/** The applications this build can run, by their name in an image, as cards of this behaviour have them. */
export const applicationsFor = (
  behaviour: CardBehaviour,
): Readonly<Record<CarriedApplication, Application>> => ({
  jpki: jpki(behaviour),
  'card-surface': cardSurface(behaviour),
  'text-assistance': textAssistance(behaviour),
  common,
  'resident-register': residentRegister,
});
