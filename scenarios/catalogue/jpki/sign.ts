import {budgetsFor} from '../../budgets/catalogue.ts';
import {type DefinedScenario, defineScenario} from '../../parameters/define-scenario.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {signaturePassword} from './mistyped-secret.ts';
import {jpkiPhases} from './phases.ts';
import {type SignStage, signAndVerify, signParameters} from './sign-and-verify.ts';
import {signVariants} from './sign-variants.ts';

const dialogue = {
  id: 'jpki/sign',
  phases: [
    jpkiPhases.hashDocument,
    jpkiPhases.selectApplication,
    jpkiPhases.checkToken,
    jpkiPhases.verifyPassword,
    jpkiPhases.readCertificate,
    jpkiPhases.sign,
    jpkiPhases.verifyDocument,
    jpkiPhases.extractAttributes,
    jpkiPhases.askLink,
  ],
  personas: ['adult', 'foreign-resident', 'substitute-characters', 'longest'],
  run: (stage: SignStage) => signAndVerify(stage),
} as const satisfies Partial<DefinedScenario<typeof signParameters>>;

/** 電子署名: a document signed by the card with the signature key (CMS SignedData), judged by the centre. */
export const sign = defineScenario({
  ...dialogue,
  title: {
    en: 'A document signed with the digital signature certificate',
    ja: '署名用電子証明書による電子署名',
  },
  source: 'S8',
  // The same second or two: by the ministry's words both uses of the method take them.
  budgets: budgetsFor('jpki/sign'),
  variants: [
    ...signVariants,
    ...failureVariants({
      ...dialogue,
      usual: 'accepted',
      secret: signaturePassword,
      certificate: {kind: 'digital-signature', judged: true},
      asksAboutRevocation: true,
      tokenChecked: true,
      atOnce: true,
      budgetsOfSlowChip: {'B-JPKI': 'missed'},
      without: ['under-15'],
    }),
  ],
  parameters: signParameters,
});
