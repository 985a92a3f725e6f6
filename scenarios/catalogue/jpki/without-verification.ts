import {digestInfo, type Sentence, sw} from '../../../protocol/index.ts';
import {
  inTransaction,
  type JpkiSession,
  TextAssistanceSession,
  UnexpectedStatus,
} from '../../../terminal/index.ts';
import {channelTo} from '../../engine/card-channel.ts';
import {type Ending, Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {openSession} from './open-session.ts';
import {jpkiPhases} from './phases.ts';

type Kind = 'user-authentication' | 'digital-signature';

/** What the terminal asks of the card though the PIN or password that it needs is not verified. */
export type Asked = (stage: Stage, session: JpkiSession) => Promise<Ending>;

/** COMPUTE DIGITAL SIGNATURE with that key. */
export const useOfKey =
  (kind: Kind): Asked =>
  async (stage, session) => {
    await refusedFor(() => stage.step(jpkiPhases.sign, () => signs(session, kind)));
    return taken('signed', {
      en: 'the card signed with a key whose PIN or password is not verified',
      ja: '暗証番号を照合していない鍵で、カードが署名しました',
    });
  };

/** READ BINARY of the certificate for signatures, which tells name and address. */
export const readingOfCertificate: Asked = async (stage, session) => {
  await refusedFor(() =>
    stage.step(jpkiPhases.readCertificate, () => session.readCertificate('digital-signature')),
  );
  return taken('read', {
    en: 'the card gave the certificate for signatures, and its password is not verified',
    ja: '署名用パスワードを照合していないのに、カードが署名用電子証明書を渡しました',
  });
};

/** It is asked of a card that was selected and nothing else. */
export const withoutVerify =
  (asked: Asked) =>
  (stage: Stage): Promise<Ending> =>
    atCard(stage, async () => asked(stage, await openSession(stage)));

/** It is asked behind VERIFY of the PIN for log-ins, which is not the one that it needs. */
export const byLogInPin =
  (asked: Asked) =>
  (stage: Stage): Promise<Ending> =>
    atCard(stage, async () => {
      const session = await openSession(stage);
      await verifyPin(stage, session);
      return asked(stage, session);
    });

/** A log-in signs, another application is selected and this one again, and the key is asked for once more. */
export const keyAfterReselect = (stage: Stage): Promise<Ending> =>
  atCard(stage, async () => {
    await logInSigns(stage);
    await stage.step(jpkiPhases.selectApplication, () => TextAssistanceSession.open(channelTo(stage)));
    return useOfKey('user-authentication')(stage, await openSession(stage));
  });

/** A log-in signs, the card is put into the next terminal, and the key is asked for there. */
export const keyAfterPowerOff = async (stage: Stage): Promise<Ending> => {
  await atCard(stage, () => logInSigns(stage));
  await stage.reinsert();
  return withoutVerify(useOfKey('user-authentication'))(stage);
};

const atCard = <T>(stage: Stage, work: () => Promise<T>): Promise<T> =>
  inTransaction(stage.connection, stage.capabilities, work);

const verifyPin = (stage: Stage, session: JpkiSession): Promise<void> =>
  stage.step(jpkiPhases.verifyPin, () =>
    session.verifyUnlessBlocked('user-authentication', stage.secrets.userAuthenticationPin),
  );

/** Refused here, the card does not sign at all, and what comes behind it would say nothing. */
const logInSigns = async (stage: Stage): Promise<void> => {
  const session = await openSession(stage);
  await verifyPin(stage, session);
  await stage
    .step(jpkiPhases.sign, () => signs(session, 'user-authentication'))
    .catch((error) => {
      throw error instanceof UnexpectedStatus ? new Refused(error.sentence, 'verified-key-refused') : error;
    });
};

const signs = (session: JpkiSession, kind: Kind): Promise<Uint8Array> =>
  session.computeDigitalSignature(kind, digestInfo('sha256', new Uint8Array(32)));

/** Refused for another reason, nothing is known of the security status. */
const refusedFor = (work: () => Promise<unknown>): Promise<unknown> =>
  work().catch((error) => {
    throw error instanceof UnexpectedStatus && error.sw !== sw.securityStatusNotSatisfied
      ? new Refused(error.sentence, 'refused-otherwise')
      : error;
  });

const taken = (reasonId: string, reason: Sentence): Ending => ({verdict: 'pass', reasonId, reason});
