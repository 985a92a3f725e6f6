import {z} from 'zod';
import {systemRandom} from '../../../protocol/index.ts';
import {challengeAccount, challengeSchema} from '../challenge-account.ts';
import {partyLogins} from '../party-login.ts';
import {bytesOf, fields} from '../read-request.ts';
import {jsonAnswer, type Route, relyingPartyOf, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';
import {serialNumberIn, verificationAccount, verificationSchema} from '../verification-account.ts';

const answer = z.strictObject({
  challengeId: z.string().max(64),
  certificate: fields.bytes.describe('DER of the certificate for user authentication, base64'),
  signature: fields.bytes.describe('RSASSA-PKCS1-v1_5 over the SHA-256 DigestInfo of the challenge, base64'),
});

/** 利用者証明: a challenge, and its answer by a card. */
export const loginRoutes = ({centre, judge, clock, store: {challenges}}: RouteParts): Route[] => {
  // A seed would give the challenges of the last run again.
  const loginOf = partyLogins({centre, clock, random: systemRandom(), challenges});
  return [
    route({
      method: 'POST',
      path: '/login/challenges',
      operation: 'login/challenge',
      audience: 'relying-party',
      summary: 'A fresh challenge, good for one answer',
      answers: {201: {text: 'the challenge', schema: challengeSchema}},
      handle(asked) {
        const given = loginOf(relyingPartyOf(asked)).challenge();
        return jsonAnswer(challengeAccount(given), {status: 201, outcome: 'given'});
      },
    }),
    route({
      method: 'POST',
      path: '/login/answers',
      operation: 'login/answer',
      audience: 'relying-party',
      summary: 'Judge what a card made of a challenge; uses the challenge up',
      body: answer,
      answers: {200: {text: 'the judgement', schema: verificationSchema}},
      about: ({body}) => serialNumberIn(bytesOf(body.certificate)),
      async handle(asked) {
        const {challengeId, ...answer} = asked.body;
        const [certificate, signature] = [bytesOf(answer.certificate), bytesOf(answer.signature)];
        const result = await loginOf(relyingPartyOf(asked)).answer(
          {challengeId, certificate, signature},
          (certificate, signed) =>
            judge({kind: 'user-authentication', certificate, signed, at: asked.at, met: asked.met}),
        );
        return jsonAnswer(verificationAccount(result), {outcome: result.reason});
      },
    }),
  ];
};
