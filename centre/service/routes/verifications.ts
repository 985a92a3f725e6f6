import {z} from 'zod';
import {bytesOf, fields} from '../read-request.ts';
import {jsonAnswer, type Route, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';
import {serialNumberIn, verificationAccount, verificationSchema} from '../verification-account.ts';

const request = z
  .strictObject({
    kind: fields.kind.describe('what the certificate must be for'),
    certificate: fields.bytes.describe('DER, base64'),
    data: z.base64().optional().describe('what was signed, base64'),
    digest: fields.bytes
      .length(44)
      .refine((text) => bytesOf(text).length === 32, {
        error: 'a SHA-256 digest has 32 bytes',
        params: {ja: 'SHA-256のダイジェストは32バイトです'},
      })
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
export const verificationRoutes = ({judge}: RouteParts): Route[] => [
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
      const {kind, data, digest, check} = body;
      const signature = bytesOf(body.signature);
      const result = await judge({
        kind,
        certificate: bytesOf(body.certificate),
        signed:
          digest === undefined
            ? {signature, data: bytesOf(data ?? '')}
            : {signature, digest: bytesOf(digest)},
        at,
        check,
        met,
      });
      return jsonAnswer(
        {...verificationAccount(result), at: at.toISOString(), check: result.check},
        {outcome: result.reason === 'passed' ? 'valid' : result.reason},
      );
    },
  }),
];
