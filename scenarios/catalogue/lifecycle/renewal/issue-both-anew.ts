import type {IssuedCertificate} from '../../../../centre/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {registeredHolder} from '../../../world/registered-holder.ts';
import {authenticateIssuer, receive, verifyResidentPin} from '../counter.ts';
import {kindsOnCard} from './certificate-in-use.ts';
import {issueAnew} from './issue-anew.ts';
import {proveRenewed} from './renew-at-counter.ts';
import {checkLastDay} from './renewed-last-day.ts';

/** 新規発行, where nothing can be renewed any more: to the fifth birthday, and linked to nothing before. [S85] C93 */
export const issueBothAnew = async (stage: Stage): Promise<Ending> => {
  await receive(stage);
  const issued = await atTerminal(stage, async (channel) => {
    await verifyResidentPin(stage, channel);
    const kinds = await kindsOnCard(channel, ['user-authentication', 'digital-signature']);
    const issuer = await authenticateIssuer(stage, channel);
    const certificates: IssuedCertificate[] = [];
    for (const kind of kinds) {
      const one = await issueAnew(stage, issuer, kind, registeredHolder(stage.image));
      checkLastDay(stage, one, 'issued-anew');
      expectUnlinked(stage, one);
      certificates.push(one);
    }
    return certificates;
  });
  const {verdict} = await proveRenewed(stage, issued);
  const serialNumbers = issued.map(({serialNumber}) => serialNumber).join(', ');
  return {
    verdict,
    reasonId: 'issued-anew',
    reason: {
      en: `the card uses the new certificates ${serialNumbers}, good to the fifth birthday; none is linked to one before`,
      ja: `カードは新しい証明書 ${serialNumbers} を使用します(5回目の誕生日まで有効、旧証明書との紐付けなし)`,
    },
  };
};

const expectUnlinked = ({world}: Stage, {serialNumber}: IssuedCertificate): void => {
  const answer = world.linkage.predecessorOf(serialNumber, world.wall());
  if (answer.outcome === 'linked') {
    throw new Refused(
      {
        en: `a certificate that is issued anew was expected to replace none, but it is linked to ${answer.to}`,
        ja: `新規発行の証明書に旧証明書の紐付けはないはずですが、${answer.to} に紐付いています`,
      },
      'linked',
    );
  }
};
