import {z} from 'zod';
import {KazasuError, toHex} from '../../../protocol/index.ts';
import {pemText} from '../../export/pem-text.ts';
import {registerRow} from '../../renewal/renewal.ts';
import type {CertificateRow} from '../../store/centre-store.ts';
import {
  certificateAccount,
  certificateRow,
  certificateSchema,
  linksAccount,
  linksSchema,
  serialParams,
} from '../certificate-account.ts';
import {issueFields, issueOrder} from '../issue-order.ts';
import {fields} from '../read-request.ts';
import {type Answer, jsonAnswer, type Route, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';
import {fileAnswer} from './authorities.ts';

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

const renewalOrder = z.strictObject({
  ...issueFields,
  online: z
    .boolean()
    .default(false)
    .describe('renewed online: whoever asks hears unknown about the new one for 24 hours'),
  belongsTo: fields.serialNumber
    .optional()
    .describe(
      'for digital signature: the user authentication certificate; default: the old one’s, as renewed',
    ),
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
  const {centre, random, store, status, renewal, linkage} = parts;
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
      async handle({body: {kind, holderId, belongsTo, issuedAt, ...order}, at}) {
        const login = belongsTo === undefined ? undefined : certificateRow(store, belongsTo);
        const wanted = {
          ...issueOrder(order),
          kind,
          issuedAt: instantOf(issuedAt, at),
          ...(login ? {notLaterThan: login.notAfter} : {}),
        };
        const row = await withFreeSerial(async (again) => {
          const issued = await centre.issue(again === 0 ? wanted : {...wanted, again});
          const newHolder = (): string => toHex(random.fork(`holder/${issued.serialNumber}`).bytes(16));
          const made = registerRow(issued, holderId ?? login?.holder ?? newHolder());
          store.transaction(() => {
            store.certificates.add(made);
            if (login) {
              linkage.belong(made.serialNumber, login.serialNumber, made.notBefore);
            }
          });
          return made;
        });
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
      summary: 'Issue the successor of a certificate in its last three months, and revoke it as superseded',
      params: serialParams,
      body: renewalOrder,
      answers: {201: {text: 'the new certificate', schema: whole}},
      refusals: [404, 409],
      about: ({params}) => params.serialNumber,
      async handle({params: {serialNumber: older}, body: {issuedAt, online, belongsTo, ...order}, at}) {
        certificateRow(store, older);
        const {serialNumber} = await renewal.renew({
          ...issueOrder(order),
          older,
          at: instantOf(issuedAt, at),
          online,
          ...(belongsTo === undefined ? {} : {belongsTo}),
        });
        return created(certificateRow(store, serialNumber), at);
      },
    }),
  ];
};

/** How often one order may come in one millisecond. */
const mostAlike = 64;

/** Numbers follow from the order and its instant: who comes second, also at another server, takes the next. C170 */
const withFreeSerial = async <T>(attempt: (again: number) => Promise<T>): Promise<T> => {
  for (let again = 0; ; again += 1) {
    try {
      return await attempt(again);
    } catch (error) {
      const taken = error instanceof KazasuError && error.id === 'KZS-CENTRE-SERIAL-TAKEN';
      if (!taken || again + 1 >= mostAlike) {
        throw error;
      }
    }
  }
};

const instantOf = (text: string | undefined, otherwise: Date): Date =>
  text === undefined ? otherwise : new Date(text);
