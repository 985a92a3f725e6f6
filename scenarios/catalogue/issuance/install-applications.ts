import {
  type AreaName,
  areaNames,
  type CardContent,
  type KnownDomainKeys,
  type Place,
  type Role,
} from '../../../centre/index.ts';
import {newCardKeys} from '../../card-management/new-card-keys.ts';
import {cutReason} from '../../engine/disturbance.ts';
import {type Ending, type Phase, Refused} from '../../engine/scenario.ts';
import {noteAreas} from './area-map.ts';
import {type InstallStage, profiles} from './install-parameters.ts';
import {lookUpUser} from './look-up-user.ts';
import {
  askSystem,
  type MunicipalTerminal,
  municipalTerminal,
  peoplesStep,
  town,
} from './municipal-terminal.ts';
import {installPhases} from './phases.ts';
import {terminalRecord} from './terminal-record.ts';

/** What may be otherwise about an installation. */
export interface InstallChanges {
  readonly role?: Role;
  readonly areaKeys?: (area: AreaName) => KnownDomainKeys;
  readonly duplicates?: InstallStage['parameters']['duplicates'];
  /** What the operator types instead of the holder's id, attempt by attempt. */
  readonly typed?: readonly string[];
  /** Whether a register that is linked answers. */
  readonly link?: 'up' | 'down';
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
    noteAreas(stage, {en: 'before', ja: '搭載前'}, await contentOf(terminal, changes.areaKeys));
    return id;
  });
  terminalRecord(stage.world).keep(cardId, 'begun');
  const {found, touches} = await lookUpUser(stage, terminal, cardId, changes.link);
  const wanted = profiles[parameters.profile];
  const [first, ...again] = found ? [undefined] : (changes.typed ?? [parameters.userId]);
  let loaded = await loadInto(stage, terminal, {cardId, wanted, userId: first, touches}, changes);
  await peoplesStep(stage, installPhases.confirmLoaded, touches.confirmSeconds, () => undefined);
  for (const userId of again) {
    if (isOf(parameters.userId, loaded)) {
      break;
    }
    await takenBack(stage, terminal, cardId, loaded.places);
    await peoplesStep(stage, installPhases.placeCard, touches.placeSeconds, () => undefined);
    loaded = await loadInto(stage, terminal, {cardId, wanted, userId, touches}, changes);
    await peoplesStep(stage, installPhases.confirmLoaded, touches.confirmSeconds, () => undefined);
  }
  if (!isOf(parameters.userId, loaded)) {
    await takenBack(stage, terminal, cardId, loaded.places);
    throw ofAnother();
  }
  await readBack(stage, terminal, cardId, wanted);
  await peoplesStep(stage, installPhases.returnCard, touches.returnSeconds, () => undefined);
  terminalRecord(stage.world).keep(cardId, 'prepared');
  return installed(wanted, found);
};

/** What a run has put onto the card, and of which users the registry says that it is: the operator sees both. */
interface Loaded {
  readonly places: readonly Place[];
  readonly userIds: readonly string[];
}

/** Both areas one behind the other. One that is refused leaves no half of a card. D254 */
const loadInto = async (
  stage: InstallStage,
  terminal: MunicipalTerminal,
  order: {
    readonly cardId: string;
    readonly wanted: readonly Place[];
    readonly userId: string | undefined;
    readonly touches: {readonly goOnSeconds: number};
  },
  changes: InstallChanges,
): Promise<Loaded> => {
  const {cardId, wanted, userId, touches} = order;
  const typed = userId === undefined ? {} : {userId};
  const done: Loaded[] = [];
  for (const area of areaNames) {
    const places = wanted.filter((place) => place.area === area);
    try {
      done.push(await installInto(stage, terminal, {area, places, cardId, ...typed}, changes));
    } catch (error) {
      if (cutReason(error) === undefined) {
        await takenBack(
          stage,
          terminal,
          cardId,
          done.flatMap((one) => one.places),
        );
      }
      throw error;
    }
    if (area === 'ordinance') {
      await peoplesStep(stage, installPhases.goOn, touches.goOnSeconds, () => undefined);
    }
  }
  return {places: done.flatMap((one) => one.places), userIds: done.flatMap((one) => one.userIds)};
};

