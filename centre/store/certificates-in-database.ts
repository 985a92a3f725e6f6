import {KazasuError} from '../../protocol/index.ts';
import type {CertificateKind} from '../authorities/certificate-kind.ts';
import type {CertificateRegister, CertificateRow} from './centre-store.ts';
import type {Database} from './database.ts';
import {bytesIn, type DatabaseRow, dateIn, numberIn, textIn} from './row-values.ts';
import {constraintOf} from './store-error.ts';

/** The register of issued certificates in SQLite; nothing in it is ever changed. */
export const certificatesInDatabase = (database: Database): CertificateRegister => {
  const insert = database.statement(`
    INSERT INTO certificates (serial_number, kind, generation, certificate, not_before, not_after, holder)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const one = database.statement('SELECT * FROM certificates WHERE serial_number = ?');
  const held = database.statement('SELECT * FROM certificates WHERE holder = ? ORDER BY not_before, issue');
  const behind = database.statement('SELECT * FROM certificates WHERE issue > ? ORDER BY issue LIMIT ?');

  return {
    add(row) {
      const {serialNumber, kind, generation, certificate, notBefore, notAfter, holder} = row;
      opaque(holder);
      try {
        const [from, until] = [notBefore.getTime(), notAfter.getTime()];
        insert.run(serialNumber, kind, generation, certificate, from, until, holder);
      } catch (error) {
        throw constraintOf(error) === 'unique' ? serialTaken(serialNumber) : error;
      }
    },
    get(serialNumber) {
      const row = one.row(serialNumber);
      return row && certificateRow(row);
    },
    ofHolder: (holder) => held.rows(holder).map(certificateRow),
    page({after, limit}) {
      const last = after === undefined ? undefined : one.row(after);
      if (after !== undefined && !last) {
        throw serialUnknown(after);
      }
      return behind.rows(last ? numberIn(last, 'issue') : 0, limit).map(certificateRow);
    },
  };
};

const certificateRow = (row: DatabaseRow): CertificateRow => ({
  serialNumber: textIn(row, 'serial_number'),
  kind: textIn(row, 'kind') as CertificateKind,
  generation: numberIn(row, 'generation'),
  certificate: bytesIn(row, 'certificate'),
  notBefore: dateIn(row, 'not_before'),
  notAfter: dateIn(row, 'not_after'),
  holder: textIn(row, 'holder'),
});

/** A 個人番号 has twelve digits and is an id of a person, so it is what somebody might come to use. */
export const opaque = (holder: string): void => {
  if (holder === '' || /^[\d\s-]{12,14}$/.test(holder)) {
    throw new KazasuError('KZS-CENTRE-HOLDER-ID', {
      en: `the id of a certificate's holder is opaque and not empty, but ${holder === '' ? 'it is empty' : 'it has the form of a 個人番号'}`,
      ja: `証明書の名義人の識別子は個人を表さない空でない値ですが、${holder === '' ? '空です' : '個人番号の形をしています'}`,
    });
  }
};

export const serialTaken = (serialNumber: string): KazasuError =>
  new KazasuError('KZS-CENTRE-SERIAL-TAKEN', {
    en: `a serial number is given once, but ${serialNumber} is in the register already`,
    ja: `シリアル番号は一度だけ使いますが、${serialNumber} はすでに登録されています`,
  });

export const serialUnknown = (serialNumber: string): KazasuError =>
  new KazasuError('KZS-CENTRE-SERIAL-UNKNOWN', {
    en: `a page begins behind a certificate of the register, but ${serialNumber} is not in it`,
    ja: `ページの始点は登録済みの証明書ですが、${serialNumber} は登録されていません`,
  });
