import test from 'ava';
import {certificateOf, DerError, judgePath, pathMaterial, revocationListOf} from '../../centre/index.ts';
import {lacksPkits, pkitsCases, pkitsFiles} from '../support/pkits.ts';

const claim = lacksPkits === undefined ? test : test.skip;
const reason = lacksPkits === undefined ? '' : ` (skipped: ${lacksPkits} is not installed)`;

const readable = <T>(files: Iterable<Uint8Array>, read: (der: Uint8Array) => T): T[] =>
  [...files].flatMap((der) => {
    try {
      return [read(der)];
    } catch (error) {
      if (error instanceof DerError) {
        return [];
      }
      throw error;
    }
  });

const root = 'TrustAnchorRootCertificate';
const at = Date.parse('2020-01-01T00:00:00Z');

// All certificates and CRLs of the suite at once: harder than a set for each question, since names recur.
claim(`every question of NIST's PKITS is answered as its document says${reason}`, (t) => {
  const certificates = pkitsFiles('certs');
  const anchor = certificates.get(root) ?? new Uint8Array(0);
  certificates.delete(root);
  const material = pathMaterial(
    [certificateOf(anchor)],
    readable(certificates.values(), certificateOf),
    readable(pkitsFiles('crls').values(), revocationListOf),
  );
  const cases = pkitsCases(certificates.keys());
  const answered = (name: string, settings: object): boolean => {
    const [target] = readable([certificates.get(name) ?? new Uint8Array(0)], certificateOf);
    return target !== undefined && judgePath(target, material, {at, ...settings}).valid;
  };
  const wrong = cases.filter(({certificate, settings, valid}) => answered(certificate, settings) !== valid);
  t.deepEqual(wrong, []);
  t.true(cases.length >= 240, `${cases.length} questions`);
});
