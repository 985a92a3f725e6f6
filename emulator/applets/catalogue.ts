import type {AppletDefinition} from './applet.ts';
import {commonCard} from './common-card.ts';
import {serviceTypeA, serviceTypeD} from './service-applet.ts';

/** The programs this build can run out of a load file. Any other one installs, and answers 6D00 to all but SELECT. */
export const builtInApplets: readonly AppletDefinition[] = [serviceTypeA, serviceTypeD, commonCard];
