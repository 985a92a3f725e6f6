import type {RevocationList} from '../../x509/revocation-list.ts';
import {hasReadableEntries} from './revoked-entries.ts';

/** Why a CRL tells nothing at a time (ms since 1970), whoever signed it; undefined when it does. */
export const unusableBecause = (crl: RevocationList, at: number): string | undefined => {
  if (crl.unknownCritical.length > 0) {
    return `a CRL with the unknown critical extension ${crl.unknownCritical[0]}`;
  }
  if (crl.thisUpdate > at) {
    return `a CRL of a later time, ${new Date(crl.thisUpdate).toISOString()}`;
  }
  // Clause 5.1.2.5 wants nextUpdate in every CRL; without it nothing tells whether the CRL still counts (Bench-defined, C25).
  if (crl.nextUpdate === undefined || crl.nextUpdate < Math.floor(at / 1000) * 1000) {
    return 'a CRL that is out of date';
  }
  return hasReadableEntries(crl) ? undefined : 'a CRL with an entry that cannot be processed';
};
