import {createHash} from 'node:crypto';
import {digestInfo, KazasuError} from '../../protocol/index.ts';
import {contextTag, DerError, tags} from '../asn1/der-reader.ts';
import {algorithmIdentifier, element, objectIdentifier, octets, sequence, small} from '../asn1/der-writer.ts';
import {type Certificate, certificateOf} from '../x509/certificate.ts';
import {keyObjectOf} from '../x509/public-key.ts';
import {signatureFinding} from '../x509/signature.ts';
import {contentTypes, sha256, sha256WithRsa} from './object-identifiers.ts';
import {issuerAndSerialNumber, setOf, signedAttributes} from './signed-attributes.ts';

/** What is signed: content that goes into the signature (attached), or the SHA-256 of what stays outside (detached). */
export type ToSign = {readonly content: Uint8Array} | {readonly digest: Uint8Array};

export type SignedDataRequest = ToSign & {
  /** DER of the signer's certificate, with an RSA key. */
  readonly certificate: Uint8Array;
  /** DER of certificates above it that a verifier may need. */
  readonly chain?: readonly Uint8Array[];
  /** A claim of the signer's, in whole seconds. Left out where absent. */
  readonly signingTime?: Date;
  /** A card, or a key: RSASSA-PKCS1-v1_5 over this DigestInfo (SHA-256, 51 bytes). */
  readonly sign: (digestInfo: Uint8Array) => Promise<Uint8Array> | Uint8Array;
};

/**
 * CMS SignedData of one signer, RFC 5652 clause 5, as DER of its ContentInfo. Digest SHA-256; the signed attributes
 * bind type, digest, certificate (RFC 5035) and algorithms (RFC 6211).
 * @throws KazasuError `KZS-CMS-CERTIFICATE`, `KZS-CMS-DIGEST`, `KZS-CMS-SIGNATURE`.
 */
export const signedData = async (request: SignedDataRequest): Promise<Uint8Array> => {
  const {chain = [], signingTime, sign} = request;
  const certificate = signerCertificate(request.certificate);
  const attributes = signedAttributes({
    contentType: contentTypes.data,
    messageDigest: digestOf(request),
    certificate,
    digestAlgorithm,
    signatureAlgorithm,
    ...(signingTime ? {signingTime} : {}),
  });
  const toBeSigned = setOf(tags.set, attributes);
  const signature = await sign(digestInfo('sha256', toBeSigned));
  checkSignature(certificate, toBeSigned, signature);
  const signerInfo = sequence(
    small(1),
    issuerAndSerialNumber(certificate),
    digestAlgorithm,
    setOf(contextTag(0), attributes),
    signatureAlgorithm,
    octets(signature),
  );
  const certificates = [certificate.der, ...chain.map((one) => signerCertificate(one).der)];
  return sequence(
    objectIdentifier(contentTypes.signedData),
    element(
      contextTag(0),
      sequence(
        small(1),
        setOf(tags.set, [digestAlgorithm]),
        encapsulatedContent(request),
        setOf(contextTag(0), certificates),
        setOf(tags.set, [signerInfo]),
      ),
    ),
  );
};

/** Without parameters, RFC 5754 clause 2. */
const digestAlgorithm = sequence(objectIdentifier(sha256));

const signatureAlgorithm = algorithmIdentifier(sha256WithRsa);

const encapsulatedContent = (toSign: ToSign): Uint8Array =>
  sequence(
    objectIdentifier(contentTypes.data),
    ...('content' in toSign ? [element(contextTag(0), octets(toSign.content))] : []),
  );

const digestOf = (toSign: ToSign): Uint8Array => {
  if ('content' in toSign) {
    return createHash('sha256').update(toSign.content).digest();
  }
  const {length} = toSign.digest;
  if (length !== 32) {
    throw new KazasuError('KZS-CMS-DIGEST', {
      en: `the SHA-256 of a document has 32 bytes, but ${length} came`,
      ja: `文書のSHA-256は32バイトですが、${length} バイトが渡されました`,
    });
  }
  return toSign.digest;
};

const signerCertificate = (der: Uint8Array): Certificate => {
  try {
    return certificateOf(der);
  } catch (error) {
    if (error instanceof DerError) {
      throw new KazasuError('KZS-CMS-CERTIFICATE', {
        en: `a certificate to sign with, or one above it, is one certificate in DER, but ${error.message}`,
        ja: `署名に使う証明書とその上位の証明書はDER形式の証明書ですが、読み取れません: ${error.message}`,
      });
    }
    throw error;
  }
};

/** A card with another key than the certificate's would make a document that nobody can verify. */
const checkSignature = (certificate: Certificate, toBeSigned: Uint8Array, signature: Uint8Array): void => {
  const algorithm = {oid: sha256WithRsa, der: signatureAlgorithm};
  const signed = {toBeSigned, algorithm, outerAlgorithm: algorithm, signature};
  const finding = signatureFinding(signed, keyObjectOf(certificate));
  if (finding !== 'good') {
    throw new KazasuError('KZS-CMS-SIGNATURE', {
      en: `a signature by the certificate's RSA key was expected, but what came is "${finding}"`,
      ja: `証明書のRSA鍵による署名が必要ですが、渡された署名の検査結果は「${finding}」です`,
    });
  }
};
