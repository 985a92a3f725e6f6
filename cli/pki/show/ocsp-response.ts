import type {ReadResponse} from '../../../centre/index.ts';
import type {Sentence} from '../../../protocol/index.ts';
import {carriedCertificates} from './carried-certificates.ts';
import {type Fact, fact, instant, type Shown} from './shown.ts';

const states: Readonly<Record<'good' | 'unknown' | 'revoked', Sentence>> = {
  good: {en: 'good: not revoked', ja: 'good (失効していない)'},
  unknown: {en: 'unknown to the responder', ja: 'unknown (レスポンダーが把握していない)'},
  revoked: {en: 'revoked', ja: 'revoked (失効)'},
};

/** An OCSP response in words. Nobody has checked yet who signed it. */
export const shownResponse = (response: ReadResponse): Shown => {
  const title = {en: 'OCSP response', ja: 'OCSP応答'};
  if (response.status !== 'successful') {
    return {kind: 'ocsp-response', title, facts: [statusFact(response.status)], parts: []};
  }
  const {responder, producedAt, answers, nonce, certificates} = response.basic;
  return {
    kind: 'ocsp-response',
    title,
    facts: [
      statusFact(response.status),
      fact(
        'responder',
        'responder',
        'レスポンダー',
        'keyHash' in responder
          ? `key ${Buffer.from(responder.keyHash).toString('hex')}`
          : {en: 'by its name', ja: '名前で表示'},
      ),
      fact('producedAt', 'made at', '作成日時', instant(producedAt.getTime())),
      fact('nonce', 'nonce', 'ノンス', nonce ? {en: 'repeated', ja: 'あり'} : {en: 'none', ja: 'なし'}),
    ],
    parts: [
      ...answers.map(({id, status, thisUpdate, nextUpdate}): Shown => {
        const number = id?.serialNumber ?? '?';
        return {
          kind: 'answer',
          title: {en: `Answer about ${number}`, ja: `${number} についての回答`},
          parts: [],
          facts: [
            fact('serialNumber', 'serial number', 'シリアル番号', number),
            fact('state', 'state', '状態', states[status.kind]),
            ...(status.kind === 'revoked'
              ? [
                  fact('since', 'since', '失効日時', instant(status.since.getTime())),
                  fact('reason', 'reason', '理由', status.reason),
                ]
              : []),
            fact('thisUpdate', 'as of', '確認日時', instant(thisUpdate.getTime())),
            ...(nextUpdate
              ? [fact('nextUpdate', 'next by', '次回更新日時', instant(nextUpdate.getTime()))]
              : []),
          ],
        };
      }),
      ...carriedCertificates(certificates),
    ],
  };
};

const statusFact = (status: string): Fact => fact('status', 'status', 'ステータス', status);
