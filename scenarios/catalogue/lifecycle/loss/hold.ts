import type {CertificateKind, CertificateRow, StatusAnswer} from '../../../../centre/index.ts';
import {type Phase, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {managedId} from '../card-in-use.ts';
import {holdersCertificate, revokeFor} from '../holders-certificate.ts';
import {lifecyclePhases} from '../phases.ts';

/** 一時停止: the card at the system, both certificates on hold. The chip is not there to be told. */
export const suspendLostCard = async (stage: Stage, call: number = 1): Promise<void> => {
  await stage.step(lifecyclePhases.answerCall, () => undefined);
  const {management, as} = await stage.world.cardManagement();
  const officer = await as('town-x', 'card-officer');
  const cardId = managedId(stage);
  await stage.step(lifecyclePhases.suspendCard, () => {
    management.cards.change(officer, `suspend-${call}`, cardId, 'suspend');
  });
  await stage.step(lifecyclePhases.holdCertificates, () => {
    for (const certificate of bothCertificates(stage)) {
      revokeFor(stage, 'lost-card', certificate);
    }
  });
};

/** Counter: the card goes on, and with it the log-in certificate; the signing one does not come back. [S71] */
export const releaseFoundCard = async (stage: Stage): Promise<void> => {
  const {management, as} = await stage.world.cardManagement();
  const officer = await as('town-x', 'card-officer');
  const {states} = stage.world.certificates;
  await stage.step(lifecyclePhases.releaseCard, () => {
    management.cards.change(officer, 'release', managedId(stage), 'release');
    const logIn = holdersCertificate(stage, 'user-authentication');
    // A question that comes twice finds it released already.
    if (logIn && states.stateAt(logIn.serialNumber, stage.world.wall()).state === 'revoked') {
      states.release(logIn.serialNumber);
    }
  });
  await stage.step(lifecyclePhases.endSignature, () => {
    const signing = holdersCertificate(stage, 'digital-signature');
    if (signing) {
      revokeFor(stage, 'holder-request', signing);
    }
  });
};

/** What the authorities answer about the holder's certificates, as a relying party asks. */
export const expectAnswers = (
  stage: Stage,
  phase: Phase,
  expected: Readonly<Record<CertificateKind, string>>,
): Promise<void> =>
  stage.step(phase, async () => {
    for (const {kind, certificate, generation} of bothCertificates(stage)) {
      const answer = await stage.world.centre.status?.ask(
        certificate,
        {kind, generation},
        stage.world.wall(),
      );
      const came = said(answer);
      if (came !== expected[kind]) {
        throw new Refused(
          {
            en: `the answer about the ${kind} certificate was expected to be ${expected[kind]}, but it is ${came}`,
            ja: `${kind} の証明書の状態は ${expected[kind]} のはずですが、${came} です`,
          },
          'certificate-state',
        );
      }
    }
  });

/** `good`, or `revoked` with the reason, or why nothing can be believed. */
const said = (answer: StatusAnswer | undefined): string => {
  const reason = answer?.revocationReason;
  return `${answer?.reason ?? 'nobody was asked'}${reason === undefined ? '' : ` (${reason})`}`;
};

const bothCertificates = (stage: Stage): readonly CertificateRow[] =>
  (['user-authentication', 'digital-signature'] as const).flatMap(
    (kind) => holdersCertificate(stage, kind) ?? [],
  );
