import {DerError} from '../asn1/der-reader.ts';
import {contentTypes} from './object-identifiers.ts';
import {readSignedData} from './read-signed-data.ts';
import {
  type SignedDataVerification,
  type SignerReason,
  type SignerVerification,
  signerVerification,
} from './signed-data-verification.ts';
import {type Document, signerOf} from './signer-document.ts';
import {type SignerTrust, trustSteps} from './signer-trust.ts';

export type SignedDataQuestion = SignerTrust & {
  /** What is signed, for a detached signature. Beside an attached one it must be the same. */
  readonly content?: Uint8Array;
  /** DER of certificates that may be a signer's, beside those in the document. */
  readonly certificates?: readonly Uint8Array[];
};

/**
 * Judges every signer of a CMS SignedData, RFC 5652 clause 5.6: attributes, content, certificate, then chain,
 * validity, signature and revocation as for any certificate. Never throws for what the bytes contain.
 * @throws KazasuError `KZS-CENTRE-ANCHOR` when a trust anchor itself is unreadable.
 */
export const verifySignedData = async (
  der: Uint8Array,
  question: SignedDataQuestion,
): Promise<SignedDataVerification> => {
  const document = readOrRefuse(der, question.content);
  if ('result' in document) {
    return document;
  }
  const certificates = [...document.certificates, ...(question.certificates ?? [])];
  const signers: SignerVerification[] = [];
  for (const info of document.signers) {
    const {taken, ...signer} = signerOf(info, {...document, certificates});
    const steps = signer.signed
      ? [...taken, ...(await trustSteps(signer.signed, certificates, question))]
      : taken;
    signers.push({
      ...signerVerification(steps),
      ...(signer.certificate ? {certificate: signer.certificate.der} : {}),
      ...(signer.signingTime === undefined ? {} : {signingTime: new Date(signer.signingTime)}),
    });
  }
  const refused = signers.find(({result}) => result === 'invalid') ?? signers[0];
  return {
    result: refused?.result ?? 'invalid',
    reason: refused?.reason ?? 'no-signer',
    signers,
    ...(document.attached ? {content: document.attached} : {}),
  };
};

const readOrRefuse = (
  der: Uint8Array,
  given: Uint8Array | undefined,
): (Document & {attached?: Uint8Array}) | SignedDataVerification => {
  try {
    const read = readSignedData(der);
    const {content: attached} = read;
    if (read.signers.length === 0) {
      return refusal('no-signer');
    }
    // A time stamp or the like must not pass for a document that somebody signed (Bench-defined, C101).
    if (read.contentType !== contentTypes.data) {
      return refusal('content-type-not-accepted', read.contentType);
    }
    if (attached && given && Buffer.compare(attached, given) !== 0) {
      return refusal('content-differs');
    }
    const content = attached ?? given;
    return content ? {...read, content, ...(attached ? {attached} : {})} : refusal('content-missing');
  } catch (error) {
    if (error instanceof DerError) {
      return refusal('unparsable', error.message);
    }
    throw error;
  }
};

const refusal = (reason: SignerReason, detail?: string): SignedDataVerification => ({
  result: 'invalid',
  reason,
  ...(detail === undefined ? {} : {detail}),
  signers: [],
});