/** Bench-defined, D312 */
const isOf = (userId: string, {userIds}: Loaded): boolean => userIds.every((one) => one === userId);

const ofAnother = (): Refused =>
  new Refused(
    {
      en: 'the applications were expected to hold the id of the user whose card it is, but the operator sees another one; what was loaded is taken back',
      ja: 'アプリの利用者IDはカードの所持者のものであるはずですが、異なります(搭載したものは取り消しました)',
    },
    'another-user',
  );

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

const installInto = async (
  stage: InstallStage,
  terminal: MunicipalTerminal,
  order: {
    readonly area: AreaName;
    readonly places: readonly Place[];
    readonly cardId: string;
    readonly userId?: string;
  },
  {role = installer, duplicates = stage.parameters.duplicates}: InstallChanges,
): Promise<Loaded> => {
  const {area, places, cardId, ...typed} = order;
  if (places.length === 0) {
    return {places: [], userIds: []};
  }
  if (duplicates === 'replace') {
    await deleteHeld(stage, terminal, installPhases.deleteFormer, cardId, places);
  }
  const {desk, counter} = terminal;
  const phases = areaPhases[area];
  const requestId = terminalRecord(stage.world).nextRequest(`install-${area}-${cardId}`);
  const {applications, there} = await askSystem(stage, phases.begin, 'card-management/begin', async () => {
    const actor = await desk.as(town, role);
    const held = duplicates === 'skip' ? heldAmong(desk.management.cards.get(actor, cardId), places) : [];
    const missing = places.filter((place) => !held.some((one) => isAt(place, one)));
    if (missing.length > 0) {
      const request = {kind: 'install', cardId, applications: missing, ...typed} as const;
      desk.management.operations.begin(actor, requestId, request);
    }
    return {applications: missing, there: held.map(({userId}) => userId)};
  });
  if (applications.length === 0) {
    return {places: [], userIds: there};
  }
  const token = await desk.token(town, role);
  const reading = await stage.step(phases.write, () => counter.write(token, requestId));
  const {userId = ''} = await askSystem(stage, phases.commit, 'card-management/commit', async () =>
    desk.management.operations.commit(await desk.as(town, role), requestId, reading),
  );
  return {places: applications, userIds: [...there, userId]};
};

const heldAmong = <T extends {readonly area: string; readonly kind: string}>(
  {applications}: {readonly applications: readonly T[]},
  places: readonly Place[],
): readonly T[] => applications.filter((one) => places.some((place) => isAt(place, one)));

const isAt = ({area, kind}: Place, one: {readonly area: string; readonly kind: string}): boolean =>
  one.area === area && one.kind === kind;

const takenBack = async (
  stage: InstallStage,
  terminal: MunicipalTerminal,
  cardId: string,
  places: readonly Place[],
): Promise<void> => {
  if (places.length > 0) {
    await deleteHeld(stage, terminal, installPhases.takeBack, cardId, places);
  }
};

/** Of these, what the card has; with the town's domain in an area, where nothing else is left in it. */
const deleteHeld = (
  stage: InstallStage,
  {desk, counter}: MunicipalTerminal,
  phase: Phase,
  cardId: string,
  places: readonly Place[],
): Promise<void> =>
  stage.step(phase, async () => {
    const {cards} = desk.management;
    const held = heldAmong(cards.get(await desk.as(town, installer), cardId), places);
    const applications = places.filter((place) => held.some((one) => isAt(place, one)));
    if (applications.length > 0) {
      const requestId = terminalRecord(stage.world).nextRequest(`delete-${cardId}`);
      const order = {kind: 'delete', cardId, applications} as const;
      await counter.perform(await desk.token(town, installer), requestId, order);
    }
  });

/** What stands on the card is what the registry says and nothing else, and all of it is stopped. */
const readBack = async (
  stage: InstallStage,
  terminal: MunicipalTerminal,
  cardId: string,
  wanted: readonly Place[],
): Promise<void> => {
  const content = await stage.step(installPhases.readBack, () => contentOf(terminal));
  noteAreas(stage, {en: 'behind it', ja: '搭載後'}, content);
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
            isAt({area, kind}, one) && onCard.some(({aid, state}) => aid === one.aid && state === 'locked'),
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
