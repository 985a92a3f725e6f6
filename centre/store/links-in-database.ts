import {KazasuError} from '../../protocol/index.ts';
import type {CertificateLink, CertificateLinks, LinkKind} from './centre-store.ts';
import type {Database} from './database.ts';
import {type DatabaseRow, dateIn, textIn} from './row-values.ts';
import {constraintOf} from './store-error.ts';

/** Links between certificates of the register, in SQLite. */
export const linksInDatabase = (database: Database): CertificateLinks => {
  const insert = database.statement(
    'INSERT INTO certificate_links (kind, from_serial, to_serial, since) VALUES (?, ?, ?, ?)',
  );
  const out = database.statement('SELECT * FROM certificate_links WHERE kind = ? AND from_serial = ?');
  const back = database.statement(
    'SELECT * FROM certificate_links WHERE kind = ? AND to_serial = ? ORDER BY since, from_serial',
  );
  return {
    add(link) {
      try {
        insert.run(link.kind, link.from, link.to, link.since.getTime());
      } catch (error) {
        throw refusedLink(link, error);
      }
    },
    from(serialNumber, kind) {
      const row = out.row(kind, serialNumber);
      return row && certificateLink(row);
    },
    to: (serialNumber, kind) => back.rows(kind, serialNumber).map(certificateLink),
  };
};

const certificateLink = (row: DatabaseRow): CertificateLink => ({
  kind: textIn(row, 'kind') as LinkKind,
  from: textIn(row, 'from_serial'),
  to: textIn(row, 'to_serial'),
  since: dateIn(row, 'since'),
});

const refusedLink = (link: CertificateLink, error: unknown): unknown => {
  const constraint = constraintOf(error);
  if (constraint === 'foreign-key') {
    return unregisteredLink(link);
  }
  return constraint === 'unique' ? secondLink(link) : error;
};

export const unregisteredLink = ({from, to}: CertificateLink): KazasuError =>
  new KazasuError('KZS-CENTRE-LINK', {
    en: `a link joins two certificates of the register, but ${from} or ${to} is not in it`,
    ja: `リンクは登録済みの証明書どうしを結びますが、${from} か ${to} が登録されていません`,
  });

export const secondLink = ({kind, from}: CertificateLink): KazasuError =>
  new KazasuError('KZS-CENTRE-LINK', {
    en: `a certificate has one link "${kind}" to another, but ${from} has one already`,
    ja: `証明書から結ぶ「${kind}」リンクは一つだけですが、${from} にはすでにあります`,
  });
