import {fromHex} from '../../../../protocol/index.ts';
import {readCommonCardId} from '../../../../terminal/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {endingOfLogIn, logIn} from '../../jpki/log-in.ts';
import {managedId} from '../card-in-use.ts';
import {holdersCertificate} from '../holders-certificate.ts';
import {lifecyclePhases} from '../phases.ts';
import {terminateCard} from '../terminate-card.ts';
import {libraryId} from '../town-applications.ts';
import {expectRefusedService} from '../use-service.ts';
import {reissueCauses, type Trigger} from './reissue-causes.ts';
import type {ReissueStage} from './reissue-parameters.ts';

/** 廃止: for a card that was lost or stolen the number of the report to the police is asked. */
export const endCard = async (stage: ReissueStage): Promise<void> => {
  const {trigger, policeNumber} = stage.parameters;
  await stage.step(lifecyclePhases.takeReport, () => undefined);
  if (reissueCauses[trigger].police && policeNumber === '') {
    throw new Refused(
      {
        en: 'the number of the report to the police was expected for a card that was lost or stolen, but there is none',
        ja: '紛失・盗難のカードには警察の受理番号が必要ですが、ありません',
      },
      'no-police-number',
    );
  }
  await terminateCard(stage, trigger === 'death' ? 'death' : 'card-abolished');
};

/** What the old card still does: it signs and tells its id, and whoever asks is told not to believe it. */
export const expectOldCardRefused = async (stage: Stage, commonAid: string): Promise<void> => {
  const ending = await oldCardUsed(stage);
  if (ending.verdict !== 'fail' || ending.reasonId !== 'revoked') {
    throw new Refused(
      {
        en: `the log-in with the old card was expected to be refused as revoked, but it ended ${ending.verdict} (${ending.reasonId})`,
        ja: `旧カードのログインは失効により拒否されるはずですが、${ending.verdict} (${ending.reasonId}) でした`,
      },
      'old-card-used',
    );
  }
  await stage.step(lifecyclePhases.readCommon, () =>
    atTerminal(stage, async (channel) => {
      const id = Buffer.from(await readCommonCardId(channel, fromHex(commonAid))).toString('latin1');
      if (id !== libraryId) {
        throw new Refused(
          {
            en: 'the common application of the old card was expected to give its id, but it gives another one',
            ja: '旧カードの共通カードAPからはIDが読めるはずですが、異なります',
          },
          'common-id',
        );
      }
    }),
  );
  await expectBlocked(stage);
};

const expectBlocked = (stage: Stage): Promise<void> =>
  stage.step(lifecyclePhases.useBlocked, () =>
    expectRefusedService(stage, 'library', ['KZS-MANAGEMENT-STATE']),
  );

/** A chip that answers no more is asked nothing: services and authorities say that it is over. */
export const expectEnded = async (stage: Stage): Promise<void> => {
  for (const kind of ['user-authentication', 'digital-signature'] as const) {
    const {serialNumber} = holdersCertificate(stage, kind) ?? {};
    const at = stage.world.wall();
    if (serialNumber && stage.world.certificates.states.stateAt(serialNumber, at).state !== 'revoked') {
      throw new Refused(
        {en: `the ${kind} certificate is still valid`, ja: `${kind} の証明書の失効が反映されていません`},
        'not-revoked',
      );
    }
  }
  await expectBlocked(stage);
};

export const oldCardUsed = async (stage: Stage): Promise<Ending> =>
  endingOfLogIn((await logIn(stage)).result);

/** AID of the common application in the extended area, as the system has it; before the card ends. */
export const commonAidOf = async (stage: Stage): Promise<string> => {
  const {management, as} = await stage.world.cardManagement();
  const {applications} = management.cards.get(await as('town-x', 'service-desk'), managedId(stage));
  return applications.find(({area, kind}) => area === 'extended' && kind === 'common')?.aid ?? '';
};

/** What takes effect the next day only. [S70] */
export const takesADay = (trigger: Trigger): boolean => trigger === 'death';
