import {X509Certificate} from 'node:crypto';
import type {StatusAnswer} from '../../../centre/index.ts';
import type {Sentence} from '../../../protocol/index.ts';
import type {KeyKind} from '../../../terminal/index.ts';
import {Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {cardCertificates} from '../../world/card-certificates.ts';
import type {ResidentRecord} from '../../world/resident-record.ts';
import {openSession} from '../jpki/open-session.ts';
import {askSystem} from './municipal-terminal.ts';
import {issuancePhases} from './phases.ts';

/** What the chip shows of its certificates without any secret. */
export interface ShownCertificates {
  readonly has: Readonly<Record<KeyKind, boolean>>;
  /** DER of the holder's certificate for log-in, and of the authority's beside it. */
  readonly userAuthentication?: Uint8Array;
  readonly authority: Uint8Array;
}

/** EF 0008, 000A and 000B: the signature certificate stays behind its password, which nobody has set yet. */
export const readCertificates = async (stage: Stage): Promise<ShownCertificates> => {
  const session = await openSession(stage);
  return stage.step(issuancePhases.readCertificates, async () => {
    const has = await session.availability();
    const authority = await session.readCertificate('user-authentication-ca');
    return has['user-authentication']
      ? {has, authority, userAuthentication: await session.readCertificate('user-authentication')}
      : {has, authority};
  });
};

/**
 * What was applied for is on the chip and good at the centre: the certificate for log-in by its chain, its days and
 * OCSP; that for signatures, which cannot be read yet, by the serial number the system has of it.
 */
export const checkCertificates = (
  stage: Stage,
  shown: ShownCertificates,
  {appliedFor}: Pick<ResidentRecord, 'appliedFor'>,
): Promise<void> =>
  askSystem(stage, issuancePhases.checkCertificates, 'check/certificates', async () => {
    refuseMissing(shown, appliedFor);
    const at = stage.world.wall();
    const {userAuthentication, authority} = shown;
    if (userAuthentication) {
      await checkReadable(stage, userAuthentication, authority, at);
    }
    const {digitalSignature} = cardCertificates(stage.image);
    if (digitalSignature) {
      const {state} = stage.world.certificates.states.stateAt(digitalSignature.serialNumber, at);
      if (state !== 'valid') {
        refuse('signature-certificate', state);
      }
    }
  });

const refuseMissing = ({has}: ShownCertificates, appliedFor: ResidentRecord['appliedFor']): void => {
  for (const [kind, wanted] of [
    ['user-authentication', appliedFor.userAuthentication],
    ['digital-signature', appliedFor.digitalSignature],
  ] as const) {
    if (has[kind] !== wanted) {
      throw new Refused(
        {
          en: `the chip was expected to hold ${wanted ? 'a' : 'no'} certificate for ${kind}, as applied for, but it is otherwise`,
          ja: `申請内容では ${kind} の電子証明書は${wanted ? 'あり' : 'なし'}ですが、チップの内容と異なります`,
        },
        'certificate-missing',
      );
    }
  }
};

const checkReadable = async (
  {world}: Stage,
  der: Uint8Array,
  authority: Uint8Array,
  at: Date,
): Promise<void> => {
  const anchors = await world.centre.trustAnchors(at);
  const anchor = anchors.find(({certificate}) => Buffer.compare(certificate, authority) === 0);
  const certificate = new X509Certificate(der);
  if (!anchor || !certificate.verify(new X509Certificate(authority).publicKey)) {
    refuse('issuer-signature-wrong', {
      en: 'no authority of the centre issued it',
      ja: 'センターの認証局が発行したものではありません',
    });
    return;
  }
  if (at > new Date(certificate.validTo) || at < new Date(certificate.validFrom)) {
    refuse('expired', {en: 'it is outside its days', ja: '有効期間外です'});
  }
  const answer = await world.centre.status?.ask(der, anchor, at);
  if (answer && answer.reason !== 'good') {
    refuse(reasonIdOf(answer), answer.revocationReason ?? answer.reason);
  }
};

const reasonIdOf = ({reason}: StatusAnswer): string =>
  reason === 'revoked' ? reason : `revocation-${reason}`;

const refuse = (reasonId: string, why: string | Sentence): never => {
  const {en, ja} = typeof why === 'string' ? {en: why, ja: why} : why;
  throw new Refused(
    {
      en: `the card’s certificates were expected to be good, but the centre says: ${en}`,
      ja: `カードの電子証明書が有効であることを確認できません(センターの回答: ${ja})`,
    },
    reasonId,
  );
};
