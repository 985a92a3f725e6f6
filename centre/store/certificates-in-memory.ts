import type {CertificateRegister, CertificateRow} from './centre-store.ts';
import {opaque, serialTaken, serialUnknown} from './certificates-in-database.ts';

/** The register of issued certificates in this process only. */
export const certificatesInMemory = (): CertificateRegister => {
  const rows = new Map<string, CertificateRow>();
  return {
    add(row) {
      opaque(row.holder);
      if (rows.has(row.serialNumber)) {
        throw serialTaken(row.serialNumber);
      }
      rows.set(row.serialNumber, {...row, certificate: row.certificate.slice()});
    },
    get: (serialNumber) => rows.get(serialNumber),
    ofHolder: (holder) =>
      [...rows.values()]
        .filter((row) => row.holder === holder)
        .sort((a, b) => a.notBefore.getTime() - b.notBefore.getTime()),
    page({after, limit}) {
      if (after !== undefined && !rows.has(after)) {
        throw serialUnknown(after);
      }
      const all = [...rows.values()];
      const from = all.findIndex(({serialNumber}) => serialNumber === after) + 1;
      return all.slice(from, from + limit);
    },
  };
};
