import {
  type SignerReason,
  type SignerStepResult,
  type SignerVerification,
  signerSentence,
} from '../../centre/cms/signed-data-verification.ts';
import {verifySignedData} from '../../centre/cms/verify-signed-data.ts';
import type {PathInputs} from '../../centre/path/path-state.ts';
import {certificateOf} from '../../centre/x509/certificate.ts';
import type {Sentence} from '../../protocol/index.ts';
import {type Language, say} from '../language.ts';
import {type NamedCertificate, named, oneLine} from './answer.ts';
import type {LeftOut, MaterialFiles, MaterialPaths} from './material-files.ts';
import {readGivenFile} from './read-given-file.ts';
import {ocspResponses} from './verify-files.ts';

/** The answer about one signer of a document. */
interface SignerAnswer {
  readonly valid: boolean;
  readonly reason: SignerReason;
  readonly message: Sentence;
  readonly certificate?: NamedCertificate;
  /** The signer's claim. */
  readonly signingTime?: string;
  readonly steps: readonly SignerStepResult[];
}

/** The answer about a signed document, as `--json` prints it. */
export interface DocumentAnswer {
  readonly valid: boolean;
  readonly reason: SignerReason;
  readonly message: Sentence;
  readonly detail?: string;
  readonly signers: readonly SignerAnswer[];
  readonly leftOut?: readonly LeftOut[];
}

export interface DocumentFiles extends MaterialPaths {
  /** What is signed, for a detached signature. */
  readonly content: string | undefined;
  readonly ocsp: readonly string[];
}

/** Judges a signed document by files. @throws KazasuError `KZS-VERIFY-…`, `KZS-CLI-USAGE` */
export const verifyDocument = async (
  files: MaterialFiles,
  document: Uint8Array,
  {content, ocsp, ...paths}: DocumentFiles,
  {at, ...inputs}: PathInputs,
): Promise<DocumentAnswer> => {
  const {material, leftOut} = files.material(paths);
  const {result, reason, detail, signers} = await verifySignedData(document, {
    at: new Date(at),
    material,
    inputs,
    ocspResponses: ocspResponses(ocsp),
    certificates: material.untrusted.all.map(({der}) => der),
    ...(content === undefined
      ? {}
      : {content: readGivenFile(content, {en: 'what is signed', ja: '署名対象のデータ'})}),
  });
  return {
    valid: result === 'valid',
    reason,
    message: validSentences[reason] ?? signerSentence(reason),
    ...(detail === undefined ? {} : {detail}),
    signers: signers.map(signerAnswer),
    ...(leftOut.length > 0 ? {leftOut} : {}),
  };
};

/** What a valid document comes to. */
const validSentences: Readonly<Partial<Record<SignerReason, Sentence>>> = {
  passed: {
    en: 'every signature is in order, and no signer’s certificate is revoked',
    ja: 'すべての署名が正当で、署名者の証明書は失効していません',
  },
  'no-revocation-source': {
    en: 'every signature is in order; revocation was not checked (no --crl or --ocsp was given)',
    ja: 'すべての署名が正当です。失効は確認していません (--crl も --ocsp も指定されていません)',
  },
};

const signerAnswer = ({
  result,
  reason,
  certificate,
  signingTime,
  steps,
}: SignerVerification): SignerAnswer => ({
  valid: result === 'valid',
  reason,
  message: signerSentence(reason),
  ...(certificate ? {certificate: named(certificateOf(certificate))} : {}),
  ...(signingTime ? {signingTime: signingTime.toISOString()} : {}),
  steps,
});

export const documentText = (answer: DocumentAnswer, file: string, language: Language): string => {
  const {valid, reason, message, detail, signers, leftOut = []} = answer;
  const japanese = language === 'ja';
  const verdict = valid ? (japanese ? '有効' : 'valid') : japanese ? '無効' : 'not valid';
  return [
    `${file}: ${verdict} (${reason}): ${say(message, language)}`,
    ...(detail === undefined ? [] : [`  ${detail}`]),
    ...signers.flatMap((signer) => signerLines(signer, language)),
    ...leftOut.map(({file: from, why}) => (japanese ? `除外: ${from}: ${why}` : `left out: ${from}: ${why}`)),
  ].join('\n');
};

const signerLines = (
  {certificate, signingTime, steps, valid, message}: SignerAnswer,
  language: Language,
): string[] => {
  const japanese = language === 'ja';
  const who = certificate ? oneLine(certificate) : japanese ? '不明' : 'unknown';
  const decided = steps.find(({outcome}) => outcome === 'failed') ?? steps.at(-1);
  return [
    `${japanese ? '署名者' : 'signer'}: ${who}`,
    ...(signingTime === undefined
      ? []
      : [`  ${japanese ? '署名日時 (申告)' : 'signing time (claimed)'}: ${signingTime}`]),
    `  ${valid ? (japanese ? '失効' : 'revocation') : (decided?.step ?? '')}: ${say(message, language)}`,
    ...(valid ? [] : Object.entries(decided?.evidence ?? {}).map(([name, value]) => `    ${name}: ${value}`)),
  ];
};
