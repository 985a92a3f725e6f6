import {
  type AreaName,
  type AreaSession,
  applicationKinds,
  idOnCard,
  programOf,
} from '../../../../centre/index.ts';
import {areaNames} from '../../../../protocol/index.ts';
import {budgetsFor} from '../../../budgets/catalogue.ts';
import {newCardKeys} from '../../../card-management/new-card-keys.ts';
import type {Ending, Invariant, Recovery, Scenario} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {defineScenario, type StageWith, type VariantWith} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {cardInUse, makeReady} from '../card-in-use.ts';
import {appletPersonas} from '../personas.ts';
import {appletPhases as p} from '../phases.ts';
import {steppedAccess} from '../stepped-access.ts';
import {isOurs} from '../test-issuers-objects.ts';
import {placesOfSessions} from '../town-service.ts';
import {
  fillerInstance,
  fillerLoadFile,
  fillerLoadFileNumber,
  fillerPlaces,
  installFiller,
  loadFiller,
  mostFillers,
} from './fill-area.ts';
import {manageArea} from './manage-area.ts';
import {replayedSession, unknownKeyVersion, wrongCryptogram, wrongMac} from './session-attacks.ts';

const parameters = {
  area: {
    type: 'choice',
    choices: areaNames,
    default: 'ordinance',
    title: {en: 'the area that is managed', ja: '管理する領域'},
  },
} as const;

type AreaStage = StageWith<typeof parameters>;

const area: AreaName = 'ordinance';

/** Something that the card refuses, in an area with one load file and one application. */
const afterOne =
  (work: (session: AreaSession) => Promise<unknown>) =>
  async (stage: Stage): Promise<Ending> => {
    const session = await steppedAccess(stage).openArea(area, newCardKeys(area));
    await loadFiller(session, area);
    await installFiller(session, area, 1);
    await work(session);
    return {
      verdict: 'pass',
      reasonId: 'carried-out',
      reason: {en: 'the card did what it should refuse', ja: 'カードは拒否すべき操作を実行しました'},
    };
  };

/** A wrong cryptogram costs the domain a try. */
const placesOfTries = ['card/content/domains/*/triesLeft'];

type Row = readonly [
  id: string,
  en: string,
  ja: string,
  run: (stage: AreaStage) => Promise<Ending>,
  changed?: boolean,
];

/** Each ends in a refusal of the card, which leaves what was there before it. */
const refusals: readonly Row[] = [
  [
    'aid-taken',
    'an application under an AID that is taken',
    '使用済みのAIDで搭載',
    afterOne((session) => installFiller(session, area, 1)),
  ],
  [
    'load-file-taken',
    'a load file under an AID that is taken',
    '使用済みのAIDでロード',
    afterOne((session) => loadFiller(session, area)),
  ],
  [
    'load-file-in-use',
    'a load file is deleted from which an application was installed',
    '使用中のロードファイルを削除',
    afterOne((session) => session.delete(fillerLoadFile(area))),
  ],
  [
    'application-unknown',
    'an application is deleted that is not there',
    '存在しないAPを削除',
    afterOne((session) => session.delete(fillerInstance(area, 2))),
  ],
  [
    'module-unknown',
    'a module is installed that the load file does not have',
    'ロードファイルにないモジュールを搭載',
    afterOne((session) =>
      session.install(fillerInstance(area, 2), {
        loadFile: fillerLoadFile(area),
        module: programOf('type-a', fillerLoadFile(area)).module,
      }),
    ),
  ],
  [
    'id-too-long',
    'an id is written that is longer than the application takes',
    '長すぎるIDを書き込み',
    afterOne((session) =>
      session.personalise(fillerInstance(area, 1), {
        id: Uint8Array.of(...idOnCard(applicationKinds.common, 'FILL-1'), 0x20),
      }),
    ),
  ],
  [
    'filled-by-bytes',
    'load files come until no byte is left',
    'ロードファイルだけで満杯にする',
    async (stage) => {
      const session = await steppedAccess(stage).openArea(area, newCardKeys(area));
      for (let n = 1; n <= mostFillers; n += 1) {
        await loadFiller(session, area, fillerLoadFileNumber(area, n));
      }
      return {
        verdict: 'pass',
        reasonId: 'never-full',
        reason: {
          en: `the card took ${mostFillers} load files, more bytes than the area has`,
          ja: `領域の容量を超える ${mostFillers} 件のロードファイルを受け付けました`,
        },
      };
    },
  ],
  [
    'other-areas-key',
    'somebody has the key of the other area',
    '他方の領域の鍵',
    async (stage) => {
      await steppedAccess(stage).openArea(area, newCardKeys('extended'));
      return manageArea(stage, area);
    },
    false,
  ],
];

