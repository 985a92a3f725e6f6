import type {Certificate} from '../x509/certificate.ts';
import type {NameConstraints} from '../x509/extension-values.ts';
import type {GeneralName} from '../x509/general-name.ts';
import type {Effort} from './effort.ts';
import {isInSubtree} from './name-forms.ts';

/**
 * The name of a certificate that the constraints above forbid, in words; undefined when all are allowed. RFC 5280
 * clause 6.1.3 (b) and (c). A name of a form that is constrained and cannot be compared counts as forbidden.
 */
export const forbiddenName = (
  certificate: Certificate,
  constraints: readonly NameConstraints[],
  effort: Effort,
): string | undefined => {
  if (constraints.length === 0) {
    return undefined;
  }
  const names = constrainedNames(certificate);
  const bases = constraints.reduce(
    (sum, {permitted, excluded}) => sum + permitted.length + excluded.length,
    0,
  );
  if (!effort.spend('steps', names.length * bases)) {
    return `${names.length} names against ${bases} subtrees are more than are compared`;
  }
  const forbidden = names.find((name) => constraints.some((one) => forbids(one, name)));
  return forbidden?.form;
};

/** Subject, alternative names, and e-mail addresses in the subject (Bench-defined, C22). */
const constrainedNames = ({subject, extensions}: Certificate): GeneralName[] => [
  ...(subject.isEmpty ? [] : [{form: 'directoryName', name: subject} as const]),
  ...subject.emailAddresses.map((text) => ({form: 'rfc822Name', text}) as const),
  ...(extensions.subjectAltName ?? []),
];

/** SmtpUTF8Mailbox, RFC 9598 clause 3: the type of an otherName that holds an e-mail address. */
const smtpUtf8Mailbox = Buffer.from('06082b06010505070809', 'hex');

/**
 * Constraints on rfc822Name hold for SmtpUTF8Mailbox too, RFC 9598 clause 6. Its mailbox is not compared here, so
 * that any such constraint forbids it (Bench-defined, C164).
 */
const isConstrainedMailbox = ({permitted, excluded}: NameConstraints, name: GeneralName): boolean =>
  name.form === 'otherName' &&
  Buffer.from(name.der).includes(smtpUtf8Mailbox) &&
  [...permitted, ...excluded].some(({form}) => form === 'rfc822Name');

const forbids = (constraints: NameConstraints, name: GeneralName): boolean => {
  const {permitted, excluded} = constraints;
  const ofForm = (bases: readonly GeneralName[]) => bases.filter(({form}) => form === name.form);
  const allowed = ofForm(permitted);
  return (
    isConstrainedMailbox(constraints, name) ||
    ofForm(excluded).some((base) => isInSubtree(name, base) !== false) ||
    (allowed.length > 0 && !allowed.some((base) => isInSubtree(name, base) === true))
  );
};
