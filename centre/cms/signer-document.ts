import {createHash} from 'node:crypto';
import {type DerElement, DerError, derOf, elementAt, tags} from '../asn1/der-reader.ts';
import type {AlgorithmIdentifier, Certificate} from '../x509/certificate.ts';
import {certificateOf} from '../x509/certificate.ts';
import {type AttributeValues, attributeValues, isInOrder} from './attributes.ts';
import {attributeTypes, digestAlgorithms, type MessageDigest, otherAttributes} from './object-identifiers.ts';
import type {ReadSignedData, SignerInfo} from './read-signed-data.ts';
import type {SignerReason, SignerStep, SignerStepResult} from './signed-data-verification.ts';

/** A document that has been read, with what is signed. */
export type Document = ReadSignedData & {readonly content: Uint8Array};

/** What a signer's key is said to have signed. */
export interface SignedAttributes {
  readonly certificate: Certificate;
  /** The attributes as a SET in DER: RFC 5652 clause 5.4. */
  readonly toBeSigned: Uint8Array;
  readonly digest: MessageDigest;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** The steps before anybody is trusted; `signed` is there when all of them passed. */
export interface DocumentSigner {
  readonly taken: readonly SignerStepResult[];
  readonly certificate?: Certificate;
  readonly signingTime?: number;
  readonly signed?: SignedAttributes;
}

/** What the document itself says of a signer: attributes, content, certificate. */
export const signerOf = (info: SignerInfo, document: Document): DocumentSigner => {
  const read = readAttributes(info, document);
  if (!read.values || !info.signedAttributes || read.digest === undefined) {
    return {taken: [read.step]};
  }
  const {values, digest} = read;
  const claimed = values.signingTime === undefined ? {} : {signingTime: values.signingTime};
  const content = contentStep(digest, values, document);
  if (content.outcome === 'failed') {
    return {taken: [read.step, content], ...claimed};
  }
  const {step, certificate} = certificateStep(info, values, document.certificates);
  const taken = [read.step, content, step];
  if (!certificate || step.outcome === 'failed') {
    return {taken, ...claimed, ...(certificate ? {certificate} : {})};
  }
  const {signatureAlgorithm, signature} = info;
  const toBeSigned = asSet(info.signedAttributes);
  return {
    taken,
    ...claimed,
    certificate,
    signed: {certificate, toBeSigned, digest, signatureAlgorithm, signature},
  };
};

interface ReadAttributes {
  readonly step: SignerStepResult;
  readonly values?: AttributeValues;
  readonly digest?: MessageDigest;
}

const readAttributes = (info: SignerInfo, document: Document): ReadAttributes => {
  const {attributes, signedAttributes, digestAlgorithm, unsignedAttributes} = info;
  const types = attributes.map(({type}) => type);
  const evidence = {
    signed: types.map(attributeName).join(' '),
    ...(unsignedAttributes.length > 0
      ? {unsigned: unsignedAttributes.map(({type}) => attributeName(type)).join(' ')}
      : {}),
  };
  const refuse = (reason: SignerReason, more: SignerStepResult['evidence'] = {}): ReadAttributes => ({
    step: failed('attributes', reason, {...evidence, ...more}),
  });
  if (!signedAttributes) {
    return refuse('signed-attributes-missing');
  }
  if (!isInOrder(signedAttributes)) {
    return refuse('attributes-not-der', {expected: 'the order of DER'});
  }
  if (new Set(types).size !== types.length) {
    return refuse('attribute-repeated');
  }
  const digest = digestOf(digestAlgorithm);
  const announced = document.digestAlgorithms.some(({oid}) => oid === digestAlgorithm.oid);
  if (digest === undefined || !announced || document.digestAlgorithms.some((one) => !digestOf(one))) {
    return refuse('digest-algorithm-not-accepted', {digestAlgorithm: digestAlgorithm.oid});
  }
  let values: AttributeValues;
  try {
    values = attributeValues(attributes);
  } catch (error) {
    if (error instanceof DerError) {
      return refuse('attributes-not-der', {expected: error.expected});
    }
    throw error;
  }
  if (values.contentType === undefined || !values.messageDigest) {
    return refuse('attribute-missing');
  }
  if (values.contentType !== document.contentType) {
    return refuse('content-type-differs', {contentType: values.contentType});
  }
  return isProtected(info, values)
    ? {step: {step: 'attributes', outcome: 'passed', reason: 'passed', evidence}, values, digest}
    : refuse('algorithm-protection-differs');
};

/** RFC 6211 clause 3: where the signer named the algorithms, they are these. */
const isProtected = (
  {digestAlgorithm, signatureAlgorithm}: SignerInfo,
  {algorithmProtection}: AttributeValues,
): boolean => {
  const same = (algorithm: AlgorithmIdentifier, signed: Uint8Array | undefined): boolean =>
    signed !== undefined && Buffer.compare(inside(algorithm.der), signed) === 0;
  return (
    !algorithmProtection ||
    (same(digestAlgorithm, algorithmProtection.digest) &&
      same(signatureAlgorithm, algorithmProtection.signature))
  );
};

const contentStep = (
  digest: MessageDigest,
  {messageDigest = new Uint8Array(0)}: AttributeValues,
  {content}: Document,
): SignerStepResult => {
  const made = createHash(digest).update(content).digest();
  const evidence = {digest, bytes: String(content.length), found: made.toString('hex')};
  return made.equals(messageDigest)
    ? {step: 'content', outcome: 'passed', reason: 'passed', evidence}
    : failed('content', 'message-digest-differs', {
        ...evidence,
        signed: Buffer.from(messageDigest).toString('hex'),
      });
};

const certificateStep = (
  {identifier}: SignerInfo,
  {signingCertificate}: AttributeValues,
  certificates: readonly Uint8Array[],
): {step: SignerStepResult; certificate?: Certificate} => {
  const found = new Map<string, Certificate>();
  for (const der of certificates) {
    const certificate = readable(der);
    if (certificate && isNamed(certificate, identifier)) {
      found.set(Buffer.from(der).toString('latin1'), certificate);
    }
  }
  const [certificate] = found.values();
  const evidence = {
    identifiedBy: 'issuer' in identifier ? 'issuerAndSerialNumber' : 'subjectKeyIdentifier',
    ...('issuer' in identifier
      ? {serialNumber: identifier.serialNumber}
      : {keyIdentifier: identifier.keyIdentifier}),
    // RFC 5035 leaves it to the signer; without it the key alone says whose certificate it is.
    signingCertificate: signingCertificate ? 'signed' : 'not signed',
  };
  if (!certificate || found.size > 1) {
    const reason = certificate ? 'certificate-ambiguous' : 'certificate-missing';
    return {step: failed('certificate', reason, evidence)};
  }
  if (signingCertificate && !isMeant(certificate, signingCertificate)) {
    return {step: failed('certificate', 'signing-certificate-differs', evidence), certificate};
  }
  return {step: {step: 'certificate', outcome: 'passed', reason: 'passed', evidence}, certificate};
};

/** Names byte by byte: whoever signed wrote the name as the certificate has it (Bench-defined, C101). */
const isNamed = (
  {issuer, serialNumber, extensions}: Certificate,
  identifier: SignerInfo['identifier'],
): boolean =>
  'issuer' in identifier
    ? serialNumber === identifier.serialNumber && Buffer.compare(issuer.der, derOf(identifier.issuer)) === 0
    : extensions.subjectKeyIdentifier === identifier.keyIdentifier;

const isMeant = ({der}: Certificate, {hash, digest}: {hash: string; digest: Uint8Array}): boolean => {
  const algorithm = digestAlgorithms[hash];
  return algorithm !== undefined && createHash(algorithm).update(der).digest().equals(digest);
};

const readable = (der: Uint8Array): Certificate | undefined => {
  try {
    return certificateOf(der);
  } catch (error) {
    if (error instanceof DerError) {
      return undefined;
    }
    throw error;
  }
};

/** Parameters are absent or NULL: RFC 5754 clause 2. */
const digestOf = ({oid, parameters}: AlgorithmIdentifier): MessageDigest | undefined =>
  parameters === undefined || (parameters.tag === tags.null && parameters.content === parameters.end)
    ? digestAlgorithms[oid]
    : undefined;

const inside = (der: Uint8Array): Uint8Array => der.subarray(elementAt(der, 0, der.length).content);

const asSet = (attributes: DerElement): Uint8Array => {
  const bytes = Uint8Array.from(derOf(attributes));
  bytes[0] = tags.set;
  return bytes;
};

const names = new Map(Object.entries(attributeTypes).map(([name, oid]) => [oid as string, name]));

const attributeName = (type: string): string => names.get(type) ?? otherAttributes[type] ?? type;

const failed = (
  step: SignerStep,
  reason: SignerReason,
  evidence: SignerStepResult['evidence'],
): SignerStepResult => ({step, outcome: 'failed', reason, evidence});
