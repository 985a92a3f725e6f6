import {z} from 'zod';
import {
  certificateRow,
  linksAccount,
  linksSchema,
  serialParams,
  statusAccount,
  statusSchema,
} from '../certificate-account.ts';
import {fields} from '../read-request.ts';
import {jsonAnswer, type Route, route} from '../route.ts';
import type {RouteParts} from './service-routes.ts';

const status = z.strictObject({
  ...statusSchema.shape,
  serialNumber: z.string(),
  kind: fields.kind,
  at: z.iso.datetime(),
});

const links = z.strictObject({serialNumber: z.string(), kind: fields.kind, ...linksSchema.shape});

/** What a relying party may learn of a certificate without having it: its state, and which others it belongs with. */
export const certificateStatusRoutes = ({status: {states}, store}: RouteParts): Route[] => [
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
    answers: {200: {text: 'serial numbers', schema: links}},
    refusals: [404],
    about: ({params}) => params.serialNumber,
    handle({params: {serialNumber}}) {
      const {kind} = certificateRow(store, serialNumber);
      return jsonAnswer({serialNumber, kind, ...linksAccount(store, serialNumber)}, {outcome: 'given'});
    },
  }),
];
