import {CardRefused} from '../../../../centre/index.ts';
import {KazasuError} from '../../../../protocol/index.ts';
import {readCommonCardId, ServiceSession} from '../../../../terminal/index.ts';
import {channelTo} from '../../../engine/card-channel.ts';
import {type Ending, type Phase, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {accessTo} from '../card-at-terminal.ts';
import {continueUse, tellMove} from '../card-in-use.ts';
import {installAtCounter} from '../install-at-counter.ts';
import {appletPhases as p} from '../phases.ts';
import {playNumber} from '../play-number.ts';
import {identifyCard} from '../read-service-id.ts';
import {aidsOf, type Installed, idText, serviceTerminal, townX, userId} from '../town-service.ts';
import {planOfResidence, tryPermissions} from './permission-table.ts';

/** Town Y's library, for somebody who lives in town X. */
export const guestCard: Installed = {issuer: 'town-y', kind: 'common', area: 'extended'};

/** The prefecture's staff card (職員証). */
export const staffCard: Installed = {issuer: 'prefecture', kind: 'type-a', area: 'extended'};

/** Town X's own, from before. */
export const residentCard = townX('common');
export const residentCardExtended = townX('type-d', 'extended');

/**
 * 新カードAP搭載システム: another town and the prefecture come onto the card of a resident of town X, each to its own,
 * nobody to another's; what town X does is as before; after a move the extended area is as it was.
 */
export const useAnyCard = async (stage: Stage): Promise<Ending> => {
  const {management} = await stage.world.cardManagement();
  const [cardId, play] = [await identifyCard(stage), playNumber(stage)];
  management.settings.change({anyCard: false});
  await tryPermissions(stage, cardId, false);
  const before = await planOfResidence(stage, cardId, `try-${play}-plan-off`);
  await stage.step(p.switchOn, () => void management.settings.change({anyCard: true}));
  await tryPermissions(stage, cardId, true);
  const plan = await planOfResidence(stage, cardId, `try-${play}-plan-on`);
  expect(
    plan === before,
    'resident-changed',
    'the extension was expected to change nothing for the town’s own residents, but the plan is another',
    '住民への搭載手順は変わらないはずですが、変わりました',
  );

  await installAtCounter(stage, {application: guestCard, requestId: `guest-${play}`});
  await installAtCounter(stage, {application: staffCard, requestId: `staff-${play}`});
  await readAs(stage, p.gate, staffCard);
  await readAs(stage, p.logIn, staffCard);
  await nobodyTouchesAnothers(stage, cardId);

  const kept = await dataOf(stage, [guestCard, staffCard, residentCardExtended]);
  await stage.step(p.tellMove, () => tellMove(stage));
  await stage.step(p.emptyArea, () => continueUse(stage, 'town-y'));
  const [left] = await dataOf(stage, [residentCard]);
  expect(
    left === undefined,
    'not-emptied',
    'the ordinance area was expected to be empty after the move, but town X’s application is there',
    '転居後の条例利用領域は空のはずですが、APが残っています',
  );
  const still = await dataOf(stage, [guestCard, staffCard, residentCardExtended]);
  expect(
    kept.every((one, n) => one !== undefined && one === still[n]),
    'not-kept',
    'the extended area was expected to stay to the byte, but something of it changed',
    '拡張利用領域は変わらないはずですが、変わりました',
  );
  await readAs(stage, p.testTap, guestCard);
  return {
    verdict: 'pass',
    reasonId: 'kept-apart',
    reason: {
      en: 'another town and the prefecture came into the extended area, nobody into the ordinance area or to another’s; the extended area survived the move to the byte',
      ja: '他の市区町村と都道府県は拡張利用領域だけを利用でき、他者のAPには触れず、転居後も内容は変わりませんでした',
    },
  };
};

/** A terminal of an application's issuer reads its id. */
const readAs = async (stage: Stage, phase: Phase, application: Installed): Promise<void> => {
  const terminal = await serviceTerminal(stage, application);
  const id = await stage.step(phase, async () => {
    if (application.kind === 'common') {
      return idText(await readCommonCardId(channelTo(stage), terminal.aid));
    }
    const key = terminal.keyFor(await accessTo(stage).cardId());
    const session = await ServiceSession.open(channelTo(stage), {
      type: 'service-a',
      aid: terminal.aid,
      key: {key},
      random: terminal.random,
    });
    return idText(await session.readId());
  });
  expect(
    id === userId,
    'id-unknown',
    'the terminal was expected to read the id that was installed, but it is another',
    '搭載したIDが読めるはずですが、異なります',
  );
};

/** Town X against town Y's application: the system knows none of X's, and the card does not obey X's keys. */
const nobodyTouchesAnothers = async (stage: Stage, cardId: string): Promise<void> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const token = await desk.token('town-x', 'installer');
  const actor = management.operators.actor(token);
  const {area, kind} = guestCard;
  const foreign = aidsOf(guestCard).instance;
  const seen = await stage.step(p.tryOut, () => management.cards.get(actor, cardId).applications);
  expect(
    !seen.some(({aid}) => aid === foreign),
    'another-seen',
    'town X was expected not to see town Y’s application, but it does',
    '他の発行者のAPは見えないはずですが、見えています',
  );
  const asked = await stage.step(p.tryOut, () =>
    refusedBySystem(() =>
      management.operations.begin(actor, `try-${playNumber(stage)}-delete`, {
        kind: 'delete',
        cardId,
        applications: [{area, kind}],
      }),
    ),
  );
  expect(
    asked === 'KZS-MANAGEMENT-APPLICATION-UNKNOWN',
    'another-deleted',
    `town X was expected not to delete what is another’s, but the system said ${asked}`,
    `他の発行者のAPは削除できないはずですが、システムの応答は ${asked} でした`,
  );
  for (const what of ['lock', 'unlock', 'delete'] as const) {
    const refused = await stage.step(p.tryOnCard, async () => {
      const session = await accessTo(stage).openArea(
        'extended',
        (format) => [management.keys.domain(token, cardId, 'extended', format)],
        management.keys.domainAid(token, 'extended'),
      );
      return session[what](foreign).then(
        () => false,
        (error: unknown) => {
          if (error instanceof CardRefused) {
            return true;
          }
          throw error;
        },
      );
    });
    expect(
      refused,
      what === 'delete' ? 'another-deleted' : 'another-locked',
      `the card was expected to keep town Y’s application from town X’s keys, but it obeyed them (${what})`,
      `カードは他の発行者のAPの操作を拒否するはずですが、応じました(${what})`,
    );
  }
};

const refusedBySystem = (work: () => unknown): string => {
  try {
    work();
    return 'nothing';
  } catch (error) {
    if (error instanceof KazasuError) {
      return error.id;
    }
    throw error;
  }
};

/** What the card keeps of each, whole; undefined where it is not there. */
const dataOf = async (
  stage: Stage,
  applications: readonly Installed[],
): Promise<readonly (string | undefined)[]> => {
  const {content} = await stage.snapshot();
  return applications.map((one) => {
    const found = content?.instances[aidsOf(one).instance];
    return found && JSON.stringify(found);
  });
};

const expect = (holds: boolean, reasonId: string, en: string, ja: string): void => {
  if (!holds) {
    throw new Refused({en, ja}, reasonId);
  }
};
