import {isLocked} from '../../protocol/globalplatform/index.ts';
import {cardAreas, fromHex} from '../../protocol/index.ts';
import type {AppletDefinition, AppletShape} from '../applets/applet.ts';
import {type Application, application} from '../os/application.ts';
import {select} from '../os/commands/select.ts';
import {appletOf} from './applet-of.ts';
import type {AidText, CardContent, Instance} from './content.ts';
import {securityDomainShape} from './security-domain.ts';

/** 03: installed, and not yet to be selected. */
const installedOnly = 0x03;

/** Of a package this build does not know: SELECT, and 6D00 to all else. Bench-defined, D176. */
const unknownShape: AppletShape = {files: [], commands: [select]};

/**
 * The installed applications that can be selected, in the order of their AIDs. One that is locked, or not yet
 * selectable, is as if it were not there: GlobalPlatform Card Specification 2.3.1, clause 6.4.2.
 */
export const instanceApplications = (
  applets: readonly AppletDefinition[],
): ((content: CardContent) => readonly Application[]) => {
  const shape = securityDomainShape(applets);
  /** One application for an instance as long as that stays the same, so that the selected one is still found. */
  const known = new Map<AidText, {readonly of: Instance; readonly built: Application}>();
  return ({instances, domains}) =>
    [...instances]
      .filter(([, {lifeCycle}]) => !isLocked(lifeCycle) && lifeCycle !== installedOnly)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([aid, instance]) => {
        const before = known.get(aid);
        if (before?.of === instance) {
          return before.built;
        }
        const domain = domains.get(aid);
        const made = domain
          ? built(aid, domain.area ? cardAreas[domain.area].title : domainTitle, shape)
          : installed(aid, instance, appletOf(applets, instance));
        known.set(aid, {of: instance, built: made});
        return made;
      });
};

const domainTitle = {en: 'Security domain', ja: 'セキュリティドメイン'};

const installed = (aid: AidText, instance: Instance, applet: AppletDefinition | undefined): Application =>
  built(
    aid,
    applet?.title ?? {en: 'Unknown application', ja: '未知のアプリケーション'},
    applet?.shape(instance.parameters) ?? unknownShape,
  );

const built = (aid: AidText, title: Application['title'], shape: AppletShape): Application =>
  application({name: aid, title, aid: fromHex(aid), ...shape});