const variants: readonly VariantWith<typeof parameters>[] = [
  {
    id: 'extended-area',
    title: {en: 'the extended area', ja: '拡張利用領域'},
    values: {area: 'extended'},
    expected: {verdict: 'pass', reasonId: 'managed', changes: placesOfSessions},
    run: (stage) => manageArea(stage, stage.parameters.area),
  },
  ...(
    [
      [
        'host-cryptogram-wrong',
        'the host’s cryptogram is wrong under a right MAC',
        '端末の暗号文が誤り(MACは正しい)',
        wrongCryptogram,
      ],
      [
        'mac-wrong',
        'a command of a session has a wrong MAC, and comes again with the right one',
        'MACが誤り、続けて正しいMACで再送',
        wrongMac,
      ],
      [
        'session-replayed',
        'somebody says a session again that they heard',
        '盗聴したセッションの再送',
        replayedSession,
      ],
      [
        'key-version-unknown',
        'a key version is asked for that the area does not have',
        '存在しない鍵バージョンの指定',
        unknownKeyVersion,
        [],
      ],
    ] as const
  ).map(([id, en, ja, attack, preconditions]) => ({
    id,
    title: {en, ja},
    ...(preconditions ? {preconditions} : {}),
    values: {area},
    expected: {
      verdict: 'fail' as const,
      reasonId: 'command-refused',
      changes: [...placesOfSessions, ...placesOfTries],
    },
    run: (stage: AreaStage) => attack(stage, area),
  })),
  ...refusals.map(([id, en, ja, run, changed = true]) => ({
    id,
    title: {en, ja},
    values: {area},
    expected: {
      verdict: 'fail' as const,
      reasonId: 'card-status',
      changes: changed ? [...placesOfSessions, ...fillerPlaces(area)] : [],
    },
    run,
  })),
];

/** Whatever was cut off, an application is there with its id, or without any. */
const wholeIds: Invariant = {
  id: 'whole-ids',
  title: {en: 'every application holds its whole id or none', ja: '各APのIDは完全か、ないか'},
  async broken(stage) {
    const {content} = await stage.snapshot();
    const ids = Object.entries(content?.instances ?? {}).flatMap(([aid, {data}]) => {
      const held = !isOurs({aid}) ? undefined : data?.contents['0001'];
      return held === undefined ? [] : [Buffer.from(held, 'base64').toString('latin1')];
    });
    const odd = ids.find((id) => !/^FILL-\d+ *$/.test(id) || id.length !== 16);
    return odd === undefined ? undefined : {en: 'one holds something else', ja: '別の内容のAPがあります'};
  },
};

/** The area is emptied of what fills it, and all of it begins again. */
const recovery: Recovery = {
  invariants: [wholeIds],
  async recover(stage) {
    await makeReady(stage);
    return manageArea(stage, area);
  },
};

const dialogue = {
  id: 'applets/area',
  phases: [
    p.openArea,
    p.listArea,
    p.readResources,
    p.load,
    p.install,
    p.personalise,
    p.delete,
    p.lock,
    p.testTap,
    p.unlock,
  ],
  changes: placesOfSessions,
  recovery,
  run: (stage: AreaStage) => manageArea(stage, stage.parameters.area),
};

/** 領域管理: how much fits, and that nothing of it is lost. */
export const areaManagement: Scenario = defineScenario({
  ...dialogue,
  title: {
    en: 'An area is filled, listed, thinned out, filled again and emptied',
    ja: '領域管理: 満杯・一覧・削除・再搭載・停止・再開',
  },
  source: 'S8',
  budgets: budgetsFor('applets/area'),
  personas: appletPersonas,
  lifeCycle: 'operational',
  asksAboutRevocation: false,
  parameters,
  preconditions: [cardInUse],
  variants: [...variants, ...failureVariants({...dialogue, usual: 'managed'})],
});
