import {listedEntries} from '../../../centre/export/listed-entries.ts';
import type {RevocationList} from '../../../centre/x509/revocation-list.ts';
import {fact, instant, type Shown, serialText} from './shown.ts';

/** Entries that are listed one by one. */
const mostEntries = 20;

/** A revocation list in words, with its first entries. */
export const shownList = (list: RevocationList): Shown => {
  const {issuer, thisUpdate, nextUpdate, number, deltaBase, issuingDistributionPoint: point} = list;
  const {count, entries} = listedEntries(list, mostEntries);
  const names = point?.name && 'full' in point.name ? point.name.full : [];
  return {
    kind: 'crl',
    title: {en: 'Revocation list (CRL)', ja: '失効リスト (CRL)'},
    facts: [
      fact('issuer', 'issuer', '発行者', issuer.text),
      fact('thisUpdate', 'as of', '発行日時', instant(thisUpdate)),
      ...(nextUpdate === undefined
        ? []
        : [fact('nextUpdate', 'next by', '次回更新日時', instant(nextUpdate))]),
      ...(number === undefined ? [] : [fact('number', 'number', '番号', String(number))]),
      ...(deltaBase === undefined
        ? []
        : [fact('deltaBase', 'changes since', '差分の基準', String(deltaBase))]),
      fact(
        'covers',
        'covers',
        '対象',
        point
          ? names.map((name) => (name.form === 'directoryName' ? name.name.text : name.form)).join('; ')
          : {en: 'all certificates of the issuer', ja: '発行者のすべての証明書'},
      ),
      fact('revoked', 'revoked', '失効件数', String(count)),
    ],
    parts: entries.map(({serialNumber, since, reason}) => ({
      kind: 'entry',
      title: {en: `Revoked: ${serialText(serialNumber)}`, ja: `失効: ${serialText(serialNumber)}`},
      facts: [
        fact('serialNumber', 'serial number', 'シリアル番号', serialText(serialNumber)),
        fact('since', 'since', '失効日時', instant(since)),
        fact('reason', 'reason', '理由', reason),
      ],
      parts: [],
    })),
  };
};
