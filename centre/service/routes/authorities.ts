import {z} from 'zod';
import {pemText} from '../../export/pem-text.ts';
import {authorityAt, authorityFields} from '../authority-address.ts';
import {type Answer, jsonAnswer, type Route, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';

const authorities = z.strictObject({
  authorities: z.array(
    z.strictObject({
      kind: authorityFields.kind,
      generation: z.int(),
      certificate: z.base64().describe('DER'),
      address: z.string().describe('where it is as a file'),
    }),
  ),
});

const file = z.strictObject(authorityFields);

/** The certificates of the authorities: what a relying party trusts. */
export const authorityRoutes = ({centre}: RouteParts): Route[] => {
  const certificateOf = async (asked: {params: z.infer<typeof file>; at: Date}): Promise<Uint8Array> => {
    const {kind, generation} = authorityAt(asked.params, asked.at);
    return (await centre.authorities.generation(kind, generation)).certificate;
  };
  return [
    route({
      method: 'GET',
      path: '/authorities',
      operation: 'authorities',
      audience: 'public',
      summary: 'The authorities that are valid now',
      answers: {200: {text: 'oldest first', schema: authorities}},
      handle: async ({at}) =>
        jsonAnswer(
          {
            authorities: (await centre.trustAnchors(at)).map(({kind, generation, certificate}) => ({
              kind,
              generation,
              certificate: Buffer.from(certificate).toString('base64'),
              address: `/authorities/${kind}/${generation}/certificate.cer`,
            })),
          },
          {outcome: 'given'},
        ),
    }),
    route({
      method: 'GET',
      path: '/authorities/:kind/:generation/certificate.cer',
      operation: 'authorities',
      audience: 'public',
      summary: 'An authority’s certificate, DER',
      params: file,
      answers: {200: {text: 'DER', type: 'application/pkix-cert'}},
      refusals: [404],
      handle: async (asked) => fileAnswer(await certificateOf(asked), 'application/pkix-cert'),
    }),
    route({
      method: 'GET',
      path: '/authorities/:kind/:generation/certificate.pem',
      operation: 'authorities',
      audience: 'public',
      summary: 'An authority’s certificate, PEM',
      params: file,
      answers: {200: {text: 'PEM', type: 'application/x-pem-file'}},
      refusals: [404],
      handle: async (asked) =>
        fileAnswer(pemText('CERTIFICATE', await certificateOf(asked)), 'application/x-pem-file'),
    }),
  ];
};

/** A certificate never changes; a day is as long as anybody should rely on a test centre being the same. */
export const fileAnswer = (body: string | Uint8Array, type: string): Answer => ({
  status: 200,
  body,
  headers: {'content-type': type, 'cache-control': 'public, max-age=86400'},
  outcome: 'given',
});
