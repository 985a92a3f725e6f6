import {z} from 'zod';
import type {Met} from '../../misbehaviour/rules.ts';
import {revocationByStatus} from '../../status/revocation-by-status.ts';
import type {StatusSource} from '../../status/status-answer.ts';
import {openStatusService, type StatusService} from '../../status/status-service.ts';
import {verify} from '../../verification/verify.ts';
import {bytesOf, fields} from '../read-request.ts';
import {jsonAnswer, type Route, route} from '../route.ts';
import {serialNumberIn, verificationAccount, verificationSchema} from '../verification-account.ts';
import type {RouteParts} from './service-routes.ts';

const request = z
  .strictObject({
    kind: fields.kind.describe('what the certificate must be for'),
    certificate: fields.bytes.describe('DER, base64'),
    data: z.base64().optional().describe('what was signed, base64'),
    digest: fields.bytes
      .length(44)
      .optional()
      .describe('SHA-256 of what was signed, base64, instead of data'),
    signature: fields.bytes.describe('RSASSA-PKCS1-v1_5 over the DigestInfo of the SHA-256, base64'),
    check: z.enum(['ocsp', 'crl']).default('ocsp').describe('how to ask about revocation'),
  })
  .refine(({data, digest}) => (data === undefined) !== (digest === undefined), {
    error: 'either data or digest is given',
    params: {ja: 'data と digest のどちらか一方を指定します'},
  });

const answer = z.strictObject({
  ...verificationSchema.shape,
  at: z.iso.datetime().describe('the instant judged'),
  check: z.enum(['ocsp', 'crl']),
});

/** Whether a certificate and what its key signed are good now. */
export const verificationRoutes = (parts: RouteParts): Route[] => {
  const {centre} = parts;
  const questionsBy = statusQuestions(parts);
  return [
    route({
      method: 'POST',
      path: '/verifications',
      operation: 'verify',
      audience: 'relying-party',
      summary: 'Judge a certificate and what its key signed: chain, validity, signature, revocation',
      body: request,
      answers: {200: {text: 'the judgement', schema: answer}},
      about: ({body}) => serialNumberIn(bytesOf(body.certificate)),
      async handle({body, at, met}) {
        const {check, source} = questionsBy(body.check, met);
        const {kind, signature, data, digest} = body;
        const signed = {signature: bytesOf(signature)};
        const result = await verify({
          kind,
          certificate: bytesOf(body.certificate),
          signed:
            digest === undefined
              ? {...signed, data: bytesOf(data ?? '')}
              : {...signed, digest: bytesOf(digest)},
          at,
          trustAnchors: await centre.trustAnchors(at),
          revocation: revocationByStatus(source),
        });
        return jsonAnswer(
          {...verificationAccount(result), at: at.toISOString(), check},
          {outcome: result.reason === 'passed' ? 'valid' : result.reason},
        );
      },
    }),
  ];
};

interface Question {
  readonly check: StatusSource;
  readonly source: StatusService;
}

/** How a verification asks about revocation, also where whoever is asked misbehaves; each is made once. */
const statusQuestions = ({
  centre: {authorities},
  status: {states},
  random,
  clock,
}: RouteParts): ((check: StatusSource, met: Met | undefined) => Question) => {
  const made = new Map<string, StatusService>();
  return (wanted, met) => {
    const misbehaviour = met && met.misbehaviour.by !== 'http' ? met.misbehaviour : undefined;
    const check = misbehaviour?.by ?? wanted;
    const key = `${check}/${misbehaviour ? met?.name : ''}`;
    const source =
      made.get(key) ??
      openStatusService({
        authorities,
        random: random.fork('status'),
        clock,
        states,
        by: check,
        ...(misbehaviour ? {misbehaviour} : {}),
      });
    made.set(key, source);
    return {check, source};
  };
};
