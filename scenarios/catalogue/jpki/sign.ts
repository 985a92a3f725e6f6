import {budgetsFor} from '../../budgets/catalogue.ts';
import {defineScenario} from '../../parameters/define-scenario.ts';
import {jpkiPhases} from './phases.ts';
import {signAndVerify, signParameters} from './sign-and-verify.ts';
import {signVariants} from './sign-variants.ts';

/** 電子署名: a document signed by the card with the signature key (CMS SignedData), judged by the centre. */
export const sign = defineScenario({
  id: 'jpki/sign',
  title: {
    en: 'A document signed with the digital signature certificate',
    ja: '署名用電子証明書による電子署名',
  },
  source: 'S8',
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
  // The same second or two: by the ministry's words both uses of the method take them.
  budgets: budgetsFor('jpki/login'),
  personas: ['adult', 'foreign-resident', 'substitute-characters', 'longest'],
  variants: signVariants,
  parameters: signParameters,
  run: (stage) => signAndVerify(stage),
});
