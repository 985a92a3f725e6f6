import type {CertificateKind, Challenge, ProofOfSecret} from '../../../../centre/index.ts';
import {digestInfo} from '../../../../protocol/index.ts';
import {JpkiSession} from '../../../../terminal/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import type {Phase} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';

/** Who knows the secret has the card sign the centre's challenge with its key: a phone does it, and a kiosk. */
export const proveSecret = async (
  stage: Stage,
  {
    kind,
    secret,
    ask,
    prove,
  }: {
    readonly kind: CertificateKind;
    readonly secret: string;
    readonly ask: Phase;
    readonly prove: Phase;
  },
): Promise<ProofOfSecret> => {
  const challenge: Challenge = await stage.step(ask, () => stage.world.pinResets.challenge());
  return atTerminal(stage, (channel) =>
    stage.step(prove, async () => {
      const session = await JpkiSession.open(channel);
      await session.verifyUnlessBlocked(kind, secret);
      const certificate = await session.readCertificate(kind);
      const signature = await session.computeDigitalSignature(kind, digestInfo('sha256', challenge.bytes));
      return {kind, challengeId: challenge.id, certificate, signature};
    }),
  );
};
