import {z} from 'zod';
import {areaNames} from '../../../card-management/areas.ts';
import type {OwnKind} from '../../../card-management/own-kinds.ts';
import {actorOf, jsonAnswer, type Route, route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {managementFields} from './management-fields.ts';

const properties = {
  name: managementFields.name,
  area: z.enum(areaNames).describe('the one area it is for'),
  personalised: z.boolean().describe('STORE DATA gives it an id'),
  mutualAuthentication: z.boolean().describe('STORE DATA gives it a key, and a PIN where one is typed'),
} as const;

const kind = z.strictObject({
  ...properties,
  number: z.int().describe('by which AIDs tell the kind'),
  loadFile: managementFields.aid,
  module: managementFields.aid,
});

const registration = z.strictObject({
  ...properties,
  cap: z.base64().min(4).max(60_000).describe('a CAP file with one applet, base64'),
});

const common = {
  path: '/card-management/kinds',
  operation: 'management/kinds',
  audience: 'operator',
} as const;

/** Applications that an issuer developed itself (独自アプリ). */
export const kindRoutes = ({cardManagement: {kinds}}: RouteParts): Route[] => [
  route({
    ...common,
    method: 'GET',
    summary: 'The own issuer’s own kinds of application',
    answers: {200: {text: 'all of them', schema: z.strictObject({kinds: z.array(kind)})}},
    handle: (asked) => jsonAnswer({kinds: kinds.all(actorOf(asked))}, {outcome: 'given'}),
  }),
  route({
    ...common,
    method: 'POST',
    summary: 'Register an application of one’s own, with its CAP file',
    body: registration,
    answers: {201: {text: 'the kind', schema: kind}},
    refusals: [409],
    handle(asked) {
      const {cap, ...rest} = asked.body;
      const made: OwnKind = kinds.register(actorOf(asked), {
        ...rest,
        cap: Uint8Array.from(Buffer.from(cap, 'base64')),
      });
      return jsonAnswer(made, {status: 201, outcome: 'registered'});
    },
  }),
];
