import {appletCap} from '../../protocol/applets/index.ts';
import {fromHex} from '../../protocol/index.ts';
import {type ApduChannel, globalPlatform} from '../../terminal/index.ts';
import {domains} from '../support/managed-card.ts';
import {areaSession} from '../support/service-card.ts';
import type {Stage, TorturedApplet} from './tortured-applets.ts';

/** Something that brings an application from one stage to another. */
export interface InstallStep {
  readonly to: Stage;
  readonly work: (channel: ApduChannel, applet: TorturedApplet) => Promise<unknown>;
}

const inSession =
  (
    work: (managed: globalPlatform.ManagedCard, applet: TorturedApplet) => Promise<unknown>,
  ): InstallStep['work'] =>
  async (channel, applet) =>
    work(await areaSession(channel), applet);

const load: InstallStep = {
  to: 'loaded',
  work: inSession((managed, applet) =>
    globalPlatform.loadCap(managed, appletCap(applet), {securityDomain: fromHex(domains.ordinance.aid)}),
  ),
};

const install: InstallStep = {
  to: 'new',
  work: inSession((managed, {packageAid, moduleAid}) =>
    globalPlatform.installApplet(managed, {aid: packageAid, modules: [moduleAid]}),
  ),
};

const personalise: InstallStep = {
  to: 'personalised',
  work: inSession((managed, applet) => applet.personalise(managed)),
};

const use: InstallStep = {to: 'personalised', work: (channel, applet) => applet.open(channel)};

const deleteInstance: InstallStep = {
  to: 'loaded',
  work: inSession((managed, {moduleAid}) => globalPlatform.deleteObject(managed, moduleAid)),
};

const deleteAll: InstallStep = {
  to: 'absent',
  work: inSession((managed, {packageAid}) => globalPlatform.deletePackage(managed, packageAid)),
};

/** What can be done with an application that has come so far; most of it leads on. */
const steps: Readonly<Record<Stage, readonly InstallStep[]>> = {
  absent: [load],
  loaded: [install, install, deleteAll],
  new: [personalise, personalise, deleteInstance, deleteAll],
  personalised: [use, deleteInstance, deleteAll],
};

/** @throws Error for something that is no stage. */
export const stepsFrom = (stage: string): readonly InstallStep[] => {
  if (!Object.hasOwn(steps, stage)) {
    throw new Error(`there is no step from "${stage}"`);
  }
  return steps[stage as Stage];
};
