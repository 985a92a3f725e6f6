import {z} from 'zod';
import {certificateRow, serialParams, statusAccount, statusSchema} from '../certificate-account.ts';
import {linkAccount, linkSchema} from '../link-account.ts';
import {fields} from '../read-request.ts';
import {jsonAnswer, type Route, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';

const status = z.strictObject({
  ...statusSchema.shape,
  serialNumber: z.string(),
  kind: fields.kind,
  at: z.iso.datetime(),
});

const links = z.strictObject({
  serialNumber: z.string(),
  kind: fields.kind,
  replaces: linkSchema.describe('the older certificate, whose place it took'),
  lineage: z
    .array(z.string())
    .describe('serial numbers of all it replaced, one after the other, youngest first'),
  replacedBy: linkSchema.describe('the newer certificate, that took its place'),
  belongsTo: linkSchema
    .optional()
    .describe('of a digital signature certificate: the one for user authentication'),
});

/** What a relying party may learn of a certificate without having it: its state, and which others it belongs with. */
export const certificateStatusRoutes = ({status: {states}, store, linkage}: RouteParts): Route[] => [
  route({
    method: 'GET',
    path: '/certificates/:serialNumber/status',
    operation: 'status',
    audience: 'relying-party',
    summary: 'The state of a certificate now',
    params: serialParams,
    answers: {200: {text: 'the state', schema: status}},
    refusals: [404],
    about: ({params}) => params.serialNumber,
    handle({params: {serialNumber}, at}) {
      const {kind} = certificateRow(store, serialNumber);
      const state = statusAccount(states.stateAt(serialNumber, at));
      return jsonAnswer({serialNumber, kind, at: at.toISOString(), ...state}, {outcome: state.state});
    },
  }),
  route({
    method: 'GET',
    path: '/certificates/:serialNumber/links',
    operation: 'links',
    audience: 'relying-party',
    summary: 'Older and newer certificate, and signature to user authentication (紐付け情報)',
    params: serialParams,
    answers: {200: {text: 'links with their evidence, or why there is none', schema: links}},
    refusals: [404],
    about: ({params}) => params.serialNumber,
    handle({params: {serialNumber}, at}) {
      const {kind} = certificateRow(store, serialNumber);
      const answer: z.infer<typeof links> = {
        serialNumber,
        kind,
        replaces: linkAccount(linkage.predecessorOf(serialNumber, at)),
        lineage: linkage
          .lineageOf(serialNumber, at)
          .flatMap((one) => (one.outcome === 'linked' ? [one.to] : [])),
        replacedBy: linkAccount(linkage.successorOf(serialNumber, at)),
        ...(kind === 'digital-signature'
          ? {belongsTo: linkAccount(linkage.authenticationOf(serialNumber, at))}
          : {}),
      };
      return jsonAnswer(answer, {outcome: 'given'});
    },
  }),
];
