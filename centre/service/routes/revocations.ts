import {z} from 'zod';
import {KazasuError} from '../../../protocol/index.ts';
import {type CauseName, causesOfRevocation, consequenceOf, releasable} from '../../status/effect-times.ts';
import {type RevocationReason, revocationReasons} from '../../status/revocation-reason.ts';
import {certificateRow, serialParams, statusAccount, statusSchema} from '../certificate-account.ts';
import {fields} from '../read-request.ts';
import {type Answer, jsonAnswer, type Route, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';

const names = <T extends string>(of: Readonly<Record<T, unknown>>): T[] => Object.keys(of) as T[];

/** A hold has a route of its own, and nothing is put onto a list to be taken off it. */
const finalReasons = names<RevocationReason>(revocationReasons).filter(
  (reason) => reason !== 'certificateHold' && reason !== 'removeFromCRL',
);

const revocation = z
  .strictObject({
    reason: z.enum(finalReasons).optional().describe('CRLReason'),
    cause: z
      .enum(names<CauseName>(causesOfRevocation))
      .optional()
      .describe('what happened, instead of a reason: reason and effect follow from it'),
    since: fields.instant.optional().describe('when it takes effect; default: now, or as the cause says'),
    invalidSince: fields.instant.optional().describe('since when the key was no good, where that is earlier'),
  })
  .refine(({reason, cause}) => (reason === undefined) !== (cause === undefined), {
    error: 'either reason or cause is given',
    params: {ja: 'reason と cause のどちらか一方を指定します'},
  });

const timed = z.strictObject({since: fields.instant.optional().describe('default: now')});

const outcome = z.strictObject({
  serialNumber: z.string(),
  status: statusSchema.describe('now'),
  changes: z
    .array(
      z.strictObject({
        kind: z.enum(['revoked', 'held', 'released']),
        at: z.iso.datetime(),
        reason: z.string(),
      }),
    )
    .describe('in the order of their effect, which may be to come'),
});

/** 失効局: what becomes of certificates. Saying a thing twice changes nothing. */
export const revocationRoutes = ({store, status: {states}, clock}: RouteParts): Route[] => {
  const answer = (serialNumber: string, word: string): Answer => {
    const changes = (store.status.get(serialNumber)?.changes ?? []).map(({kind, at, reason}) => ({
      kind,
      at: at.toISOString(),
      reason,
    }));
    const status = statusAccount(states.stateAt(serialNumber, clock.wall()));
    return jsonAnswer({serialNumber, status, changes}, {outcome: word});
  };
  const common = {
    method: 'POST',
    audience: 'registrar',
    params: serialParams,
    answers: {200: {text: 'what the centre knows of it now', schema: outcome}},
    about: ({params}: {params: z.infer<typeof serialParams>}) => params.serialNumber,
  } as const;
  return [
    route({
      ...common,
      path: '/registrar/certificates/:serialNumber/revocation',
      operation: 'revoke',
      summary: 'Revoke a certificate for good, by a reason or by what happened',
      body: revocation,
      refusals: [404],
      handle({params: {serialNumber}, body: {reason, cause, since, invalidSince}, at}) {
        const {kind} = certificateRow(store, serialNumber);
        const follows = cause === undefined ? undefined : consequenceOf(cause, kind, at);
        const because = reason ?? follows?.reason;
        if (because === undefined) {
          return answer(serialNumber, 'no-consequence');
        }
        states.revoke(serialNumber, {
          reason: because,
          since: since === undefined ? (follows?.since ?? at) : new Date(since),
          ...(invalidSince === undefined ? {} : {invalidSince: new Date(invalidSince)}),
        });
        return answer(serialNumber, because === 'certificateHold' ? 'held' : 'revoked');
      },
    }),
    route({
      ...common,
      path: '/registrar/certificates/:serialNumber/hold',
      operation: 'hold',
      summary: 'Put a certificate on hold (一時保留)',
      body: timed,
      refusals: [404, 409],
      handle({params: {serialNumber}, body: {since}, at}) {
        certificateRow(store, serialNumber);
        const from = since === undefined ? at : new Date(since);
        const before = states.stateAt(serialNumber, from);
        if (before.state === 'revoked' && before.reason !== 'certificateHold') {
          throw new KazasuError('KZS-CENTRE-HOLD', {
            en: `only a certificate that is not revoked is put on hold, but ${serialNumber} is revoked for good`,
            ja: `一時保留にできるのは失効していない証明書だけですが、${serialNumber} は失効済みです`,
          });
        }
        states.revoke(serialNumber, {reason: 'certificateHold', since: from});
        return answer(serialNumber, 'held');
      },
    }),
    route({
      ...common,
      path: '/registrar/certificates/:serialNumber/release',
      operation: 'release',
      summary: 'End a hold; only that of a user authentication certificate ends so',
      body: timed,
      refusals: [404, 409],
      handle({params: {serialNumber}, body: {since}, at}) {
        const {kind} = certificateRow(store, serialNumber);
        if (!releasable[kind]) {
          throw new KazasuError('KZS-CENTRE-RELEASE', {
            en: `only the hold of a user authentication certificate is released, but ${serialNumber} is for digital signature: a new one is issued instead`,
            ja: `一時保留を解除できるのは利用者証明用電子証明書だけですが、${serialNumber} は署名用なので、新たに発行します`,
          });
        }
        states.release(serialNumber, since === undefined ? at : new Date(since));
        return answer(serialNumber, 'released');
      },
    }),
  ];
};
