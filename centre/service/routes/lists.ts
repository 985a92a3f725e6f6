import {z} from 'zod';
import {encode} from '../../asn1/der.ts';
import {distinguishedName} from '../../asn1/distinguished-name.ts';
import {listPartition} from '../../certificates/list-partition.ts';
import {listTimes, publicationMs} from '../../crl/list-issuer.ts';
import {misleadingTools} from '../../misbehaviour/misleading-tools.ts';
import type {AuthorityLabel} from '../../status/status-service.ts';
import {authorityAt, authorityFields} from '../authority-address.ts';
import {cacheableAnswer} from '../cacheable.ts';
import {misleadingList, misleadingOf} from '../misleading-list.ts';
import {type Answer, type Asked, type Route, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';

const listType = 'application/pkix-crl';

const full = z.strictObject(authorityFields);

const letters = /^[A-Za-z][A-Za-z' -]{0,63}$/;

const part = z.strictObject({
  ...authorityFields,
  prefecture: z.string().regex(letters).describe('in letters, as in Tokyo-to'),
  city: z.string().regex(letters).describe('in letters, as in Kiyose-shi'),
});

/** Revocation lists, RFC 5280 and RFC 2585, cacheable until the next is there. */
export const listRoutes = ({centre, status, random}: RouteParts): Route[] => {
  const toolsOf = misleadingTools(centre.authorities, status, random.fork('status'));
  const answer = async (
    asked: Asked<AuthorityLabel, unknown, unknown>,
    partition: Uint8Array | undefined,
  ): Promise<Answer> => {
    const of = authorityAt(asked.params, asked.at);
    const lists = await status.lists(of);
    const honest = lists.listAt(asked.at, partition);
    const misbehaviour = misleadingOf(asked.met, 'crl');
    if (misbehaviour?.answer) {
      const body = misleadingList(misbehaviour.answer, {...(await toolsOf(of)), at: asked.at}, partition);
      return {status: 200, body, headers: {'content-type': listType}, outcome: 'misled'};
    }
    const {thisUpdate, nextUpdate} = listTimes(asked.at);
    // A list is there some minutes after the day has begun, and so is the next one.
    const there = (update: Date): Date => new Date(update.getTime() + publicationMs);
    return cacheableAnswer(
      {body: honest, type: listType, modified: there(thisUpdate), expires: there(nextUpdate)},
      asked,
      'given',
    );
  };
  const answers = {
    200: {text: 'the list, DER', type: listType},
    304: {text: 'the client has it', empty: true},
  } as const;
  return [
    route({
      method: 'GET',
      path: '/crl/:kind/:generation/full.crl',
      operation: 'crl',
      audience: 'public',
      summary: 'The full revocation list of an authority',
      params: full,
      answers,
      refusals: [404],
      handle: (asked) => answer(asked, undefined),
    }),
    route({
      method: 'GET',
      path: '/crl/:kind/:generation/:prefecture/:city.crl',
      operation: 'crl',
      audience: 'public',
      summary: 'The revocation list of a municipality',
      params: part,
      answers,
      refusals: [404],
      handle: (asked) =>
        answer(asked, encode(distinguishedName(listPartition(asked.params.kind, asked.params)))),
    }),
  ];
};
