import {createHash} from 'node:crypto';
import {type CertificateKind, signedData, type ToSign} from '../../../centre/index.ts';
import {KazasuError} from '../../../protocol/index.ts';
import {inTransaction, type JpkiSession, PinBlocked} from '../../../terminal/index.ts';
import {Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {openSession} from './open-session.ts';
import {jpkiPhases} from './phases.ts';

/** A document and the signature of a card over it, as a service gets them. */
export interface SignedDocument {
  readonly document: Uint8Array;
  /** CMS SignedData, DER; its last bytes are the card's signature. */
  readonly signed: Uint8Array;
  /** What the card was given to sign. */
  readonly digestInfo: Uint8Array;
}

export interface HowToSign {
  /** Whether the document goes into the signature; else it is sent beside it. */
  readonly attached?: boolean;
  /** Which key and certificate of the card; default: those for digital signature. */
  readonly kind?: CertificateKind;
}

/** 電子署名: the document's hash, the password, the certificate that only the password opens, the signature as CMS. */
export const signDocument = async (
  stage: Stage,
  document: Uint8Array,
  {attached = false, kind = 'digital-signature'}: HowToSign = {},
): Promise<SignedDocument> => {
  const digest = await stage.step(jpkiPhases.hashDocument, () =>
    createHash('sha256').update(document).digest(),
  );
  const toSign: ToSign = attached ? {content: document} : {digest};
  return inTransaction(stage.connection, stage.capabilities, async () => {
    const session = await openSession(stage);
    await (kind === 'digital-signature'
      ? stage.step(jpkiPhases.verifyPassword, () => verifyPassword(session, stage))
      : stage.step(jpkiPhases.verifyPin, () =>
          session.verifyUnlessBlocked(kind, stage.secrets.userAuthenticationPin),
        ));
    const certificate = await stage.step(jpkiPhases.readCertificate, () => session.readCertificate(kind));
    let digestInfo: Uint8Array = new Uint8Array();
    const signed = await signedData({
      ...toSign,
      certificate,
      signingTime: stage.world.wall(),
      sign(asked) {
        digestInfo = asked;
        return stage.step(jpkiPhases.sign, () => session.computeDigitalSignature(kind, asked));
      },
    }).catch(refusedSignature);
    return {document, signed, digestInfo};
  });
};

/** A signature that is not by the certificate's key is the card's failure, and no document is made of it. */
const refusedSignature = (error: unknown): never => {
  throw error instanceof KazasuError && error.id === 'KZS-CMS-SIGNATURE'
    ? new Refused(error.sentence, 'signature-wrong')
    : error;
};

/** A password that was never set looks blocked; EF 0008 tells whether there is anything it would open. */
export const verifyPassword = async (
  session: JpkiSession,
  {secrets}: Pick<Stage, 'secrets'>,
): Promise<void> => {
  try {
    await session.verifyUnlessBlocked('digital-signature', secrets.digitalSignaturePassword);
  } catch (error) {
    if (error instanceof PinBlocked && !(await session.availability())['digital-signature']) {
      throw new Refused(
        {
          en: 'the card has no certificate for digital signature (EF 0008 says so), as a child’s below 15 or one without PINs',
          ja: 'カードに署名用電子証明書がありません(EF 0008による。15歳未満や暗証番号のないカードなど)',
        },
        'no-certificate',
      );
    }
    throw error;
  }
};
