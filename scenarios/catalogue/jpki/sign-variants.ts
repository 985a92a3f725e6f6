import {constants, privateEncrypt} from 'node:crypto';
import {consequenceOf} from '../../../centre/index.ts';
import {inTransaction, WrongPin} from '../../../terminal/index.ts';
import type {Ending} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {placesOfCertificates} from '../../engine/state-difference.ts';
import type {VariantWith} from '../../parameters/define-scenario.ts';
import {cardCertificates} from '../../world/card-certificates.ts';
import {anotherSecret} from './another-secret.ts';
import {openSession} from './open-session.ts';
import {jpkiPhases} from './phases.ts';
import {type SignStage, signAndVerify, type signParameters} from './sign-and-verify.ts';
import {verifyPassword} from './sign-document.ts';

const anotherDocument = Buffer.from('転出届\n', 'utf8');

const moved = 2 * 86_400_000;

/** Wrong passwords, and then the signature with the right one. */
const afterWrongPasswords =
  (count: number) =>
  async (stage: SignStage): Promise<Ending> => {
    await typeWrongPasswords(stage, count);
    return signAndVerify(stage);
  };

const typeWrongPasswords = async (stage: Stage, count: number): Promise<void> => {
  const secrets = {
    ...stage.secrets,
    digitalSignaturePassword: anotherSecret(stage.secrets.digitalSignaturePassword),
  };
  await inTransaction(stage.connection, stage.capabilities, async () => {
    const session = await openSession(stage);
    for (let i = 0; i < count; i += 1) {
      await stage.step(jpkiPhases.verifyPassword, () =>
        verifyPassword(session, {secrets}).catch(unlessWrong),
      );
    }
  });
};

const unlessWrong = (error: unknown): void => {
  if (!(error instanceof WrongPin)) {
    throw error;
  }
};

/** What may go wrong with a signature, each with the end it must come to. */
export const signVariants: readonly VariantWith<typeof signParameters>[] = [
  {
    id: 'document-attached',
    title: {en: 'the document is inside its signature', ja: '文書を署名に内包'},
    expected: {verdict: 'pass', reasonId: 'accepted'},
    run: (stage) => signAndVerify(stage, {attached: true}),
  },
  {
    id: 'document-altered',
    title: {en: 'one byte of the document is changed after signing', ja: '署名後に文書の1バイトを改ざん'},
    expected: {verdict: 'fail', reasonId: 'message-digest-differs'},
    run: (stage) =>
      signAndVerify(stage, {
        onTheWay: (sent) => ({
          ...sent,
          document: sent.document.map((byte, i) => (i === 0 ? byte ^ 1 : byte)),
        }),
      }),
  },
  {
    id: 'another-document',
    title: {en: 'the signature comes with another document', ja: '別の文書に付けられた分離署名'},
    expected: {verdict: 'fail', reasonId: 'message-digest-differs'},
    run: (stage) => signAndVerify(stage, {onTheWay: (sent) => ({...sent, document: anotherDocument})}),
  },
  {
    id: 'another-document-attached',
    title: {
      en: 'the document inside the signature is not the one that came beside it',
      ja: '署名に内包された文書と添えられた文書の不一致',
    },
    expected: {verdict: 'fail', reasonId: 'content-differs'},
    run: (stage) =>
      signAndVerify(stage, {attached: true, onTheWay: (sent) => ({...sent, document: anotherDocument})}),
  },
  {
    id: 'signature-of-another-key',
    title: {en: 'another key signs the document', ja: '別の鍵による署名'},
    expected: {verdict: 'fail', reasonId: 'signature-wrong'},
    run: (stage) =>
      signAndVerify(stage, {
        async onTheWay(sent) {
          const {privateKey: key} = await stage.world.random('another-key').rsaKeyPair(2048);
          const forged = privateEncrypt({key, padding: constants.RSA_PKCS1_PADDING}, sent.digestInfo);
          return {...sent, signed: Buffer.concat([sent.signed.subarray(0, -forged.length), forged])};
        },
      }),
  },
  {
    id: 'log-in-certificate',
    title: {
      en: 'the certificate for user authentication and its key sign instead',
      ja: '利用者証明用電子証明書とその鍵で代わりに署名',
    },
    expected: {verdict: 'fail', reasonId: 'wrong-certificate-kind'},
    run: (stage) => signAndVerify(stage, {kind: 'user-authentication'}),
  },
  {
    id: 'revoked-by-move',
    title: {
      en: 'the holder moved two days ago: the signature certificate is revoked',
      ja: '2日前の転居により署名用電子証明書が失効',
    },
    expected: {verdict: 'fail', reasonId: 'revoked', changes: placesOfCertificates},
    run(stage) {
      const {digitalSignature} = cardCertificates(stage.image);
      const at = new Date(stage.world.wall().getTime() - moved);
      const consequence = consequenceOf('address-change', 'digital-signature', at);
      if (digitalSignature && consequence) {
        stage.world.centre.status?.states.revoke(digitalSignature.serialNumber, consequence);
      }
      return signAndVerify(stage);
    },
  },
  {
    id: 'moved-today',
    title: {
      en: 'the holder moved today: the certificate is good until midnight',
      ja: '本日の転居(署名用電子証明書は本日中有効)',
    },
    expected: {verdict: 'pass', reasonId: 'accepted'},
    run(stage) {
      const {digitalSignature} = cardCertificates(stage.image);
      const consequence = consequenceOf('address-change', 'digital-signature', stage.world.wall());
      if (digitalSignature && consequence) {
        stage.world.centre.status?.states.revoke(digitalSignature.serialNumber, consequence);
      }
      return signAndVerify(stage);
    },
  },
  {
    id: 'no-signature-certificate',
    title: {en: 'the card of a child under 15', ja: '15歳未満のカード'},
    setting: {persona: 'under-15'},
    expected: {verdict: 'fail', reasonId: 'no-certificate'},
  },
  {
    id: 'wrong-password',
    title: {en: 'a wrong password, then the right one', ja: '誤ったパスワードの後に正しいパスワード'},
    expected: {verdict: 'pass', reasonId: 'accepted'},
    run: afterWrongPasswords(1),
  },
  {
    id: 'wrong-password-5-times',
    title: {en: 'a wrong password, five times: it is blocked', ja: '誤ったパスワード5回(ロック)'},
    expected: {verdict: 'fail', reasonId: 'pin-blocked', triesLost: 5},
    run: afterWrongPasswords(5),
  },
];
