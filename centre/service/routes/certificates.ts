import {z} from 'zod';
import {KazasuError} from '../../../protocol/index.ts';
import {renewedKnownAfterMs} from '../../status/effect-times.ts';
import type {CertificateRow} from '../../store/centre-store.ts';
import {
  certificateAccount,
  certificateRow,
  certificateSchema,
  linksAccount,
  linksSchema,
  serialParams,
} from '../certificate-account.ts';
import {issueAndKeep, issueFields} from '../issue-and-keep.ts';
import {pemText} from '../pem.ts';
import {fields} from '../read-request.ts';
import {type Answer, jsonAnswer, type Route, route} from '../route.ts';
import {fileAnswer} from './authorities.ts';
import type {RouteParts} from './service-routes.ts';

const issue = z.strictObject({
  kind: fields.kind,
  ...issueFields,
  holderId: fields.name.optional().describe('the person’s opaque id; a new person where it is absent'),
  belongsTo: fields.serialNumber
    .optional()
    .describe(
      'for digital signature: the person’s user authentication certificate, which it does not outlive',
    ),
});

const renewal = z.strictObject({
  ...issueFields,
  online: z
    .boolean()
    .default(false)
    .describe('renewed online: whoever asks hears unknown about the new one for 24 hours'),
});

const whole = z.strictObject({
  ...certificateSchema.shape,
  certificate: z.base64().describe('DER'),
  links: linksSchema,
});

const page = z.strictObject({
  after: fields.serialNumber.optional().describe('only those issued after this one'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** 発行局: the certificates of the centre. */
export const certificateRoutes = (parts: RouteParts): Route[] => {
  const {store, status} = parts;
  const account = (row: CertificateRow, at: Date): z.infer<typeof whole> => ({
    ...certificateAccount(row, status, at),
    certificate: Buffer.from(row.certificate).toString('base64'),
    links: linksAccount(store, row.serialNumber),
  });
  const created = (row: CertificateRow, at: Date): Answer =>
    jsonAnswer(account(row, at), {
      status: 201,
      outcome: 'issued',
      serialNumber: row.serialNumber,
      headers: {location: `/registrar/certificates/${row.serialNumber}`},
    });
  return [
    route({
      method: 'POST',
      path: '/registrar/certificates',
      operation: 'issue',
      audience: 'registrar',
      summary: 'Issue a certificate for a public key',
      body: issue,
      answers: {201: {text: 'the certificate', schema: whole}},
      refusals: [404, 409],
      async handle({body: {belongsTo, ...order}, at}) {
        const login = belongsTo === undefined ? undefined : certificateRow(store, belongsTo);
        const row = await issueAndKeep(
          parts,
          {
            ...order,
            holderId: order.holderId ?? login?.holder,
            ...(login ? {notLaterThan: login.notAfter} : {}),
          },
          login ? [{kind: 'belongs-to', to: login.serialNumber}] : [],
        );
        return created(row, at);
      },
    }),
    route({
      method: 'GET',
      path: '/registrar/certificates',
      operation: 'certificates',
      audience: 'registrar',
      summary: 'Certificates in the order of issue, page by page',
      query: page,
      answers: {
        200: {
          text: 'a page; `next` is what to put into `after`',
          schema: z.strictObject({certificates: z.array(certificateSchema), next: z.string().optional()}),
        },
      },
      handle({query: {after, limit}, at}) {
        const rows = store.certificates.page({limit, ...(after === undefined ? {} : {after})});
        const last = rows.length === limit ? rows.at(-1) : undefined;
        return jsonAnswer(
          {
            certificates: rows.map((row) => certificateAccount(row, status, at)),
            ...(last ? {next: last.serialNumber} : {}),
          },
          {outcome: 'given'},
        );
      },
    }),
    route({
      method: 'GET',
      path: '/registrar/certificates/:serialNumber',
      operation: 'certificates',
      audience: 'registrar',
      summary: 'A certificate with its state and links',
      params: serialParams,
      answers: {200: {text: 'the certificate', schema: whole}},
      refusals: [404],
      about: ({params}) => params.serialNumber,
      handle: ({params, at}) =>
        jsonAnswer(account(certificateRow(store, params.serialNumber), at), {outcome: 'given'}),
    }),
    route({
      method: 'GET',
      path: '/registrar/certificates/:serialNumber/certificate.cer',
      operation: 'certificates',
      audience: 'registrar',
      summary: 'A certificate, DER',
      params: serialParams,
      answers: {200: {text: 'DER', type: 'application/pkix-cert'}},
      refusals: [404],
      handle: ({params}) =>
        fileAnswer(certificateRow(store, params.serialNumber).certificate, 'application/pkix-cert'),
    }),
    route({
      method: 'GET',
      path: '/registrar/certificates/:serialNumber/certificate.pem',
      operation: 'certificates',
      audience: 'registrar',
      summary: 'A certificate, PEM',
      params: serialParams,
      answers: {200: {text: 'PEM', type: 'application/x-pem-file'}},
      refusals: [404],
      handle: ({params}) =>
        fileAnswer(
          pemText('CERTIFICATE', certificateRow(store, params.serialNumber).certificate),
          'application/x-pem-file',
        ),
    }),
    route({
      method: 'POST',
      path: '/registrar/certificates/:serialNumber/renewals',
      operation: 'renew',
      audience: 'registrar',
      summary: 'Issue the successor of a certificate and revoke it as superseded, in one',
      params: serialParams,
      body: renewal,
      answers: {201: {text: 'the new certificate', schema: whole}},
      refusals: [404, 409],
      about: ({params}) => params.serialNumber,
      async handle({params, body: {online, ...order}, at}) {
        const old = renewable(parts, params.serialNumber, at);
        const login = store.links.from(old.serialNumber, 'belongs-to')?.to;
        const row = await issueAndKeep(
          parts,
          {...order, kind: old.kind, holderId: old.holder},
          [
            {kind: 'replaces', to: old.serialNumber},
            ...(login === undefined ? [] : [{kind: 'belongs-to', to: login} as const]),
          ],
          ({certificate, notBefore}) => {
            // Somebody else may have renewed it in the meantime.
            renewable(parts, old.serialNumber, at);
            status.states.revoke(old.serialNumber, {reason: 'superseded', since: notBefore});
            if (online) {
              const knownFrom = new Date(notBefore.getTime() + renewedKnownAfterMs);
              status.states.enrol(certificate, {knownFrom});
            }
          },
        );
        return created(row, at);
      },
    }),
  ];
};

/** What has ended, or has a successor, is not renewed. */
const renewable = ({store, status}: RouteParts, serialNumber: string, at: Date): CertificateRow => {
  const row = certificateRow(store, serialNumber);
  const found = status.states.stateAt(serialNumber, at);
  const [successor] = store.links.to(serialNumber, 'replaces');
  if (successor || found.state === 'revoked') {
    const [en, ja] = successor ? ['renewed already', '更新済み'] : ['revoked', '失効済み'];
    throw new KazasuError('KZS-CENTRE-RENEWAL', {
      en: `only a certificate that is valid is renewed, but ${serialNumber} is ${en}`,
      ja: `更新できるのは有効な証明書だけですが、${serialNumber} は${ja}です`,
    });
  }
  return row;
};
