import {type ApplicationName, aidBeginsWith, aids} from '../aid.ts';
import {type StandardAppletName, standardAppletNames, standardApplets} from '../applets/standard-applets.ts';
import {type AreaName, areaNames, cardAreas, testAidPrefix} from '../card-areas.ts';
import type {Sentence} from '../errors.ts';
import {fromHex, toHex} from '../hex.ts';
import {applicationNames} from './file-names.ts';

/** What a dialogue can select by a name: the card's own applications, the three of services, and the areas' domains. */
export type KnownApplication = ApplicationName | StandardAppletName | AreaName;

const usualAids: readonly (readonly [KnownApplication, Uint8Array])[] = [
  ...(Object.keys(aids) as ApplicationName[]).map((name) => [name, aids[name]] as const),
  ...standardAppletNames.map((name) => [name, standardApplets[name].moduleAid] as const),
  ...areaNames.map((name) => [name, cardAreas[name].aid] as const),
];

/** What an issuer has in an area, by the first byte behind the prefix, and the kinds by the last. Bench-defined, C115 */
const issuersObjects: Readonly<Record<number, 'domain' | 'load-file' | 'instance'>> = {
  16: 'domain',
  17: 'load-file',
  18: 'instance',
};
const issuersKinds: Readonly<Record<number, StandardAppletName>> = {
  10: 'service-a',
  12: 'common-card',
  13: 'service-d',
};

interface IssuersObject {
  readonly kind: 'domain' | 'load-file' | 'instance';
  readonly issuer: number;
  readonly applet: StandardAppletName | undefined;
}

const issuersObject = (aid: Uint8Array): IssuersObject | undefined => {
  const [object = 0, , high = 0, low = 0, last = 0] = aid.subarray(testAidPrefix.length);
  const kind = issuersObjects[object];
  const applet = issuersKinds[last];
  const length = testAidPrefix.length + (kind === 'domain' ? 4 : 5);
  return kind && aidBeginsWith(aid, testAidPrefix) && aid.length === length && (kind === 'domain' || applet)
    ? {kind, issuer: (high << 8) | low, applet}
    : undefined;
};

/** The application that SELECT with this AID, or with the beginning of it, can mean; undefined where it is not one. */
export const knownApplication = (aid: Uint8Array): KnownApplication | undefined => {
  const found = usualAids.filter(([, known]) => aid.length >= 5 && aidBeginsWith(known, aid));
  const issuers = issuersObject(aid);
  return (
    (found.length === 1 ? found[0]?.[0] : undefined) ??
    (issuers?.kind === 'instance' ? issuers.applet : undefined)
  );
};

const loadFileOf = ({en, ja}: Sentence): Sentence => ({
  en: `load file of ${en}`,
  ja: `${ja}のロードファイル`,
});

/** Load files besides those of issuers; the domains' own is known by this name to all. [S111] [S112] */
const loadFiles: ReadonlyMap<string, Sentence> = new Map([
  ...standardAppletNames.map((name) => {
    const {packageAid} = standardApplets[name];
    return [toHex(packageAid), loadFileOf(applicationNames[name])] as const;
  }),
  ['A0000001515350', {en: 'load file of security domains', ja: 'セキュリティドメインのロードファイル'}],
]);

/** What a card manager's commands name by an AID (hex): application, domain or load file; undefined where nobody knows. */
export const contentTitle = (aid: string): Sentence | undefined => {
  const issuers = issuersObject(fromHex(aid));
  if (issuers) {
    const {kind, issuer, applet} = issuers;
    const what =
      kind === 'domain' || !applet
        ? {en: 'security domain', ja: 'セキュリティドメイン'}
        : kind === 'load-file'
          ? loadFileOf(applicationNames[applet])
          : applicationNames[applet];
    return {en: `${what.en}, issuer ${issuer}`, ja: `${what.ja}(発行者 ${issuer})`};
  }
  const known = usualAids.find(([, one]) => toHex(one) === aid);
  return known ? applicationNames[known[0]] : loadFiles.get(aid);
};
