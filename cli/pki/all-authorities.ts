import type {Authority} from '../../centre/authorities/authority.ts';
import {type CertificateKind, certificateKinds} from '../../centre/authorities/certificate-kind.ts';
import type {TestWorld} from '../../scenarios/index.ts';

/** Every generation of both authorities that has begun at an instant, oldest first. */
export const allAuthorities = async ({centre}: TestWorld, at: Date): Promise<Authority[]> => {
  const {authorities} = centre;
  const found: Authority[] = [];
  for (const kind of Object.keys(certificateKinds) as CertificateKind[]) {
    const newest = await authorities.issuing(kind, at);
    for (let number = 1; number <= newest.generation; number += 1) {
      found.push(await authorities.generation(kind, number));
    }
  }
  return found;
};
