import {DerError} from '../../../centre/asn1/der-reader.ts';
import {certificateOf} from '../../../centre/x509/certificate.ts';
import {shownCertificate} from './certificate.ts';
import {fact, type Shown} from './shown.ts';

/** Certificates inside something else; one that cannot be read is told as such. */
export const carriedCertificates = (ders: readonly Uint8Array[]): Shown[] =>
  ders.map((der) => {
    try {
      return shownCertificate(certificateOf(der));
    } catch (error) {
      if (error instanceof DerError) {
        return {
          kind: 'unreadable',
          title: {en: 'Certificate that cannot be read', ja: '読み取れない証明書'},
          facts: [fact('expected', 'expected', '期待した内容', error.message)],
          parts: [],
        };
      }
      throw error;
    }
  });
