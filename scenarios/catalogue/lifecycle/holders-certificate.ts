import {type CauseName, type CertificateKind, type CertificateRow, consequenceOf} from '../../../centre/index.ts';
import type {Stage} from '../../engine/stage.ts';

/** The holder's newest certificate of a kind in the centre's register, whatever became of it. */
export const holdersCertificate = (stage: Stage, kind: CertificateKind): CertificateRow | undefined =>
  stage.world.certificates.register
    .ofHolder(stage.image.id)
    .filter((row) => row.kind === kind)
    .at(-1);

/** What this cause makes of the certificate, from when the rules say. */
export const revokeFor = (
  {world}: Stage,
  cause: CauseName,
  {kind, serialNumber}: Pick<CertificateRow, 'kind' | 'serialNumber'>,
): void => {
  const consequence = consequenceOf(cause, kind, world.wall());
  if (consequence) {
    world.certificates.states.revoke(serialNumber, consequence);
  }
};
