import {
  type AreaName,
  applicationKinds,
  areaNames,
  type CardContent,
  type KnownDomainKeys,
  type Place,
  type Role,
  usualProfile,
} from '../../../centre/index.ts';
import {KazasuError} from '../../../protocol/index.ts';
import {newCardKeys} from '../../card-management/new-card-keys.ts';
import {cutReason} from '../../engine/disturbance.ts';
import {type Ending, type Phase, Refused} from '../../engine/scenario.ts';
import type {StageWith} from '../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../parameters/parameter.ts';
import {
  askSystem,
  type MunicipalTerminal,
  municipalTerminal,
  peoplesStep,
  town,
} from './municipal-terminal.ts';
import {systemSeconds, touch} from './operator-seconds.ts';
import {installPhases} from './phases.ts';
import {terminalRecord} from './terminal-record.ts';

/** What is put on a card beforehand. [S8] The second and third are ours. Bench-defined, D253 */
const profiles: Readonly<Record<'usual' | 'common-only' | 'extended-only', readonly Place[]>> = {
  usual: usualProfile.applications,
  'common-only': usualProfile.applications.filter(({kind}) => kind === 'common'),
  'extended-only': usualProfile.applications.filter(({area}) => area === 'extended'),
};

export const installParameters = {
  placeSeconds: touch('preInstall', 0),
  goOnSeconds: touch('preInstall', 1),
  confirmSeconds: touch('preInstall', 2),
  returnSeconds: touch('preInstall', 3),
  systemSeconds,
  profile: {
    type: 'choice',
    title: {en: 'the applications that are installed', ja: '事前搭載するアプリ'},
    choices: ['usual', 'common-only', 'extended-only'],
    default: 'usual',
  },
  duplicates: {
    type: 'choice',
    title: {en: 'an application that is there already', ja: '搭載済みのアプリの扱い'},
    choices: ['refuse', 'skip'],
    default: 'refuse',
  },
  linkage: {
    type: 'choice',
    title: {en: 'the register the holder is looked up in', ja: '利用者情報の連携先'},
    choices: ['off', 'existing-register', 'register-network'],
    default: 'off',
  },
  userId: {
    type: 'text',
    title: {en: 'the id of the user in the town’s services', ja: '市区町村サービスの利用者ID'},
    default: 'X-000001',
    minLength: 1,
    maxLength: 16,
    pattern: '^[A-Za-z0-9._-]+$',
  },
} as const satisfies ParameterTable;

export type InstallStage = StageWith<typeof installParameters>;

/** What may be otherwise about an installation. */
export interface InstallChanges {
  readonly role?: Role;
  readonly areaKeys?: (area: AreaName) => KnownDomainKeys;
  readonly duplicates?: 'refuse' | 'skip';
  /** What the operator types instead of the holder's id, and sees when it is read back. */
  readonly typed?: string;
}

export const installer: Role = 'installer';

const areaPhases = {
  ordinance: {
    begin: installPhases.beginOrdinance,
    write: installPhases.writeOrdinance,
    commit: installPhases.commitOrdinance,
  },
  extended: {
    begin: installPhases.beginExtended,
    write: installPhases.writeExtended,
    commit: installPhases.commitExtended,
  },
} as const satisfies Readonly<Record<AreaName, Readonly<Record<'begin' | 'write' | 'commit', Phase>>>>;

/** 事前搭載 on one card: both areas, each whole or not at all, everything stopped until the holder agrees. */
export const preInstall = async (stage: InstallStage, changes: InstallChanges = {}): Promise<Ending> => {
  const {parameters} = stage;
  await peoplesStep(stage, installPhases.placeCard, parameters.placeSeconds, () => undefined);
  const terminal = await municipalTerminal(stage);
  const cardId = await stage.step(installPhases.identifyCard, async () => {
    const id = await terminal.access.cardId();
    await contentOf(terminal, changes.areaKeys);
    return id;
  });
  terminalRecord(stage.world).keep(cardId, 'begun');
  const found = await lookedUp(stage, terminal, cardId);
  const typed = found ? {} : {userId: changes.typed ?? parameters.userId};
  const touches = found || parameters.linkage === 'off' ? parameters : await typeAfterAll(stage);
  const wanted = profiles[parameters.profile];
  const done: Place[] = [];
  for (const area of areaNames) {
    const places = wanted.filter((place) => place.area === area);
    try {
      await installInto(stage, terminal, {area, places, cardId, ...typed}, changes);
    } catch (error) {
      await takenBack(stage, terminal, {cardId, done, error});
      throw error;
    }
    done.push(...places);
    if (area === 'ordinance') {
      await peoplesStep(stage, installPhases.goOn, touches.goOnSeconds, () => undefined);
    }
  }
  await peoplesStep(stage, installPhases.confirmLoaded, touches.confirmSeconds, () => undefined);
  await readBack(stage, terminal, cardId, wanted);
  await peoplesStep(stage, installPhases.returnCard, touches.returnSeconds, () => undefined);
  terminalRecord(stage.world).keep(cardId, 'prepared');
  return installed(wanted, found);
};

/** GET STATUS of both areas: a card that does not open them is not begun with. */
export const contentOf = async (
  {access}: Pick<MunicipalTerminal, 'access'>,
  keys: (area: AreaName) => KnownDomainKeys = newCardKeys,
): Promise<readonly CardContent[]> => {
  const content: CardContent[] = [];
  for (const area of areaNames) {
    content.push(...(await (await access.openArea(area, keys(area))).status()));
  }
  return content;
};

