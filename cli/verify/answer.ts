import type {PathJudgement} from '../../centre/path/judge-path.ts';
import {type PathReason, pathReasons} from '../../centre/path/reason.ts';
import type {StatusAnswer, StatusReason} from '../../centre/status/status-answer.ts';
import type {Certificate} from '../../centre/x509/certificate.ts';
import type {Sentence} from '../../protocol/index.ts';
import {type Language, say} from '../language.ts';
import type {LeftOut} from './material-files.ts';

export interface NamedCertificate {
  readonly subject: string;
  readonly serialNumber: string;
}

/** The answer about one certificate, as `--json` and `--batch` print it. */
export interface Answer {
  readonly valid: boolean;
  readonly reason: PathReason | 'unusable-input' | `revocation-${Exclude<StatusReason, 'good' | 'revoked'>}`;
  readonly message: Sentence;
  /** The certificate that decided, and the extension or field of it. */
  readonly certificate?: NamedCertificate;
  readonly extension?: string;
  readonly detail?: string;
  /** From the trust anchor down. */
  readonly path: readonly NamedCertificate[];
  readonly revocation: 'checked' | 'not-checked';
  /** Given objects that could not be read, and played no part. */
  readonly leftOut?: readonly LeftOut[];
  /** Id of the error that made the input unusable. */
  readonly error?: string;
}

export const answerOf = (judgement: PathJudgement, leftOut: readonly LeftOut[]): Answer => {
  const {valid, reason, decidedAt, extension, detail, path, revocation} = judgement;
  return {
    valid,
    reason,
    message: pathReasons[reason],
    ...(decidedAt ? {certificate: named(decidedAt)} : {}),
    ...(extension === undefined ? {} : {extension}),
    ...(detail === undefined ? {} : {detail}),
    path: path.map(named),
    revocation,
    ...(leftOut.length > 0 ? {leftOut} : {}),
  };
};

/** The answer about a path that is valid, after what OCSP said about its certificate. */
export const withStatus = (answer: Answer, status: StatusAnswer): Answer => {
  const {outcome, reason, sentence, since, revocationReason, evidence} = status;
  if (outcome === 'good') {
    return {...answer, revocation: 'checked'};
  }
  const seen = Object.entries(evidence).map(([name, value]) => `${name} ${value}`);
  const detail = since
    ? `${revocationReason ?? 'unspecified'} since ${since.toISOString()}`
    : ['OCSP', ...seen].join(', ');
  return {
    ...answer,
    valid: false,
    reason: reason === 'good' || reason === 'revoked' ? 'revoked' : `revocation-${reason}`,
    message: sentence,
    detail,
    revocation: 'checked',
  };
};

/** The certificate in question is not one: not valid, and why. */
export const unparsable = (detail: string): Answer => ({
  valid: false,
  reason: 'unparsable',
  message: pathReasons.unparsable,
  detail,
  path: [],
  revocation: 'not-checked',
});

export const answerText = (answer: Answer, file: string, language: Language): string => {
  const japanese = language === 'ja';
  const {valid, reason, certificate, extension, detail, path, revocation, leftOut = []} = answer;
  const verdict = valid ? (japanese ? '有効' : 'valid') : japanese ? '無効' : 'not valid';
  const evidence = [certificate && oneLine(certificate), extension, detail].filter(
    (part) => part !== undefined,
  );
  const unchecked = japanese
    ? '失効は確認していません (--crl も --ocsp も指定されていません)'
    : 'revocation was not checked (no --crl or --ocsp was given)';
  return [
    `${file}: ${verdict} (${reason}): ${say(answer.message, language)}`,
    ...evidence.map((part) => `  ${part}`),
    ...(path.length > 0 ? [japanese ? '経路:' : 'path:'] : []),
    ...path.map((one, depth) => `  ${'  '.repeat(depth)}${oneLine(one)}`),
    ...(revocation === 'not-checked' && reason !== 'unparsable' ? [unchecked] : []),
    ...leftOut.map(({file: from, why}) => (japanese ? `除外: ${from}: ${why}` : `left out: ${from}: ${why}`)),
  ].join('\n');
};

export const named = ({subject, serialNumber}: Certificate): NamedCertificate => ({
  subject: subject.text,
  serialNumber,
});

export const oneLine = ({subject, serialNumber}: NamedCertificate): string => `${subject} (${serialNumber})`;
