import {z} from 'zod';
import {linkageNames} from '../../../card-management/settings.ts';
import {jsonAnswer, type Route, route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {managementFields} from './management-fields.ts';

const settingsSchema = z.strictObject({
  anyCard: z.boolean().describe('新カードAP搭載システム: cards of people who live elsewhere'),
  linkage: z.enum(linkageNames).describe('where the user’s id is looked up; off: it is typed'),
});

const resident = z.strictObject({
  register: z.enum(['existing-register', 'register-network']),
  cardId: managementFields.cardId,
  userId: managementFields.userId,
});

/** What holds for the whole installation, and what its linked registers know. */
export const settingRoutes = ({cardManagement: {settings, linkage}}: RouteParts): Route[] => [
  route({
    method: 'GET',
    path: '/registrar/card-management/settings',
    operation: 'management/settings',
    audience: 'registrar',
    summary: 'Whether the extension for any card and the linkage are on',
    answers: {200: {text: 'the settings', schema: settingsSchema}},
    handle: () => jsonAnswer(settings.read(), {outcome: 'given'}),
  }),
  route({
    method: 'POST',
    path: '/registrar/card-management/settings',
    operation: 'management/settings',
    audience: 'registrar',
    summary: 'Switch the extension for any card, or the linkage',
    body: settingsSchema.partial(),
    answers: {200: {text: 'the settings', schema: settingsSchema}},
    handle({body: {anyCard, linkage: register}}) {
      const wanted = {
        ...(anyCard === undefined ? {} : {anyCard}),
        ...(register === undefined ? {} : {linkage: register}),
      };
      return jsonAnswer(settings.change(wanted), {outcome: 'switched'});
    },
  }),
  route({
    method: 'POST',
    path: '/registrar/card-management/residents',
    operation: 'management/residents',
    audience: 'registrar',
    summary: 'Say what a linked register knows of a card’s holder',
    body: resident,
    answers: {200: {text: 'the record', schema: resident}},
    handle: ({body: {register, cardId, userId}}) =>
      jsonAnswer(linkage.put(register, cardId, userId), {outcome: 'recorded'}),
  }),
];
