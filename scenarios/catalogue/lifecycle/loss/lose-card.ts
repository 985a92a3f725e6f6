import {atTerminal} from '../../../engine/card-channel.ts';
import type {Ending} from '../../../engine/scenario.ts';
import {Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {registeredHolder} from '../../../world/registered-holder.ts';
import {logIn} from '../../jpki/log-in.ts';
import {managedId} from '../card-in-use.ts';
import {authenticateIssuer, receive} from '../counter.ts';
import {holdersCertificate} from '../holders-certificate.ts';
import {lifecyclePhases} from '../phases.ts';
import {certificateInUse} from '../renewal/certificate-in-use.ts';
import {issueAnew} from '../renewal/issue-anew.ts';
import {logInWith, signWith} from '../renewal/renew-at-counter.ts';
import {expectRefusedService} from '../use-service.ts';
import {expectAnswers, releaseFoundCard, suspendLostCard} from './hold.ts';

const onHold = 'revoked (certificateHold)';

/** 紛失: the call, and what whoever found the card could still do with it. */
export const reportLoss = async (stage: Stage): Promise<void> => {
  await suspendLostCard(stage);
  await expectAnswers(stage, lifecyclePhases.askHold, {
    'user-authentication': onHold,
    'digital-signature': onHold,
  });
  await expectRefusedLogIn(stage);
  await stage.step(lifecyclePhases.useSuspended, () =>
    expectRefusedService(stage, 'library', ['KZS-MANAGEMENT-STATE']),
  );
};

/** 発見: only the counter releases, and the signing certificate is issued anew. */
export const releaseAtCounter = async (stage: Stage): Promise<Ending> => {
  await receive(stage);
  const signing = holdersCertificate(stage, 'digital-signature');
  const issued = await atTerminal(stage, async (channel) => {
    await certificateInUse(stage, channel, 'user-authentication');
    await releaseFoundCard(stage);
    if (!signing) {
      return undefined;
    }
    const issuer = await authenticateIssuer(stage, channel);
    return issueAnew(stage, issuer, 'digital-signature', registeredHolder(stage.image));
  });
  await expectAnswers(stage, lifecyclePhases.askRelease, {
    'user-authentication': 'good',
    'digital-signature': 'good',
  });
  await logInWith(stage, holdersCertificate(stage, 'user-authentication')?.serialNumber ?? '');
  if (issued) {
    await signWith(stage, issued.serialNumber);
  }
  await stage.step(lifecyclePhases.explain, () => undefined);
  return {
    verdict: 'pass',
    reasonId: 'released',
    reason: {
      en: `held at once for whoever asked by OCSP, refused by phone, released at the counter: log-in as before, ${issued ? `signing with the new ${issued.serialNumber}` : 'no signing certificate'}`,
      ja: `OCSPではただちに一時保留となり、電話では解除できず、窓口で解除しました。利用者証明用は従来どおり、${issued ? `署名用は新しい ${issued.serialNumber} です` : '署名用はありません'}`,
    },
  };
};

/** Whoever answers the phone may have the card held; the role that releases it is not theirs. Bench-defined, C199 */
export const askReleaseByPhone = async (stage: Stage): Promise<void> => {
  const {management, as} = await stage.world.cardManagement();
  const callCentre = await as('town-x', 'service-desk');
  await stage.step(lifecyclePhases.releaseByPhone, () => {
    management.cards.change(callCentre, 'release-by-phone', managedId(stage), 'release');
  });
};

/** The card signs, since nobody told it, and the centre refuses. */
const expectRefusedLogIn = async (stage: Stage): Promise<void> => {
  const {result} = await logIn(stage);
  const evidence = result.steps.find(({step}) => step === 'revocation')?.evidence;
  if (result.reason !== 'revoked' || evidence?.['revocationReason'] !== 'certificateHold') {
    throw new Refused(
      {
        en: `the log-in was expected to be refused for a hold, but the centre said ${result.reason}`,
        ja: `ログインは一時保留のため拒否されるはずですが、センターの判定は ${result.reason} でした`,
      },
      'held-card-used',
    );
  }
};
