import {constants, privateEncrypt} from 'node:crypto';
import type {VariantWith} from '../../parameters/define-scenario.ts';
import {signAndVerify, type signParameters} from './sign-and-verify.ts';
import {byLogInPin, readingOfCertificate, useOfKey, withoutVerify} from './without-verification.ts';

const anotherDocument = Buffer.from('転出届\n', 'utf8');

/** What may go wrong with a signature besides the failure matrix, each with the end it must come to. */
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
    id: 'no-signature-certificate',
    title: {en: 'the card of a child under 15', ja: '15歳未満のカード'},
    setting: {persona: 'under-15'},
    expected: {verdict: 'fail', reasonId: 'no-certificate'},
  },
  {
    id: 'key-without-password',
    title: {
      en: 'the key is asked to sign, and no password was typed',
      ja: '署名用パスワードの照合なしで署名',
    },
    expected: {verdict: 'fail', reasonId: 'card-status'},
    run: withoutVerify(useOfKey('digital-signature')),
  },
  {
    id: 'key-by-log-in-pin',
    title: {
      en: 'the PIN for log-ins is typed, and the signature key is asked to sign',
      ja: '利用者証明用暗証番号の照合だけで、署名用の鍵で署名',
    },
    expected: {verdict: 'fail', reasonId: 'card-status'},
    run: byLogInPin(useOfKey('digital-signature')),
  },
  {
    id: 'certificate-without-password',
    title: {
      en: 'the certificate (name, address) is read, and no password was typed',
      ja: '署名用パスワードの照合なしで証明書(氏名・住所)を読み出し',
    },
    expected: {verdict: 'fail', reasonId: 'card-status'},
    run: withoutVerify(readingOfCertificate),
  },
  {
    id: 'certificate-by-log-in-pin',
    title: {
      en: 'the PIN for log-ins is typed, and the certificate for signatures is read',
      ja: '利用者証明用暗証番号の照合だけで、署名用電子証明書を読み出し',
    },
    expected: {verdict: 'fail', reasonId: 'card-status'},
    run: byLogInPin(readingOfCertificate),
  },
];
