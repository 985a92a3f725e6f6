import type {Challenge, ChallengeAnswer, LoginResult} from '../../../centre/index.ts';
import {inTransaction} from '../../../terminal/index.ts';
import {budgetsFor} from '../../budgets/catalogue.ts';
import {type Ending, Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {
  type DefinedScenario,
  defineScenario,
  type StageWith,
  type VariantWith,
} from '../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../parameters/parameter.ts';
import type {RelyingPartyDesk, Served} from '../../world/relying-party-desk.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {endingOfLogIn, signChallenges} from './log-in.ts';
import {logInPin} from './mistyped-secret.ts';
import {jpkiPhases} from './phases.ts';

/** 検証者 of the bench, each with requests enough for a quiet minute. */
const names = ['library', 'clinic', 'gate'] as const;
const quota = {requests: 20, windowMs: 60_000};

const parameters = {
  floodRequests: {
    type: 'number',
    title: {
      en: 'requests of the relying party that floods; 20 a minute are its quota',
      ja: '大量要求の件数(上限は1分間に20件)',
    },
    default: 10 * quota.requests,
    min: quota.requests,
    max: 1_000_000,
    whole: true,
  },
} as const satisfies ParameterTable;

type SharedStage = StageWith<typeof parameters>;

/** A relying party with its key and the answers it is about to send: at once with the others, and in a flood. */
interface Party {
  readonly name: string;
  readonly key: string;
  readonly answer: ChallengeAnswer;
  readonly later: ChallengeAnswer;
}

/**
 * Three relying parties log the holder in at once. None spends another's challenge, sees another's log or suffers
 * from another's flood; one that is not registered gets nothing.
 */
const shareVerifier = async (stage: SharedStage, meanwhile: Meanwhile = () => undefined): Promise<Ending> => {
  const desk = stage.world.openDesk();
  try {
    return await shareDesk(stage, desk, meanwhile);
  } finally {
    desk.close();
  }
};

/** Happens between the signatures and the answers. */
type Meanwhile = (desk: RelyingPartyDesk, parties: readonly Party[]) => unknown;

const shareDesk = async (
  stage: SharedStage,
  desk: RelyingPartyDesk,
  meanwhile: Meanwhile,
): Promise<Ending> => {
  const {floodRequests} = stage.parameters;
  const parties = await signForAll(
    stage,
    desk,
    new Map(names.map((name) => [name, desk.register(name, quota)])),
  );
  await meanwhile(desk, parties);
  const results = await stage.step(jpkiPhases.verifyInParallel, () =>
    Promise.all(parties.map(({key, answer}) => desk.answer(key, answer))),
  );
  const served = results.map((result, i) => servedTo(result, parties[i]?.name ?? ''));
  const refused = served.find(({result}) => result === 'invalid');
  await stage.step(jpkiPhases.askUnregistered, () => unregisteredGetsNothing(desk, parties));
  const reasons = served.map(({reason}) => reason);
  const allowed = await stage.step(jpkiPhases.flood, () =>
    floodHurtsNobodyElse(desk, parties, reasons, floodRequests),
  );
  nobodySpendsAnothers(await crossed(desk, parties));
  logsAreSeparate(desk, parties);
  if (refused) {
    return endingOfLogIn(refused);
  }
  return {
    verdict: 'pass',
    reasonId: 'separated',
    reason: {
      en: `${names.join(', ')}: each log-in accepted, keys, challenges and logs apart; of ${floodRequests} requests in a flood ${allowed} were within the quota, and the others’ answers did not change; an unregistered one got nothing`,
      ja: `${names.join('、')} のログインをそれぞれ認め、鍵・チャレンジ・記録は分離されています。大量要求 ${floodRequests} 件のうち上限内は ${allowed} 件で、他の検証者の結果は変わらず、未登録の検証者には応答していません`,
    },
  };
};

/** One session with the card signs two challenges of each. */
const signForAll = async (
  stage: Stage,
  desk: RelyingPartyDesk,
  keys: ReadonlyMap<string, string>,
): Promise<Party[]> => {
  const open: {name: string; key: string; challenges: Challenge[]}[] = [];
  for (const [name, key] of keys) {
    const challenges = [servedTo(await desk.challenge(key), name), servedTo(await desk.challenge(key), name)];
    open.push({name, key, challenges});
  }
  const all = open.flatMap(({challenges}) => challenges);
  const {certificate, signatures} = await inTransaction(stage.connection, stage.capabilities, () =>
    signChallenges(
      stage,
      all.map(({bytes}) => bytes),
    ),
  );
  const answers = all.map(
    ({id}, i): ChallengeAnswer => ({
      challengeId: id,
      certificate,
      signature: signatures[i] ?? new Uint8Array(0),
    }),
  );
  return open.flatMap(({name, key}, i) => {
    const [answer, later] = answers.slice(2 * i);
    return answer && later ? [{name, key, answer, later}] : [];
  });
};

const servedTo = <T>(served: Served<T>, name: string): T => {
  if (served.outcome === 'denied') {
    throw new Refused(
      {
        en: `the centre turned ${name} away: ${served.denial}`,
        ja: `センターが検証者 ${name} を受け付けませんでした: ${served.denial}`,
      },
      served.denial,
    );
  }
  return served.value;
};

const unregisteredGetsNothing = async (desk: RelyingPartyDesk, [party]: readonly Party[]): Promise<void> => {
  const key = 'of somebody who was never registered';
  const denied = [await desk.challenge(key), ...(party ? [await desk.answer(key, party.answer)] : [])];
  expect(
    denied.every((one) => one.outcome === 'denied' && one.denial === 'key-unknown'),
    'an unregistered relying party got an answer',
    '未登録の検証者に応答しました',
  );
};

/** How many requests of the flood were served. The others are being answered while it runs, as they were before. */
const floodHurtsNobodyElse = async (
  desk: RelyingPartyDesk,
  [first, ...others]: readonly Party[],
  [, ...before]: readonly string[],
  floodRequests: number,
): Promise<number> => {
  const spent = first ? desk.log(first.key).length : 0;
  const answering = Promise.all(others.map(({key, later}) => desk.answer(key, later)));
  let allowed = 0;
  for (let i = 0; i < floodRequests && first; i += 1) {
    const {outcome} = await desk.challenge(first.key);
    allowed += outcome === 'served' ? 1 : 0;
  }
  const during = await answering;
  expect(
    allowed === quota.requests - spent,
    `the flood was served ${allowed} times within a quota of ${quota.requests}`,
    `上限 ${quota.requests} 件に対し大量要求が ${allowed} 件処理されました`,
  );
  expect(
    during.every((one, i) => one.outcome === 'served' && one.value.reason === before[i]),
    'a flood by one relying party changed the answers of another',
    'ある検証者の大量要求が他の検証者の結果に影響しました',
  );
  return allowed;
};

/** What the second gets for an open challenge of the third. */
const crossed = async (
  desk: RelyingPartyDesk,
  [, second, third]: readonly Party[],
): Promise<LoginResult | undefined> => {
  if (!second || !third) {
    return undefined;
  }
  const {id} = servedTo(await desk.challenge(third.key), third.name);
  return servedTo(await desk.answer(second.key, {...second.answer, challengeId: id}), second.name);
};

const nobodySpendsAnothers = (result: LoginResult | undefined): void =>
  expect(
    result?.reason === 'challenge-unknown',
    `a relying party answered another’s challenge and got ${result?.reason}`,
    `検証者が他の検証者のチャレンジに応答し、${result?.reason} を得ました`,
  );

const logsAreSeparate = (desk: RelyingPartyDesk, parties: readonly Party[]): void => {
  for (const {name, key} of parties) {
    const log = desk.log(key);
    expect(
      log.length > 0 && log.every(({relyingParty}) => relyingParty === name),
      `the log of ${name} is not its own`,
      `検証者 ${name} の記録に他者の要求が混ざっています`,
    );
  }
};

const expect = (holds: boolean, en: string, ja: string): void => {
  if (!holds) {
    throw new Refused(
      {en: `${en}; relying parties are to be kept apart`, ja: `${ja}(検証者は分離されるべきです)`},
      'not-separated',
    );
  }
};

const sharedVariants: readonly VariantWith<typeof parameters>[] = [
  {
    id: 'relying-party-ended',
    title: {
      en: 'the registration of the second ends before its answer',
      ja: '2番目の検証者の登録が応答前に終了',
    },
    expected: {verdict: 'fail', reasonId: 'relying-party-ended'},
    run: (stage) => shareVerifier(stage, (desk, [, second]) => second && desk.end(second.name)),
  },
  {
    id: 'quota-used-up',
    title: {
      en: 'the second has used up its requests before its answer',
      ja: '2番目の検証者が応答前に要求数の上限に到達',
    },
    expected: {verdict: 'fail', reasonId: 'over-quota'},
    run: (stage) =>
      shareVerifier(stage, async (desk, [, second]) => {
        for (let i = 0; i < quota.requests && second; i += 1) {
          await desk.challenge(second.key);
        }
      }),
  },
];

const dialogue = {
  id: 'jpki/shared-verifier',
  phases: [
    jpkiPhases.selectApplication,
    jpkiPhases.checkToken,
    jpkiPhases.readCertificate,
    jpkiPhases.verifyPin,
    jpkiPhases.sign,
    jpkiPhases.verifyInParallel,
    jpkiPhases.askUnregistered,
    jpkiPhases.flood,
  ],
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  run: (stage: SharedStage) => shareVerifier(stage),
} as const satisfies Partial<DefinedScenario<typeof parameters>>;

/** 検証基盤の共用: one centre for several relying parties. Whether they are kept apart is judged; times are budgets. */
export const sharedVerifier = defineScenario({
  ...dialogue,
  title: {
    en: 'Several relying parties share one verification centre',
    ja: '複数の検証者による検証基盤の共用',
  },
  source: 'S8',
  budgets: budgetsFor('jpki/shared-verifier'),
  variants: [
    ...sharedVariants,
    ...failureVariants({
      ...dialogue,
      usual: 'separated',
      secret: logInPin,
      certificate: {kind: 'user-authentication', judged: true},
      asksAboutRevocation: true,
      tokenChecked: true,
      askedTwice: {'verify-in-parallel': false, 'ask-unregistered': false, flood: false},
    }),
  ],
  parameters,
});
