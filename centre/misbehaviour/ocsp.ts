import {readRequest} from '../ocsp/request.ts';
import {identityOf, type ResponderIdentity} from '../ocsp/responder-identity.ts';
import {encodeResponse, errorResponse, type ResponseContent} from '../ocsp/response.ts';
import type {Misbehaviour, MisbehaviourTools, Misleading} from './misbehaviour.ts';

const second = 1e9;
const day = 86_400_000;

const later = (date: Date, ms: number): Date => new Date(date.getTime() + ms);

/** An honest answer with something changed before it is signed. */
const changed =
  (change: (content: ResponseContent) => Partial<ResponseContent>): Misleading =>
  (request, {responder}) => {
    const content = responder.contentFor(readRequest(request));
    return encodeResponse({...content, ...change(content)}, responder.identity().sign);
  };

/** The answer of another instant, with what was or will be known then, signed now. */
const moved =
  (ms: number): Misleading =>
  (request, {responder, at}) =>
    encodeResponse(responder.contentFor(readRequest(request), later(at, ms)), responder.identity().sign);

/** An answer by somebody else, under that one's own name and certificate. */
const signedBy =
  (signer: (tools: MisbehaviourTools) => ResponderIdentity): Misleading =>
  (request, tools) => {
    const {keyHash, certificate, sign} = signer(tools);
    const content = tools.responder.contentFor(readRequest(request));
    return encodeResponse({...content, responder: {keyHash}, certificates: [certificate]}, sign);
  };

const aroundNow = ({at}: MisbehaviourTools): {notBefore: Date; notAfter: Date} => ({
  notBefore: later(at, -day),
  notAfter: later(at, day),
});

const flipLast = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 0x01 : byte));

/** What an OCSP responder does wrong, by name. */
export const ocspMisbehaviours = {
  'ocsp-slow': {
    by: 'ocsp',
    title: {en: 'answers rightly, after 1.5 s', ja: '1.5秒後に正しく応答する'},
    ends: 'good',
    delayNs: 1.5 * second,
  },
  'ocsp-late': {
    by: 'ocsp',
    title: {en: 'answers after 10 s, when nobody waits any more', ja: '制限時間を過ぎた10秒後に応答する'},
    ends: 'timeout',
    delayNs: 10 * second,
  },
  'ocsp-silent': {
    by: 'ocsp',
    title: {en: 'never answers', ja: '応答しない'},
    ends: 'timeout',
    delayNs: 'never',
  },
  'ocsp-down': {
    by: 'ocsp',
    title: {en: 'cannot be reached', ja: '接続できない'},
    ends: 'unreachable',
    answer: () => {
      throw new Error('connection refused');
    },
  },
  'ocsp-try-later': {
    by: 'ocsp',
    title: {en: 'answers tryLater', ja: 'tryLater を返す'},
    ends: 'try-later',
    answer: () => errorResponse('tryLater'),
  },
  'ocsp-internal-error': {
    by: 'ocsp',
    title: {en: 'answers internalError', ja: 'internalError を返す'},
    ends: 'responder-refused',
    answer: () => errorResponse('internalError'),
  },
  'ocsp-garbage': {
    by: 'ocsp',
    title: {en: 'answers with bytes that are no response', ja: '応答ではないバイト列を返す'},
    ends: 'malformed',
    answer: () => Buffer.from('<html>502 Bad Gateway</html>', 'latin1'),
  },
  'ocsp-unknown': {
    by: 'ocsp',
    title: {en: 'does not know the certificate', ja: '証明書を unknown と答える'},
    ends: 'unknown',
    answer: changed(({answers}) => ({
      answers: answers.map((answer) => ({...answer, status: {kind: 'unknown'}})),
    })),
  },
  'ocsp-wrong-nonce': {
    by: 'ocsp',
    title: {en: 'answers with another nonce', ja: '異なるノンスを返す'},
    ends: 'wrong-nonce',
    answer: changed(({nonce = new Uint8Array(32)}) => ({nonce: flipLast(nonce)})),
  },
  'ocsp-no-nonce': {
    by: 'ocsp',
    title: {en: 'answers without the nonce, as a prepared answer does', ja: 'ノンスなしで応答する'},
    ends: 'wrong-nonce',
    answer: (request, {responder}) => {
      const {nonce, ...content} = responder.contentFor(readRequest(request));
      return encodeResponse(content, responder.identity().sign);
    },
  },
  'ocsp-expired': {
    by: 'ocsp',
    title: {en: 'answers as of yesterday', ja: '昨日時点の期限切れの応答を返す'},
    ends: 'stale',
    answer: moved(-day),
  },
  'ocsp-future': {
    by: 'ocsp',
    title: {en: 'answers as of tomorrow', ja: '明日の日時の応答を返す'},
    ends: 'future',
    answer: moved(day),
  },
  'ocsp-wrong-certificate-id': {
    by: 'ocsp',
    title: {en: 'answers about another certificate', ja: '別の証明書について応答する'},
    ends: 'wrong-certificate-id',
    // The last byte of a CertID is the last of the serial number.
    answer: changed(({answers}) => ({answers: answers.map((one) => ({...one, id: flipLast(one.id)}))})),
  },
  'ocsp-bad-signature': {
    by: 'ocsp',
    title: {en: 'has its answer signed by a key that is not its own', ja: '別の鍵で署名した応答を返す'},
    ends: 'bad-signature',
    answer: (request, {responder, otherAuthority}) =>
      encodeResponse(responder.contentFor(readRequest(request)), otherAuthority.sign),
  },
  'ocsp-foreign-responder': {
    by: 'ocsp',
    title: {en: 'is the responder of another authority', ja: '別の認証局のレスポンダーが応答する'},
    ends: 'unauthorised-responder',
    answer: signedBy((tools) =>
      identityOf(tools.otherAuthority, tools.stranger, aroundNow(tools), 'ocsp-signing'),
    ),
  },
  'ocsp-unauthorised-responder': {
    by: 'ocsp',
    title: {
      en: 'signs with a certificate of the authority that is not for OCSP signing',
      ja: 'OCSP署名用ではない証明書で署名する',
    },
    ends: 'unauthorised-responder',
    answer: signedBy((tools) => identityOf(tools.authority, tools.stranger, aroundNow(tools), 'another')),
  },
  'ocsp-expired-responder': {
    by: 'ocsp',
    title: {en: 'signs with a certificate that has ended', ja: '有効期限切れの証明書で署名する'},
    ends: 'unauthorised-responder',
    answer: signedBy(({authority, stranger, at}) => {
      const validity = {notBefore: later(at, -2 * day), notAfter: later(at, -day)};
      return identityOf(authority, stranger, validity, 'ocsp-signing');
    }),
  },
} as const satisfies Readonly<Record<string, Misbehaviour>>;
