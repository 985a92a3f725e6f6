import {z} from 'zod';
import {actorOf, jsonAnswer, type Route, route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {managementFields} from './management-fields.ts';

const service = z.strictObject({
  name: managementFields.name,
  ...managementFields.place.shape,
  stopped: z.boolean(),
});

const use = z.strictObject({aid: managementFields.aid, userId: managementFields.userId});

const named = z.strictObject({name: managementFields.name});

const common = {operation: 'management/services', audience: 'operator'} as const;

/** サービスの利用と停止. */
export const serviceRoutes = ({cardManagement: {services}}: RouteParts): Route[] => {
  const switching = (verb: 'stop' | 'resume', summary: string): Route =>
    route({
      ...common,
      method: 'POST',
      path: `/card-management/services/:name/${verb}`,
      summary,
      params: named,
      answers: {200: {text: 'the service', schema: service}},
      refusals: [404],
      handle: (asked) =>
        jsonAnswer(services.set(actorOf(asked), asked.params.name, verb === 'stop'), {
          outcome: verb === 'stop' ? 'stopped' : 'resumed',
        }),
    });
  return [
    route({
      ...common,
      method: 'GET',
      path: '/card-management/services',
      summary: 'The services of the own issuer',
      answers: {200: {text: 'all of them', schema: z.strictObject({services: z.array(service)})}},
      handle: (asked) => jsonAnswer({services: services.all(actorOf(asked))}, {outcome: 'given'}),
    }),
    route({
      ...common,
      method: 'POST',
      path: '/card-management/services',
      summary: 'Add a service that uses an application; several may use one',
      body: z.strictObject({name: managementFields.name, ...managementFields.place.shape}),
      answers: {201: {text: 'the service', schema: service}},
      refusals: [404, 409],
      handle(asked) {
        const {name, area, kind} = asked.body;
        const added = services.add(actorOf(asked), name, {area, kind});
        return jsonAnswer(added, {status: 201, outcome: 'added'});
      },
    }),
    switching('stop', 'Stop a service on all cards'),
    switching('resume', 'Resume a service'),
    route({
      ...common,
      method: 'POST',
      path: '/card-management/services/:name/uses',
      summary: 'Whether a service may use a card now, and the id of its user',
      params: named,
      body: z.strictObject({cardId: managementFields.cardId}),
      answers: {200: {text: 'it may', schema: use}},
      refusals: [404, 409],
      handle: (asked) =>
        jsonAnswer(services.use(actorOf(asked), asked.params.name, asked.body.cardId), {outcome: 'allowed'}),
    }),
  ];
};
