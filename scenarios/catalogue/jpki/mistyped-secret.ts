import {inTransaction} from '../../../terminal/index.ts';
import type {Stage} from '../../engine/stage.ts';
import type {SecretTrait} from '../failure-matrix/traits.ts';
import {anotherSecret} from './another-secret.ts';
import {openSession} from './open-session.ts';
import {jpkiPhases} from './phases.ts';
import {verifyPassword} from './sign-document.ts';

/** 利用者証明用暗証番号, three tries. [S3] */
export const logInPin: SecretTrait = {
  word: 'pin',
  title: {en: 'PIN', ja: '暗証番号'},
  tries: 3,
  mistype: (stage) =>
    inTransaction(stage.connection, stage.capabilities, async () => {
      const session = await openSession(stage);
      await stage.step(jpkiPhases.verifyPin, () =>
        session.verifyUnlessBlocked(
          'user-authentication',
          anotherSecret(stage.secrets.userAuthenticationPin),
        ),
      );
    }),
};

/** 署名用パスワード, five tries. [S3] */
export const signaturePassword: SecretTrait = {
  word: 'password',
  title: {en: 'password', ja: 'パスワード'},
  tries: 5,
  mistype: (stage) =>
    inTransaction(stage.connection, stage.capabilities, async () => {
      const session = await openSession(stage);
      await stage.step(jpkiPhases.verifyPassword, () => verifyPassword(session, {secrets: mistyped(stage)}));
    }),
};

const mistyped = ({secrets}: Stage): Stage['secrets'] => ({
  ...secrets,
  digitalSignaturePassword: anotherSecret(secrets.digitalSignaturePassword),
});