/** Whether a linked register knows the holder; where none is linked, nobody is asked. */
const lookedUp = async (stage: InstallStage, {desk}: MunicipalTerminal, cardId: string): Promise<boolean> => {
  if (stage.parameters.linkage === 'off') {
    return false;
  }
  return askSystem(stage, installPhases.lookUpUser, 'card-management/look-up', () => {
    try {
      return (
        desk.management.linkage.userId(cardId, undefined, applicationKinds.common.idBytes).from ===
        'looked-up'
      );
    } catch (error) {
      if (error instanceof KazasuError && error.id === 'KZS-MANAGEMENT-LINKAGE') {
        return false;
      }
      throw error;
    }
  });
};

/** The link does not help: the operator types, and works on as without one. */
const typeAfterAll = async (stage: InstallStage) => {
  const without = touchesWithoutLink;
  const left = Math.max(0, without.placeSeconds - stage.parameters.placeSeconds);
  await peoplesStep(stage, installPhases.placeCard, left, () => undefined);
  return without;
};

const touchesWithoutLink = {
  placeSeconds: installParameters.placeSeconds.default,
  goOnSeconds: installParameters.goOnSeconds.default,
  confirmSeconds: installParameters.confirmSeconds.default,
  returnSeconds: installParameters.returnSeconds.default,
};

const installInto = async (
  stage: InstallStage,
  {desk, counter}: MunicipalTerminal,
  order: {
    readonly area: AreaName;
    readonly places: readonly Place[];
    readonly cardId: string;
    readonly userId?: string;
  },
  {role = installer, duplicates = stage.parameters.duplicates}: InstallChanges,
): Promise<void> => {
  const {area, places, cardId, ...typed} = order;
  if (places.length === 0) {
    return;
  }
  const phases = areaPhases[area];
  const requestId = terminalRecord(stage.world).nextRequest(`install-${area}-${cardId}`);
  const begun = await askSystem(stage, phases.begin, 'card-management/begin', async () => {
    const actor = await desk.as(town, role);
    const held = desk.management.cards.get(actor, cardId).applications;
    const missing = places.filter(
      (place) => !held.some((one) => one.area === area && one.kind === place.kind),
    );
    const applications = duplicates === 'skip' ? missing : places;
    if (applications.length === 0) {
      return undefined;
    }
    return desk.management.operations.begin(actor, requestId, {
      kind: 'install',
      cardId,
      applications,
      ...typed,
    });
  });
  if (!begun) {
    return;
  }
  const token = await desk.token(town, role);
  const reading = await stage.step(phases.write, () => counter.write(token, requestId));
  await askSystem(stage, phases.commit, 'card-management/commit', async () =>
    desk.management.operations.commit(await desk.as(town, role), requestId, reading),
  );
};

/** An area that is refused leaves no half of a card: what this run put into the other one goes again. D254 */
const takenBack = async (
  stage: InstallStage,
  {desk, counter}: MunicipalTerminal,
  {cardId, done, error}: {readonly cardId: string; readonly done: readonly Place[]; readonly error: unknown},
): Promise<void> => {
  if (done.length > 0 && cutReason(error) === undefined) {
    const requestId = terminalRecord(stage.world).nextRequest(`delete-${cardId}`);
    await stage.step(installPhases.takeBack, async () => {
      const order = {kind: 'delete', cardId, applications: done} as const;
      await counter.perform(await desk.token(town, installer), requestId, order);
    });
  }
};

/** What stands on the card is what the registry says and nothing else, and all of it is stopped. */
const readBack = async (
  stage: InstallStage,
  terminal: MunicipalTerminal,
  cardId: string,
  wanted: readonly Place[],
): Promise<void> => {
  const content = await stage.step(installPhases.readBack, () => contentOf(terminal));
  await askSystem(stage, installPhases.compareRegistry, 'card-management/compare', async () => {
    const {applications} = terminal.desk.management.cards.get(
      await terminal.desk.as(town, installer),
      cardId,
    );
    const onCard = content.filter(({object}) => object === 'instance');
    const missing = wanted.filter(
      ({area, kind}) =>
        !applications.some(
          (one) =>
            one.area === area &&
            one.kind === kind &&
            onCard.some(({aid, state}) => aid === one.aid && state === 'locked'),
        ),
    );
    if (missing.length > 0 || onCard.length !== applications.length) {
      throw new Refused(
        {
          en: `card and registry were expected to hold the same applications, all stopped, but ${missing.length} are missing and the card has ${onCard.length} of ${applications.length}`,
          ja: `カードと記録のアプリが一致し、すべて停止中であるはずですが、不足 ${missing.length} 件、カード上 ${onCard.length} 件、記録 ${applications.length} 件です`,
        },
        'registry-differs',
      );
    }
  });
};

const installed = (wanted: readonly Place[], found: boolean): Ending => ({
  verdict: 'pass',
  reasonId: 'installed',
  reason: {
    en: `${wanted.length} applications stand on the card as in the registry, stopped until the holder agrees; the user’s id was ${found ? 'looked up' : 'typed'}`,
    ja: `アプリ ${wanted.length} 件を搭載し、記録と一致しました(本人の同意まで停止)。利用者IDは${found ? '連携先から取得' : '手入力'}しました`,
  },
});
