import {type CertificateKind, certificateKinds} from '../../centre/authorities/certificate-kind.ts';

const kinds = Object.keys(certificateKinds) as CertificateKind[];

/** Which of the two kinds of certificate; documents are the business of the one for digital signature. */
export const kindOption = {
  kind: {
    choices: kinds,
    default: 'digital-signature' as CertificateKind,
    describe: 'Which of the two certificates',
  },
} as const;

/** The instant to work at. */
export const atOption = {
  at: {type: 'string', describe: 'Time in ISO 8601 with its zone; default: now'},
} as const;
