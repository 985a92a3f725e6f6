import test from 'ava';
import {type AccessRule, always, any, verified} from '../../emulator/os/access-rule.ts';
import {type Application, application, type CommandRow} from '../../emulator/os/application.ts';
import type {FileDefinition} from '../../emulator/os/file.ts';
import type {VolatileState} from '../../emulator/os/state.ts';
import {type StatusWord, sw} from '../../protocol/index.ts';
import {variantsOf} from '../../scenarios/index.ts';
import {benchOf} from '../support/changed-card.ts';
import {play, said, scenarioCalled} from '../support/scenario-play.ts';

/** EFs of the JPKI application. [S3] */
const [logInKey, logInPin, signatureKey, signatureCertificate] = [0x0017, 0x0018, 0x001a, 0x0001];

const questions = {
  'jpki/login': ['key-without-pin', 'key-after-reselect', 'key-after-power-off'],
  'jpki/sign': [
    'key-without-password',
    'key-by-log-in-pin',
    'certificate-without-password',
    'certificate-by-log-in-pin',
  ],
} as const;

const variants = Object.entries(questions).flatMap(([id, names]) =>
  names.map((name) => {
    const found = variantsOf(scenarioCalled(id)).find((one) => one.id === `${id}:${name}`);
    if (!found) {
      throw new Error(`${id} has no variant ${name}`);
    }
    return {name, variant: found};
  }),
);

/** The rule of reading or use of some EFs is another. */
const ruled =
  (ids: readonly number[], otherwise: (honest: AccessRule) => AccessRule) =>
  (honest: Application): Application => {
    const changed = (file: FileDefinition): FileDefinition =>
      file.kind === 'transparent'
        ? {...file, read: otherwise(file.read)}
        : file.kind === 'private-key'
          ? {...file, use: otherwise(file.use)}
          : file;
    return application({
      ...honest,
      files: honest.files.map((file) => (ids.includes(file.id) ? changed(file) : file)),
    });
  };

/** What was verified is still so when JPKI is selected again, in the same power session or in the next one. */
const kept =
  (until: 'power-off' | 'another-application') =>
  (honest: Application): Application => {
    let [ids, session]: [ReadonlySet<number>, VolatileState?] = [new Set()];
    const keeping = (row: CommandRow): CommandRow => ({
      ...row,
      run(card, command) {
        const {volatile} = card;
        if (until === 'another-application' || volatile === session) {
          for (const id of ids) {
            volatile.verified.add(id);
          }
        }
        session = volatile;
        const reply = row.run(card, command);
        const left = volatile.application.name !== honest.name;
        if (!left || until === 'another-application') {
          ids = new Set(left ? [] : volatile.verified);
        }
        return reply;
      },
    });
    return application({...honest, commands: honest.commands.map(keeping)});
  };

/** COMPUTE DIGITAL SIGNATURE answers that, whatever was verified. */
const signingRefused =
  (status: StatusWord) =>
  (honest: Application): Application =>
    application({
      ...honest,
      commands: honest.commands.map((row) => (row.ins === 0x2a ? {...row, run: () => status} : row)),
    });

const defects: readonly (readonly [
  title: string,
  defect: (honest: Application) => Application,
  caughtBy: readonly string[],
])[] = [
  ['whose VERIFY outlives another application', kept('power-off'), ['key-after-reselect']],
  ['whose VERIFY outlives the power', kept('another-application'), ['key-after-power-off']],
  [
    'whose log-in PIN opens the signature key and its certificate',
    ruled([signatureKey, signatureCertificate], (honest) => any(honest, verified(logInPin))),
    ['key-by-log-in-pin', 'certificate-by-log-in-pin'],
  ],
  [
    'whose certificate for signatures anybody reads',
    ruled([signatureCertificate], () => always),
    ['certificate-without-password', 'certificate-by-log-in-pin'],
  ],
  [
    'whose keys sign without any PIN',
    ruled([logInKey, signatureKey], () => always),
    [
      'key-without-pin',
      'key-after-reselect',
      'key-after-power-off',
      'key-without-password',
      'key-by-log-in-pin',
    ],
  ],
  [
    'that refuses to sign for another reason',
    signingRefused(sw.conditionsOfUseNotSatisfied),
    [
      'key-without-pin',
      'key-after-reselect',
      'key-after-power-off',
      'key-without-password',
      'key-by-log-in-pin',
    ],
  ],
  [
    'that does not sign behind VERIFY either',
    signingRefused(sw.securityStatusNotSatisfied),
    ['key-after-reselect', 'key-after-power-off'],
  ],
  ['without a defect', (honest) => honest, []],
];

for (const [title, defect, caughtBy] of defects) {
  test(`a card ${title} is caught by ${caughtBy.join(', ') || 'none'}, and by no other question for what is not verified`, async (t) => {
    const openBench = benchOf({builtIn: (one) => (one.name === 'jpki' ? defect(one) : one)});
    const caught: string[] = [];
    for (const {name, variant} of variants) {
      const {outcome} = await play(variant, {openBench});
      if (outcome.verdict !== 'pass') {
        caught.push(name);
        t.is(said(outcome), 'fail not-as-documented', outcome.reason.en);
        t.regex(
          outcome.reason.en,
          /^fail \(card-status\) is documented, but it ended (pass \((signed|read)\)|fail \((refused-otherwise|verified-key-refused)\))/,
        );
      }
    }
    t.deepEqual(caught, [...caughtBy]);
  });
}
