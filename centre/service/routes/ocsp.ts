import {z} from 'zod';
import {misleadingTools} from '../../misbehaviour/misleading-tools.ts';
import {readResponse} from '../../ocsp/read-response.ts';
import {readRequest} from '../../ocsp/request.ts';
import type {AuthorityLabel} from '../../status/status-service.ts';
import {authorityAt, authorityFields} from '../authority-address.ts';
import {cacheableAnswer} from '../cacheable.ts';
import {httpError} from '../http-errors.ts';
import {misleadingOf} from '../misleading-list.ts';
import {type Answer, type Asked, type Route, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';

const responseType = 'application/ocsp-response';

const posted = z.strictObject(authorityFields);
const gotten = z.strictObject({
  ...authorityFields,
  request: z.string().describe('the request in DER, base64, with / + and = percent-encoded'),
});
const gottenRaw = z.strictObject({...authorityFields, '*': z.string()});

/** OCSP by POST and by GET, RFC 6960 appendix A.1. */
export const ocspRoutes = ({centre, status, random}: RouteParts): Route[] => {
  const toolsOf = misleadingTools(centre.authorities, status, random.fork('status'));
  const answer = async (
    asked: Pick<Asked<AuthorityLabel, unknown, unknown>, 'params' | 'at' | 'met' | 'header'>,
    request: Uint8Array,
    cacheable: boolean,
  ): Promise<Answer> => {
    const of = authorityAt(asked.params, asked.at);
    const misbehaviour = misleadingOf(asked.met, 'ocsp');
    // What is no request is told so, whatever else was to be said about it.
    const misleading = isRequest(request) ? misbehaviour?.answer : undefined;
    const body = misleading
      ? misleading(request, {...(await toolsOf(of)), at: asked.at})
      : (await status.responder(of)).respond(request);
    const {outcome, modified, expires} = accountOf(body);
    if (cacheable && modified && expires && !misbehaviour) {
      return cacheableAnswer({body, type: responseType, modified, expires}, asked, outcome);
    }
    return {
      status: 200,
      body,
      headers: {'content-type': responseType, 'cache-control': 'no-store'},
      outcome,
    };
  };
  const common = {
    operation: 'ocsp',
    audience: 'public',
    refusals: [404],
  } as const;
  return [
    route({
      ...common,
      method: 'POST',
      path: '/ocsp/:kind/:generation',
      summary: 'Ask the OCSP responder of an authority',
      params: posted,
      bodyType: 'application/ocsp-request',
      answers: {200: {text: 'an OCSPResponse, also where the request was none', type: responseType}},
      about: ({bytes}) => serialIn(bytes),
      handle: (asked) => answer(asked, asked.bytes, false),
    }),
    route({
      ...common,
      method: 'GET',
      path: '/ocsp/:kind/:generation/:request',
      summary: 'Ask the OCSP responder by GET; without a nonce the answer may be cached',
      params: gotten,
      answers: {
        200: {text: 'an OCSPResponse', type: responseType},
        304: {text: 'the client has it', empty: true},
      },
      about: ({params}) => serialIn(Buffer.from(params.request, 'base64')),
      handle: (asked) => answer(asked, decoded(asked.params.request), true),
    }),
    route({
      ...common,
      method: 'GET',
      path: '/ocsp/:kind/:generation/*',
      hidden: true,
      summary: 'The same for clients that leave / as it is',
      params: gottenRaw,
      answers: {200: {text: 'an OCSPResponse', type: responseType}},
      about: ({params}) => serialIn(Buffer.from(params['*'], 'base64')),
      handle: (asked) => answer(asked, decoded(asked.params['*']), true),
    }),
  ];
};

const decoded = (text: string): Uint8Array => {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    throw httpError('KZS-HTTP-NOT-FOUND');
  }
  return Buffer.from(text, 'base64');
};

const isRequest = (bytes: Uint8Array): boolean => {
  try {
    readRequest(bytes);
    return true;
  } catch {
    return false;
  }
};

/** The certificate a request asks about, where it is one and asks about one. */
const serialIn = (request: Uint8Array): string | undefined => {
  try {
    const {ids} = readRequest(request);
    return ids.length === 1 ? ids[0]?.id?.serialNumber : undefined;
  } catch {
    return undefined;
  }
};

interface Account {
  readonly outcome: string;
  readonly modified?: Date;
  readonly expires?: Date;
}

/** What an answer says, in a word, and how long; only one without a nonce may be kept. */
const accountOf = (response: Uint8Array): Account => {
  try {
    const read = readResponse(response);
    if (read.status !== 'successful') {
      return {outcome: read.status};
    }
    const {answers, producedAt, nonce} = read.basic;
    const kinds = [...new Set(answers.map(({status}) => status.kind))];
    const outcome = kinds.length === 1 ? (kinds[0] ?? 'empty') : 'several';
    const ends = answers.flatMap(({nextUpdate}) => (nextUpdate ? [nextUpdate.getTime()] : []));
    return nonce || ends.length !== answers.length
      ? {outcome}
      : {outcome, modified: producedAt, expires: new Date(Math.min(...ends))};
  } catch {
    return {outcome: 'garbage'};
  }
};
