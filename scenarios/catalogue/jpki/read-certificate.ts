import type {RecordEvent} from '../../../protocol/index.ts';
import {inTransaction} from '../../../terminal/index.ts';
import {budgetsFor} from '../../budgets/catalogue.ts';
import {type Ending, Refused, type Scenario, type Variant} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {placesOfCertificates} from '../../engine/state-difference.ts';
import {cardCertificates, serialNumberOf} from '../../world/card-certificates.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {openSession} from './open-session.ts';
import {jpkiPhases} from './phases.ts';

/** What a library knows: its own number of a reader, by the serial number that was seen at enrolment. */
type Enrolled = ReadonlyMap<string, string>;

const libraryNumber = '0012345';

/** Enrolled with this certificate, as at the counter before. */
const enrolledBefore = ({image}: Stage): Enrolled => {
  const {userAuthentication} = cardCertificates(image);
  return new Map(userAuthentication ? [[userAuthentication.serialNumber, libraryNumber]] : []);
};

const readAndLookUp =
  (enrolled: (stage: Stage) => Enrolled) =>
  async (stage: Stage): Promise<Ending> => {
    const known = enrolled(stage);
    const certificate = await inTransaction(stage.connection, stage.capabilities, async () => {
      const session = await openSession(stage);
      return stage.step(jpkiPhases.readCertificate, () => session.readCertificate('user-authentication'));
    });
    const number = await stage.step(jpkiPhases.lookUp, () => known.get(serialNumberOf(certificate)));
    nothingElseHappened(stage.seen());
    return number === undefined
      ? {
          verdict: 'fail',
          reasonId: 'serial-number-unknown',
          reason: {
            en: `the serial number is not enrolled: the holder logs in once and is enrolled; ${policy.en}`,
            ja: `シリアル番号は登録されていません。一度ログインして登録が必要です。${policy.ja}`,
          },
        }
      : {
          verdict: 'pass',
          reasonId: 'recognised',
          reason: {
            en: `a certificate of ${certificate.length} bytes was read and is that of reader ${number}; ${policy.en}`,
            ja: `${certificate.length} バイトの証明書を読み出し、利用者 ${number} と確認しました。${policy.ja}`,
          },
        };
  };

/** What this way of use leaves out; a service that chooses it has to know. */
const policy = {
  en: 'policy: no PIN, no signature, no question to the centre, so an expired or revoked certificate is taken too; nobody was asked whether it was revoked',
  ja: '方針: 暗証番号・署名・センターへの照会はなく、期限切れや失効した証明書も受け付けます(失効は確認していません)',
};

/** The promise of SC-18: fast because nothing is verified and nobody is asked. */
const nothingElseHappened = (seen: readonly RecordEvent[]): void => {
  const verified = seen.filter(
    (event) => event.type === 'apdu' && event.side === 'terminal' && event.command.slice(2, 4) === '20',
  ).length;
  const asked = seen.filter(({type}) => type === 'centre').length;
  if (verified > 0 || asked > 0) {
    throw new Refused(
      {
        en: `reading alone needs 0 VERIFY and 0 questions to the centre, but ${verified} and ${asked} came`,
        ja: `読み出しのみではVERIFYもセンター照会も0回のはずですが、${verified} 回と ${asked} 回ありました`,
      },
      'more-than-reading',
    );
  }
};

const other = '4000000000000001';

const readVariants: readonly Variant[] = [
  {
    id: 'serial-number-unknown',
    title: {en: 'nobody enrolled this card', ja: '未登録のカード'},
    expected: {verdict: 'fail', reasonId: 'serial-number-unknown'},
    run: readAndLookUp(() => new Map([[other, libraryNumber]])),
  },
  {
    id: 'certificate-renewed',
    title: {
      en: 'the service knows the certificate that this one replaced',
      ja: '更新前の証明書だけが登録されている',
    },
    expected: {verdict: 'fail', reasonId: 'serial-number-unknown', changes: placesOfCertificates},
    async run(stage) {
      const former = await stage.world.giveFormerCertificates(stage.image);
      return readAndLookUp(() => new Map(former.map(({serialNumber}) => [serialNumber, libraryNumber])))(
        stage,
      );
    },
  },
  {
    id: 'two-cards-one-number',
    title: {
      en: 'two cards of one reader, such as a child’s and a parent’s',
      ja: '2枚のカードが同じ利用者番号',
    },
    expected: {verdict: 'pass', reasonId: 'recognised'},
    run: readAndLookUp((stage) => new Map([[other, libraryNumber], ...enrolledBefore(stage)])),
  },
];

const dialogue = {
  id: 'jpki/read-certificate',
  phases: [
    jpkiPhases.selectApplication,
    jpkiPhases.checkToken,
    jpkiPhases.readCertificate,
    jpkiPhases.lookUp,
  ],
  personas: [
    'adult',
    'under-15',
    'foreign-resident',
    'no-pins',
    'substitute-characters',
    'longest',
    'card-expired',
    'certificates-expired',
    'revoked',
    'on-hold',
    'blocked-pins',
    'not-delivered',
  ],
  run: readAndLookUp(enrolledBefore),
} as const satisfies Partial<Scenario>;

/**
 * ID連携: the certificate read and looked up locally, as a library or a gate does that knows its serial number. The
 * holder was enrolled before. Nothing proves that the key is there, and nobody asks whether it was revoked.
 */
export const readCertificate: Scenario = {
  ...dialogue,
  title: {
    en: 'Reading the user authentication certificate alone',
    ja: '利用者証明用電子証明書の読み出しのみ',
  },
  source: 'S8',
  budgets: budgetsFor('jpki/read-certificate'),
  asksAboutRevocation: false,
  variants: [
    ...readVariants,
    ...failureVariants({
      ...dialogue,
      usual: 'recognised',
      certificate: {kind: 'user-authentication', judged: false},
      tokenChecked: true,
      atOnce: true,
      budgetsOfSlowChip: {'B-READ': 'met'},
    }),
  ],
};
