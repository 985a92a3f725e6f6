import {createHash} from 'node:crypto';
import {digestInfoOf} from '../../../protocol/index.ts';
import {inTransaction, type JpkiSession, PinBlocked} from '../../../terminal/index.ts';
import {Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {openSession} from './open-session.ts';
import {jpkiPhases} from './phases.ts';

/** A document with what a card made of it: RSASSA-PKCS1-v1_5 over the DigestInfo of its SHA-256. */
export interface SignedDocument {
  readonly document: Uint8Array;
  /** DER of the certificate for digital signature. */
  readonly certificate: Uint8Array;
  readonly signature: Uint8Array;
}

/** 電子署名: the document's hash, the password, the certificate that only the password opens, the signature. */
export const signDocument = async (stage: Stage, document: Uint8Array): Promise<SignedDocument> => {
  const hash = await stage.step(jpkiPhases.hashDocument, () =>
    createHash('sha256').update(document).digest(),
  );
  return inTransaction(stage.connection, stage.capabilities, async () => {
    const session = await openSession(stage);
    await stage.step(jpkiPhases.verifyPassword, () => verifyPassword(session, stage));
    const certificate = await stage.step(jpkiPhases.readCertificate, () =>
      session.readCertificate('digital-signature'),
    );
    const signature = await stage.step(jpkiPhases.sign, () =>
      session.computeDigitalSignature('digital-signature', digestInfoOf('sha256', hash)),
    );
    return {document, certificate, signature};
  });
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
