import type {CertificateKind} from '../../../../centre/index.ts';
import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Phase, Recovery} from '../../../engine/scenario.ts';
import {defineScenario, type StageWith} from '../../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../../parameters/parameter.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {jpkiPhases} from '../../jpki/phases.ts';
import {certificatePhases, lifecyclePhases} from '../phases.ts';
import {renewalDay} from './last-day.ts';
import {renewAtCounter} from './renew-at-counter.ts';
import {renewalVariants} from './renewal-variants.ts';
import {settleRenewal} from './settle-renewal.ts';
import {keysUsable, supersededLinked} from './usable-keys.ts';

const parameters = {
  certificates: {
    type: 'choice',
    title: {en: 'which certificates are renewed', ja: '更新する電子証明書'},
    choices: ['both', 'user-authentication', 'digital-signature'],
    default: 'both',
  },
} as const satisfies ParameterTable;

const kindsMeant: Readonly<
  Record<(typeof parameters.certificates.choices)[number], readonly CertificateKind[]>
> = {
  both: ['user-authentication', 'digital-signature'],
  'user-authentication': ['user-authentication'],
  'digital-signature': ['digital-signature'],
};

const [authentication, signature] = [
  certificatePhases['user-authentication'],
  certificatePhases['digital-signature'],
];

const phases: readonly Phase[] = [
  lifecyclePhases.queue,
  lifecyclePhases.identify,
  lifecyclePhases.enterPins,
  lifecyclePhases.verifyResidentPin,
  authentication.verify,
  signature.verify,
  lifecyclePhases.authenticateIssuer,
  ...[authentication, signature].flatMap(({ask, generate, issue, write, supersede}) => [
    ask,
    generate,
    issue,
    write,
    supersede,
  ]),
  jpkiPhases.selectApplication,
  jpkiPhases.checkToken,
  jpkiPhases.readCertificate,
  jpkiPhases.verifyPin,
  jpkiPhases.sign,
  jpkiPhases.verifyAtCentre,
  jpkiPhases.hashDocument,
  jpkiPhases.verifyPassword,
  jpkiPhases.verifyDocument,
  lifecyclePhases.explain,
];

const changes = [
  ...['0001', '0002', '000A', '000B'].map((file) => `card/applications/jpki/contents/${file}`),
  'card/applications/jpki/privateKeys/0017',
  'card/applications/jpki/privateKeys/001A',
  'centre/certificates/*',
];

const recovery: Recovery = {
  invariants: [keysUsable, supersededLinked],
  recover: (stage) => settleRenewal(stage, kindsMeant.both),
};

const renew = (stage: StageWith<typeof parameters>) =>
  renewAtCounter(stage, {kinds: kindsMeant[stage.parameters.certificates]});

/**
 * 電子証明書の更新: at the counter, within three months of the end. The key is made on the card, the old certificate
 * is superseded only when the new one is on it.
 */
export const renewCertificate = defineScenario({
  id: 'lifecycle/renew-certificate',
  title: {en: 'Renew the certificates at the counter', ja: '電子証明書の更新'},
  source: 'S85',
  phases,
  budgets: budgetsFor('lifecycle/renew-certificate'),
  parameters,
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  onCardFile: false,
  repeatable: false,
  preconditions: [renewalDay('first', 30, {en: 'two months before the end', ja: '満了の2か月前であること'})],
  changes,
  recovery,
  variants: [
    ...renewalVariants,
    ...failureVariants({
      id: 'lifecycle/renew-certificate',
      usual: 'renewed',
      asksAboutRevocation: true,
      leaves: changes,
      budgetsOfSlowChip: {'B-RENEW': 'met', 'B-RENEW-MACHINE': 'missed'},
      askedTwice: {'verify-at-centre': {verdict: 'fail', reasonId: 'challenge-replayed', changes}},
      run: renew,
      phases,
      recovery,
      changes,
    }),
  ],
  run: renew,
});
