import type {Holder} from '../../../../emulator/index.ts';
import {fromHex, KazasuError} from '../../../../protocol/index.ts';
import {type ApduChannel, readCommonCardId} from '../../../../terminal/index.ts';
import {newCardKeys} from '../../../card-management/new-card-keys.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import type {TestIssuer} from '../../../world/card-management-desk.ts';
import {registeredHolder} from '../../../world/registered-holder.ts';
import {accessTo, expectCardInDays, managedId} from '../card-in-use.ts';
import {authenticateIssuer, receive, verifyResidentPin} from '../counter.ts';
import {holdersCertificate} from '../holders-certificate.ts';
import {lifecyclePhases} from '../phases.ts';
import {expectIntegral} from '../record/record-whole.ts';
import {updateRecord} from '../record/update-record.ts';
import {expectLogInGood, issueAnew} from '../renewal/issue-anew.ts';
import {terminateCard} from '../terminate-card.ts';
import {libraryId} from '../town-applications.ts';
import {expectRefusedService, expectService} from '../use-service.ts';
import {type MoveDays, type MovePlan, movePlan, waitFor} from './move-plan.ts';
import {installOfTownY} from './town-y-applications.ts';

export interface Move extends MoveDays {
  /** Who continues the card. Default: town Y. */
  readonly town?: TestIssuer;
  /** Town Y has applications for its residents, and the holder wants them. Default: no. */
  readonly newApplications?: boolean;
  /** Default: the holder's. */
  readonly residentPin?: string;
  /** By which the terminal opens the card's areas. Default: a new card's. */
  readonly areaKeys?: typeof newCardKeys;
}

/** Where the holder lives afterwards. The street does not exist. */
const newHome = {
  address: '新潟県三条市見本町七丁目８番９号',
  prefecture: 'Niigata-ken',
  city: 'Sanjo-shi',
  municipalityCode: '15204',
} as const;

/** 転出届 in town X, 転入届 and 継続利用 in town Y; every step may be said again. */
export const moveIn = async (stage: Stage, move: Move): Promise<Ending> => {
  const plan = movePlan(stage, move);
  expectCardInDays(stage);
  if (hasSigning(stage)) {
    expectLogInGood(stage);
  }
  await moveOut(stage, plan);
  await waitFor(stage, plan.continuedOn);
  await receive(stage);
  await atTerminal(stage, async (channel) => {
    await verifyResidentPin(stage, channel, move.residentPin);
    await continueUse(stage, move, plan);
    const issuer = await authenticateIssuer(stage, channel);
    const record = recordOf(stage);
    await updateRecord(stage, channel, issuer, record, 'address-change');
    await newSignature(stage, issuer, record);
    await useLibrary(stage, channel);
    if (move.newApplications) {
      await installOfTownY(stage, channel);
    }
  });
  expectIntegral(await stage.snapshot());
  await stage.step(lifecyclePhases.explain, () => undefined);
  return move.newApplications ? movedAndEquipped : moved;
};

/** From now on nothing of the area for ordinances is used. */
export const moveOut = async (stage: Stage, {movingOn}: Pick<MovePlan, 'movingOn'>): Promise<void> => {
  const {management, as} = await stage.world.cardManagement();
  const officer = await as('town-x', 'card-officer');
  await stage.step(lifecyclePhases.moveOut, () => {
    management.cards.moveOut(officer, 'move-out', managedId(stage), movingOn);
  });
  await stage.step(lifecyclePhases.useWhileMoving, () =>
    expectRefusedService(stage, 'stamp-card', ['KZS-MANAGEMENT-MOVING', 'KZS-MANAGEMENT-AREA-RESIDENCE']),
  );
};

/** 継続利用 in two phases: begin, empty the area for ordinances, commit. Too late is the card's end. */
const continueUse = async (
  stage: Stage,
  {town = 'town-y', areaKeys = newCardKeys}: Move,
  plan: MovePlan,
): Promise<void> => {
  const desk = await stage.world.cardManagement();
  const {operations} = desk.management;
  const [token, officer] = [await desk.token(town, 'card-officer'), await desk.as(town, 'card-officer')];
  const {movedOn, notifiedOn} = plan;
  try {
    await stage.step(lifecyclePhases.beginMoveIn, () =>
      operations.begin(officer, requestId, {kind: 'move-in', cardId: managedId(stage), movedOn, notifiedOn}),
    );
  } catch (error) {
    if (error instanceof KazasuError && endsTheCard.has(error.id)) {
      await terminateCard(stage);
    }
    throw error;
  }
  const counter = desk.counter(accessTo(stage), areaKeys);
  const reading = await stage.step(lifecyclePhases.emptyArea, () => counter.write(token, requestId));
  if (reading.content.some(({area}) => area === 'ordinance')) {
    throw new Refused(
      {
        en: 'the area for ordinances was expected to be empty, but GET STATUS lists something in it',
        ja: '条例利用領域は空のはずですが、GET STATUS に残りがあります',
      },
      'area-not-empty',
    );
  }
  await stage.step(lifecyclePhases.commitMoveIn, () => operations.commit(officer, requestId, reading));
};

const requestId = 'move-in';

/** Refusals behind which nobody can continue the card any more. Bench-defined, C200 */
const endsTheCard: ReadonlySet<string> = new Set(['KZS-MANAGEMENT-MOVE-LATE', 'KZS-MANAGEMENT-STATE']);

const recordOf = ({image}: Stage): Holder => {
  const {certificateAddress: _, ...record} = registeredHolder(image);
  return {...record, ...newHome};
};

/** Where the holder has a signing certificate, it is issued anew with the new address. */
const newSignature = async (
  stage: Stage,
  issuer: Parameters<typeof issueAnew>[1],
  record: Holder,
): Promise<void> => {
  if (hasSigning(stage)) {
    await issueAnew(stage, issuer, 'digital-signature', record);
  }
};

const hasSigning = (stage: Stage): boolean => holdersCertificate(stage, 'digital-signature') !== undefined;

/** Town X's library goes on with the common application of the extended area. */
export const useLibrary = async (stage: Stage, channel: ApduChannel): Promise<void> => {
  const {management, as} = await stage.world.cardManagement();
  const {applications} = management.cards.get(await as('town-x', 'service-desk'), managedId(stage));
  const common = applications.find(({area, kind}) => area === 'extended' && kind === 'common');
  await stage.step(lifecyclePhases.readCommon, async () => {
    const came = Buffer.from(await readCommonCardId(channel, fromHex(common?.aid ?? ''))).toString('latin1');
    if (came !== libraryId) {
      throw new Refused(
        {
          en: 'the common application was expected to give the id that town X wrote, but it gives another one',
          ja: '共通カードAPから転出元の書き込んだIDが読めるはずですが、異なります',
        },
        'common-id',
      );
    }
  });
  await stage.step(lifecyclePhases.useLibrary, () => expectService(stage, 'library'));
};

const moved: Ending = {
  verdict: 'pass',
  reasonId: 'moved',
  reason: {
    en: 'the card goes on in town Y: the area for ordinances is empty, the extended one as it was, town X’s library reads it',
    ja: '転入先で継続利用できます。条例利用領域は空、拡張利用領域は変化なく、転出元の図書館も利用できます',
  },
};

const movedAndEquipped: Ending = {
  verdict: 'pass',
  reasonId: 'moved',
  reason: {
    en: `${moved.reason.en}, and town Y’s own applications are in use in the area that was emptied`,
    ja: `${moved.reason.ja}。転入先のアプリケーションも条例利用領域で利用できます`,
  },
};
