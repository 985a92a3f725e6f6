import {z} from 'zod';
import {actorOf, jsonAnswer, type Route, route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {managementFields} from './management-fields.ts';

const profile = z.strictObject({
  name: managementFields.name,
  applications: z.array(managementFields.place).min(1).max(6),
});

const common = {
  path: '/card-management/profiles',
  operation: 'management/profiles',
  audience: 'operator',
} as const;

/** What is installed beforehand (事前搭載) in one go. */
export const profileRoutes = ({cardManagement: {profiles}}: RouteParts): Route[] => [
  route({
    ...common,
    method: 'GET',
    summary: 'The pre-install profiles of the own issuer',
    answers: {200: {text: 'all of them', schema: z.strictObject({profiles: z.array(profile)})}},
    handle: (asked) => jsonAnswer({profiles: profiles.all(actorOf(asked))}, {outcome: 'given'}),
  }),
  route({
    ...common,
    method: 'POST',
    summary: 'Add a pre-install profile, or replace the one of its name',
    body: profile,
    answers: {200: {text: 'the profile', schema: profile}},
    refusals: [404],
    handle: (asked) => jsonAnswer(profiles.put(actorOf(asked), asked.body), {outcome: 'kept'}),
  }),
];
