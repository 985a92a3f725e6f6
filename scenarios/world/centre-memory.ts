import type {
  CertificateLink,
  CertificateLinks,
  CertificateRegister,
  CertificateRow,
  RelyingPartyRow,
  RelyingPartyStore,
  RequestHistory,
  RequestRow,
} from '../../centre/index.ts';
import {KazasuError} from '../../protocol/index.ts';

/** Issued certificates, in memory. */
export const registerInMemory = (): CertificateRegister => {
  const rows = new Map<string, CertificateRow>();
  return {
    add(row) {
      if (rows.has(row.serialNumber)) {
        throw new KazasuError('KZS-CENTRE-SERIAL-TAKEN', {
          en: `each certificate has a serial number of its own, but ${row.serialNumber} came a second time`,
          ja: `証明書のシリアル番号は重複しませんが、${row.serialNumber} が再び登録されました`,
        });
      }
      rows.set(row.serialNumber, row);
    },
    get: (serialNumber) => rows.get(serialNumber),
    ofHolder: (holder) =>
      [...rows.values()]
        .filter((row) => row.holder === holder)
        .sort((a, b) => a.notBefore.getTime() - b.notBefore.getTime()),
    page({after, limit}) {
      const all = [...rows.values()];
      const from = after === undefined ? 0 : all.findIndex(({serialNumber}) => serialNumber === after) + 1;
      return all.slice(from, from + limit);
    },
  };
};

/** Links between certificates, in memory. */
export const linksInMemory = (): CertificateLinks => {
  const links: CertificateLink[] = [];
  return {
    add: (link) => void links.push(link),
    from: (serialNumber, kind) => links.find((link) => link.kind === kind && link.from === serialNumber),
    to: (serialNumber, kind) => links.filter((link) => link.kind === kind && link.to === serialNumber),
  };
};

/** Relying parties, in memory. */
export const relyingPartiesInMemory = (): RelyingPartyStore => {
  const rows = new Map<string, RelyingPartyRow>();
  return {
    put: (row) => void rows.set(row.name, row),
    get: (name) => rows.get(name),
    byKeyHash: (keyHash) => [...rows.values()].find((row) => row.keyHash === keyHash),
    all: () => [...rows.values()],
  };
};

/** Requests and their answers, in memory. */
export const requestsInMemory = (): RequestHistory => {
  const rows: RequestRow[] = [];
  return {
    add: (row) => rows.push(row),
    find({after = 0, limit = Number.POSITIVE_INFINITY, relyingParty, operation, serialNumber, misbehaviour}) {
      return rows
        .map((row, i) => ({...row, number: i + 1}))
        .filter(
          (row) =>
            row.number > after &&
            (relyingParty === undefined || row.relyingParty === relyingParty) &&
            (operation === undefined || row.operation === operation) &&
            (serialNumber === undefined || row.serialNumber === serialNumber) &&
            (misbehaviour === undefined || row.misbehaviour === misbehaviour),
        )
        .slice(0, limit);
    },
    clear: () => void rows.splice(0),
  };
};
