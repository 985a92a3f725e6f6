import * as http from 'node:http';
import * as https from 'node:https';
import type {z} from 'zod';
import {KazasuError} from '../protocol/index.ts';
import type {Challenge, ChallengeAnswer, LoginResult} from './login.ts';
import {challengeSchema} from './service/challenge-account.ts';
import {centreUnreachable, toldProblem} from './service/told-problem.ts';
import {verificationSchema} from './service/verification-account.ts';
import {usualTimeoutNs} from './status/transport.ts';

/** Which centre is asked, as whom, and how long and how much is taken. */
export interface LoginOverHttp {
  /** Of the centre, as `centre serve` prints it. */
  readonly url: string;
  /** The relying party's. */
  readonly key: string;
  /** From the first byte sent to the last received, in ms. */
  readonly timeoutMs?: number;
  readonly mostBytes?: number;
}

/** A log-in at a centre elsewhere. What is in flight when it closes ends in `KZS-CENTRE-UNREACHABLE`. */
export interface LoginClient {
  challenge(): Promise<Challenge>;
  answer(answer: ChallengeAnswer): Promise<LoginResult>;
  close(): void;
}

/** C46 for answers. Bench-defined, C82 */
const usualBytes = 262_144;

/**
 * A relying party's log-in over HTTP, on connections that are kept. No redirect is followed and nothing is sent twice.
 * Errors: the centre's own; `KZS-CENTRE-UNREACHABLE` for a broken connection or another status, `KZS-CENTRE-TIMEOUT`,
 * `KZS-CENTRE-ANSWER` for what has another type, is too long or is no such answer.
 */
export const loginOverHttp = ({
  url,
  key,
  timeoutMs = usualTimeoutNs / 1e6,
  mostBytes = usualBytes,
}: LoginOverHttp): LoginClient => {
  const {protocol, href} = addressOf(url);
  const {request, Agent} = protocol === 'https:' ? https : http;
  const agent = new Agent({keepAlive: true});
  const post = async <T>(path: string, schema: z.ZodType<T>, json?: unknown): Promise<T> => {
    const body = json === undefined ? '' : JSON.stringify(json);
    const sent = request(new URL(path, href), {
      method: 'POST',
      agent,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json, application/problem+json',
        'content-length': Buffer.byteLength(body),
        ...(body === '' ? {} : {'content-type': 'application/json'}),
      },
    });
    const answered = await whole(sent, body, {url, timeoutMs, mostBytes});
    return understood(answered, schema, url);
  };
  return {
    async challenge() {
      const {id, challenge, expiresAt} = await post('login/challenges', challengeSchema);
      return {id, bytes: Uint8Array.from(Buffer.from(challenge, 'base64')), expiresAt: new Date(expiresAt)};
    },
    async answer({challengeId, certificate, signature}) {
      const result = await post('login/answers', verificationSchema, {
        challengeId,
        certificate: Buffer.from(certificate).toString('base64'),
        signature: Buffer.from(signature).toString('base64'),
      });
      return result as LoginResult;
    },
    close: () => agent.destroy(),
  };
};

const addressOf = (url: string): URL => {
  const address = url.endsWith('/') ? url : `${url}/`;
  if (!(/^https?:\/\/[^/]/.test(url) && URL.canParse(address))) {
    throw centreUnreachable(url, new Error('it does not begin with http://'));
  }
  return new URL(address);
};

interface Whole {
  readonly status: number;
  readonly type: string;
  /** Absent where there was more than is taken. */
  readonly bytes?: Buffer;
}

interface Limits {
  readonly url: string;
  readonly timeoutMs: number;
  readonly mostBytes: number;
}

const whole = (
  request: http.ClientRequest,
  body: string,
  {url, timeoutMs, mostBytes}: Limits,
): Promise<Whole> =>
  new Promise<Whole>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(notInTime(url, timeoutMs));
      request.destroy();
    }, timeoutMs);
    const failed = (error: Error): void => {
      clearTimeout(timer);
      reject(centreUnreachable(url, error));
    };
    request.on('error', failed);
    request.on('response', (response) => {
      const {statusCode: status = 0, headers} = response;
      const [type = ''] = (headers['content-type'] ?? '').split(';');
      const pieces: Buffer[] = [];
      let length = 0;
      const ended = (answer: Whole): void => {
        clearTimeout(timer);
        resolve(answer);
      };
      response.on('error', failed);
      response.on('data', (piece: Buffer) => {
        length += piece.length;
        pieces.push(piece);
        if (length > mostBytes) {
          ended({status, type});
          request.destroy();
        }
      });
      response.on('end', () =>
        ended({status, type: type.trim().toLowerCase(), bytes: Buffer.concat(pieces)}),
      );
    });
    request.end(body);
  });

const understood = <T>({status, type, bytes}: Whole, schema: z.ZodType<T>, url: string): T => {
  const good = status === 200 || status === 201;
  const read = type === (good ? 'application/json' : 'application/problem+json') ? jsonOf(bytes) : undefined;
  if (!good) {
    throw (
      toldProblem(read) ?? centreUnreachable(url, new Error(`status 200 was expected, but ${status} came`))
    );
  }
  const answer = schema.safeParse(read);
  if (!answer.success) {
    throw new KazasuError('KZS-CENTRE-ANSWER', {
      en: `an answer of a log-in was expected from ${url}, but something else came`,
      ja: `${url} からログインの応答が必要ですが、異なるものが返りました`,
    });
  }
  return answer.data;
};

const jsonOf = (bytes: Buffer | undefined): unknown => {
  try {
    return JSON.parse(bytes?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
};

const notInTime = (url: string, timeoutMs: number): KazasuError =>
  new KazasuError('KZS-CENTRE-TIMEOUT', {
    en: `an answer from ${url} was expected within ${timeoutMs} ms, but none came`,
    ja: `${url} から ${timeoutMs} ミリ秒以内に応答がありませんでした`,
  });
