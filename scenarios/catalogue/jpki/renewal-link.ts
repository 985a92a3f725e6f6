import type {LinkAnswer} from '../../../centre/index.ts';
import {budgetsFor} from '../../budgets/catalogue.ts';
import type {Ending, Scenario, Variant} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {placesOfCertificates} from '../../engine/state-difference.ts';
import {cardCertificates, serialNumberOf} from '../../world/card-certificates.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {endingOfLogIn, logIn} from './log-in.ts';
import {logInPin} from './mistyped-secret.ts';
import {jpkiPhases} from './phases.ts';

/** What a service keeps: its user by the serial number of the certificate that was seen last. */
type Users = Map<string, string>;

const user = 'user 1';

/** More renewals than a life has; a service does not ask for ever. */
const mostLinks = 40;

/**
 * A log-in with a certificate that the service has not seen: it asks which one this replaced, and that one, until it
 * knows one. Where none is known, the holder is a new user.
 */
const logInAndLink = async (stage: Stage, users: Users): Promise<Ending> => {
  const {result, certificate} = await logIn(stage);
  if (result.result === 'invalid') {
    return endingOfLogIn(result);
  }
  const present = serialNumberOf(certificate);
  const path: string[] = [present];
  let found = await stage.step(jpkiPhases.lookUp, () => users.get(present));
  while (found === undefined && path.length <= mostLinks) {
    const answer = await stage.step(jpkiPhases.askLink, () => askLink(stage, path.at(-1) ?? present));
    if (answer.outcome === 'no-link') {
      break;
    }
    path.push(answer.to);
    found = await stage.step(jpkiPhases.lookUp, () => users.get(answer.to));
  }
  await stage.step(jpkiPhases.linkAgain, () => {
    users.delete(path.at(-1) ?? present);
    users.set(present, found ?? 'user 2');
  });
  return found === undefined ? enrolledAnew(present, path) : linkedAgain(path, found);
};

/** The question, with an event of its own; serial numbers are in no event. */
const askLink = (stage: Stage, serialNumber: string): LinkAnswer => {
  const at = stage.clock.now();
  const answer = stage.world.linkage.predecessorOf(serialNumber, stage.world.wall());
  const outcome = answer.outcome === 'linked' ? 'linked' : `no-link: ${answer.reason}`;
  stage.record({type: 'centre', at, end: stage.clock.now(), operation: 'link/replaces', outcome});
  return answer;
};

const linkedAgain = (path: readonly string[], found: string): Ending =>
  path.length > 1 ? linked(path, found) : known(path, found);

const known = ([present]: readonly string[], found: string): Ending => ({
  verdict: 'pass',
  reasonId: 'known',
  reason: {
    en: `the service knows ${found} by ${present}; no link was asked for`,
    ja: `サービスは ${present} を登録した ${found} と確認しました(紐付けの照会なし)`,
  },
});

const linked = (path: readonly string[], found: string): Ending => ({
  verdict: 'pass',
  reasonId: 'linked-again',
  reason: {
    en: `the service knows ${found} by ${path.at(-1)}, and from now on by ${path[0]}: ${path.join(' replaces ')}`,
    ja: `サービスは ${path.at(-1)} を登録した ${found} と確認し、以後 ${path[0]} で識別します(新→旧: ${path.join(' → ')})`,
  },
});

const enrolledAnew = (present: string, path: readonly string[]): Ending => ({
  verdict: 'pass',
  reasonId: 'enrolled-anew',
  reason: {
    en: `the centre knows no certificate that ${path.at(-1)} replaced: ${present} is enrolled anew`,
    ja: `${path.at(-1)} の更新前の証明書はありません。${present} を新規に登録しました`,
  },
});

const renewalVariants: readonly Variant[] = [
  {
    id: 'serial-number-known',
    title: {en: 'the service knows the present certificate', ja: '現在の証明書が登録済み'},
    expected: {verdict: 'pass', reasonId: 'known', changes: placesOfCertificates},
    async run(stage) {
      await stage.world.giveFormerCertificates(stage.image);
      const {userAuthentication} = cardCertificates(stage.image);
      return logInAndLink(stage, new Map([[userAuthentication?.serialNumber ?? '', user]]));
    },
  },
  {
    id: 'reissued-after-loss',
    title: {
      en: 'the card was lost and issued anew: no link, a new enrolment',
      ja: '紛失後の再発行(紐付けなし、新規登録)',
    },
    expected: {verdict: 'pass', reasonId: 'enrolled-anew', changes: placesOfCertificates},
    async run(stage) {
      const [lost] = await stage.world.giveFormerCertificates(stage.image, {lost: true});
      return logInAndLink(stage, new Map([[lost?.serialNumber ?? '', user]]));
    },
  },
  {
    id: 'first-24-hours',
    title: {
      en: 'renewed online an hour ago: the authority does not tell of it yet',
      ja: '1時間前にオンラインで更新(認証局はまだ回答しない)',
    },
    expected: {verdict: 'fail', reasonId: 'revocation-unknown', changes: placesOfCertificates},
    async run(stage) {
      const {userAuthentication} = cardCertificates(stage.image);
      if (userAuthentication) {
        const knownFrom = new Date(stage.world.wall().getTime() + 23 * 3_600_000);
        stage.world.centre.status?.states.enrol(userAuthentication.certificate, {knownFrom});
      }
      const former = await stage.world.giveFormerCertificates(stage.image);
      return logInAndLink(stage, usersOf(former));
    },
  },
];

const usersOf = (former: readonly {readonly serialNumber: string}[]): Users =>
  new Map([[former[0]?.serialNumber ?? '', user]]);

const dialogue = {
  id: 'jpki/renewal-link',
  phases: [
    jpkiPhases.selectApplication,
    jpkiPhases.checkToken,
    jpkiPhases.readCertificate,
    jpkiPhases.verifyPin,
    jpkiPhases.sign,
    jpkiPhases.verifyAtCentre,
    jpkiPhases.lookUp,
    jpkiPhases.askLink,
    jpkiPhases.linkAgain,
  ],
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  run: async (stage: Stage) =>
    logInAndLink(stage, usersOf(await stage.world.giveFormerCertificates(stage.image))),
} as const satisfies Partial<Scenario>;

/**
 * 発行番号の変更: the holder's third certificate meets a service that knows the first. It asks the centre for the links
 * and keeps its user; after a loss there is none, and the holder enrols again.
 */
export const renewalLink: Scenario = {
  ...dialogue,
  title: {
    en: 'A service links a renewed certificate to the user it knows',
    ja: '更新された電子証明書を既存の利用者に紐付け',
  },
  source: 'S19',
  budgets: budgetsFor('jpki/renewal-link'),
  variants: [
    ...renewalVariants,
    ...failureVariants({
      ...dialogue,
      usual: 'linked-again',
      changes: placesOfCertificates,
      leaves: placesOfCertificates,
      secret: logInPin,
      certificate: {kind: 'user-authentication', judged: true},
      asksAboutRevocation: true,
      tokenChecked: true,
      askedTwice: {
        'verify-at-centre': {
          verdict: 'fail',
          reasonId: 'challenge-replayed',
          changes: placesOfCertificates,
        },
      },
      budgetsOfSlowChip: {'B-JPKI': 'missed'},
    }),
  ],
};
