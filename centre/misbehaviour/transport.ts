import type {Sentence} from '../../protocol/index.ts';
import type {StatusReason} from '../status/status-answer.ts';

/** What happens on the wire instead of the answer, or to it. `ms` can be set by whoever asks for it. */
export type TransportFault =
  | {readonly kind: 'delay'; readonly ms: number}
  | {readonly kind: 'drip'; readonly ms: number}
  | {readonly kind: 'status'; readonly status: 500 | 503}
  | {
      readonly kind:
        | 'silence'
        | 'reset'
        | 'closed'
        | 'drop'
        | 'content-type'
        | 'empty'
        | 'truncate'
        | 'redirect'
        | 'endless'
        | 'bad-chunk'
        | 'giant-header';
    };

/** Something an HTTP server does wrong, whatever it was asked. */
export interface TransportMisbehaviour {
  readonly by: 'http';
  readonly title: Sentence;
  /** What a question about revocation ends in that meets it. */
  readonly ends: StatusReason;
  readonly fault: TransportFault;
}

/** What the transport does wrong, by name. */
export const transportMisbehaviours = {
  'http-slow': {
    by: 'http',
    title: {
      en: 'answers rightly, after 1.5 s or the time given',
      ja: '1.5秒後(または指定時間後)に正しく応答する',
    },
    ends: 'good',
    fault: {kind: 'delay', ms: 1_500},
  },
  'http-silent': {
    by: 'http',
    title: {en: 'takes the request and never answers', ja: '要求を受け取ったまま応答しない'},
    ends: 'timeout',
    fault: {kind: 'silence'},
  },
  'http-drip': {
    by: 'http',
    title: {
      en: 'answers one byte at a time, each 200 ms or the time given',
      ja: '200ミリ秒(または指定時間)ごとに1バイトずつ応答する',
    },
    ends: 'timeout',
    fault: {kind: 'drip', ms: 200},
  },
  'http-500': {
    by: 'http',
    title: {en: 'answers 500 Internal Server Error', ja: '500 Internal Server Error を返す'},
    ends: 'unreachable',
    fault: {kind: 'status', status: 500},
  },
  'http-503': {
    by: 'http',
    title: {en: 'answers 503 Service Unavailable', ja: '503 Service Unavailable を返す'},
    ends: 'unreachable',
    fault: {kind: 'status', status: 503},
  },
  'http-reset': {
    by: 'http',
    title: {en: 'resets the connection before any byte', ja: '1バイトも返さずに接続をリセットする'},
    ends: 'unreachable',
    fault: {kind: 'reset'},
  },
  'http-closed': {
    by: 'http',
    title: {
      en: 'closes the port for revocation: connections are refused',
      ja: '失効確認用のポートを閉じる(接続が拒否される)',
    },
    ends: 'unreachable',
    fault: {kind: 'closed'},
  },
  'http-dropped': {
    by: 'http',
    title: {en: 'drops the connection in the middle of the body', ja: '本文の途中で接続を切る'},
    ends: 'unreachable',
    fault: {kind: 'drop'},
  },
  'http-bad-chunk': {
    by: 'http',
    title: {en: 'sends a chunk whose size is no number', ja: '大きさが数値でないチャンクを送る'},
    ends: 'unreachable',
    fault: {kind: 'bad-chunk'},
  },
  'http-giant-header': {
    by: 'http',
    title: {en: 'sends 256 KiB of headers', ja: '256KiBのヘッダーを送る'},
    ends: 'unreachable',
    fault: {kind: 'giant-header'},
  },
  'http-redirect': {
    by: 'http',
    title: {en: 'redirects to itself', ja: '自分自身へリダイレクトする'},
    ends: 'unreachable',
    fault: {kind: 'redirect'},
  },
  'http-wrong-type': {
    by: 'http',
    title: {en: 'calls its answer text/html', ja: '応答の種類を text/html と偽る'},
    ends: 'malformed',
    fault: {kind: 'content-type'},
  },
  'http-empty': {
    by: 'http',
    title: {en: 'answers with an empty body', ja: '本文が空の応答を返す'},
    ends: 'malformed',
    fault: {kind: 'empty'},
  },
  'http-truncated': {
    by: 'http',
    title: {en: 'answers without the last seven bytes', ja: '最後の7バイトが欠けた応答を返す'},
    ends: 'malformed',
    fault: {kind: 'truncate'},
  },
  'http-endless': {
    by: 'http',
    title: {en: 'answers with a body that does not end', ja: '終わりのない本文を返す'},
    ends: 'malformed',
    fault: {kind: 'endless'},
  },
} as const satisfies Readonly<Record<string, TransportMisbehaviour>>;

/** The fault, with the time that was asked for where it has one. */
export const withTime = (fault: TransportFault, ms: number | undefined): TransportFault =>
  ms !== undefined && 'ms' in fault ? {...fault, ms} : fault;
