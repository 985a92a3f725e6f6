import {cardAreas, testAidPrefix, toHex} from '../../../protocol/index.ts';
import {budgetsFor} from '../../budgets/catalogue.ts';
import {newCardKeys} from '../../card-management/new-card-keys.ts';
import type {Invariant, Precondition, Recovery, Scenario} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {defineScenario, type VariantWith} from '../../parameters/define-scenario.ts';
import type {ParameterValues} from '../../parameters/parameter.ts';
import {withValues} from '../../parameters/parameter-values.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {registeredCard} from './arrived-card.ts';
import {
  contentOf,
  type InstallChanges,
  type InstallStage,
  installer,
  installParameters,
  preInstall,
} from './install-applications.ts';
import {municipalTerminal, town} from './municipal-terminal.ts';
import {touch} from './operator-seconds.ts';
import {installPhases, issuancePhases} from './phases.ts';
import {unknownWaits} from './setting.ts';
import {stateInvariants} from './three-states.ts';

const {lookUpUser, ...phasesWithoutLink} = installPhases;
const phases = {
  off: Object.values(phasesWithoutLink),
  linked: Object.values(installPhases),
};

/** Counters of the areas' own domains: whoever opens one leaves it one further, refused or not. */
const opened = Object.values(cardAreas).map(({aid}) => `card/content/domains/${toHex(aid)}/sequenceCounter`);

const ofTown = `${toHex(Uint8Array.from(testAidPrefix))}*0001`;

/** What 事前搭載 changes: the town's own domains and applications, and what the registry says of them. */
const changes = [
  ...opened,
  `card/content/domains/${ofTown}/*`,
  `card/content/instances/${ofTown}*`,
  'card/content/loadFiles',
  `card/content/loadFiles/${ofTown}*`,
  'centre/applications/*',
  'centre/operations/town-x/install-*',
];

const standsAlike: Invariant = {
  id: 'card-as-registered',
  title: {
    en: 'card and registry hold the same applications, stopped, or an operation is open',
    ja: 'カードと記録のアプリが一致して停止中であるか、処理中の操作がある',
  },
  async broken(stage) {
    const terminal = await municipalTerminal(stage);
    const cardId = await terminal.access.cardId();
    const {cards} = terminal.desk.management;
    const {applications, openOperation} = cards.get(await terminal.desk.as(town, installer), cardId);
    const content = await contentOf(terminal);
    const there = content.filter(({object}) => object === 'instance');
    const alike =
      there.length === applications.length &&
      applications.every(({aid}) => there.some((one) => one.aid === aid && one.state === 'locked'));
    return alike || openOperation !== undefined
      ? undefined
      : {
          en: `the registry holds ${applications.length}, the card ${there.map(({state}) => state).join(', ')}`,
          ja: `記録 ${applications.length} 件、カード ${there.map(({state}) => state).join('、')}`,
        };
  },
};

const recovery: Recovery = {
  phases: [issuancePhases.askChip, issuancePhases.settle],
  invariants: [...stateInvariants, standsAlike],
  async recover(stage) {
    await settleInstallation(stage);
    return preInstall(stage as InstallStage, {duplicates: 'skip'});
  },
};

/** What a cut left open is taken back or found whole. */
const settleInstallation = async (stage: Stage): Promise<void> => {
  const {access, desk, counter} = await municipalTerminal(stage);
  const token = await desk.token(town, installer);
  const open = await stage.step(
    issuancePhases.settle,
    async () =>
      desk.management.cards.get(await desk.as(town, installer), await access.cardId()).openOperation,
  );
  if (open !== undefined) {
    await stage.step(issuancePhases.askChip, () => counter.reconcile(token, open));
  }
};

const prepared = registeredCard('prepared', ['prepare']);

const before: Precondition = {
  id: 'installed-before',
  title: {en: 'the applications were installed before', ja: '事前搭載が済んでいる'},
  establish: async (stage) => void (await preInstall(stage as InstallStage)),
};

/** The register that is linked knows the holder. */
const linked: Precondition = {
  id: 'register-linked',
  title: {en: 'the resident register is linked and knows the holder', ja: '住民情報が連携されている'},
  async establish(stage) {
    const {desk, access} = await municipalTerminal(stage);
    const {linkage, userId} = (stage as InstallStage).parameters;
    desk.management.settings.change({linkage});
    if (linkage !== 'off') {
      desk.management.linkage.put(linkage, await access.cardId(), userId);
    }
  },
};

const unknownThere: Precondition = {
  id: 'register-knows-nobody',
  title: {en: 'the linked register does not know the holder', ja: '連携先に利用者情報がない'},
  async establish(stage) {
    const {desk} = await municipalTerminal(stage);
    desk.management.settings.change({linkage: (stage as InstallStage).parameters.linkage});
  },
};

/** The town has an ordinance no more. */
const withoutOrdinance: Precondition = {
  id: 'without-ordinance',
  title: {en: 'the town has no ordinance', ja: '条例がない'},
  async establish(stage) {
    const {desk} = await municipalTerminal(stage);
    desk.management.issuers.setGrounds(town, {ordinance: null});
  },
};

const fullArea: Precondition = {
  id: 'extended-area-full',
  title: {en: 'other issuers have filled the extended area', ja: '拡張利用領域に空きがない'},
  async establish(stage) {
    const {desk, access, counter} = await municipalTerminal(stage);
    const cardId = await access.cardId();
    for (const [issuer, kinds] of [
      ['firm', ['type-a', 'type-d', 'common']],
      ['agency', ['type-a', 'type-d', 'common']],
      ['prefecture', ['type-a']],
    ] as const) {
      const applications = kinds.map((kind) => ({area: 'extended', kind}) as const);
      const order = {kind: 'install', cardId, applications, userId: 'other'} as const;
      await counter.perform(await desk.token(issuer, installer), `fill-${issuer}`, order);
    }
  },
};

type InstallVariant = VariantWith<typeof installParameters>;

const variant = (
  id: string,
  [verdict, reasonId]: readonly ['pass' | 'fail', string],
  title: InstallVariant['title'],
  {
    otherwise,
    changed = verdict === 'pass' ? changes : [],
    ...more
  }: Partial<InstallVariant> & {
    readonly otherwise?: InstallChanges;
    readonly changed?: readonly string[];
  } = {},
): InstallVariant => ({
  id,
  title,
  ...more,
  expected: {verdict, reasonId, changes: changed},
  run: (stage) => preInstall(stage, otherwise),
});

const variants: readonly InstallVariant[] = [
  variant(
    'before-setting',
    ['fail', 'state'],
    {en: 'the setting has not been done', ja: '交付前設定が済んでいない'},
    {setting: {lifeCycle: 'arrived'}, preconditions: [registeredCard('arrived')], changed: opened},
  ),
  variant(
    'installed-before',
    ['fail', 'application-taken'],
    {en: 'the applications are there already', ja: '搭載済み'},
    {preconditions: [prepared, before], changed: opened},
  ),
  variant(
    'installed-before-skipped',
    ['pass', 'installed'],
    {en: 'the applications are there already, and are skipped', ja: '搭載済みのものを飛ばす'},
    {preconditions: [prepared, before], otherwise: {duplicates: 'skip'}, changed: opened},
  ),
  variant(
    'extended-area-full',
    ['fail', 'area-full'],
    {en: 'the extended area is full', ja: '拡張利用領域に空きがない'},
    {preconditions: [prepared, fullArea], changed: [...opened, 'centre/operations/town-x/*']},
  ),
  variant(
    'without-ordinance',
    ['fail', 'ordinance'],
    {en: 'the town has no ordinance', ja: '条例がない'},
    {preconditions: [prepared, withoutOrdinance], changed: opened},
  ),
  variant(
    'wrong-area-key',
    ['fail', 'card-status'],
    {en: 'the terminal has another key of the area', ja: '領域の鍵が異なる'},
    {otherwise: {areaKeys: () => newCardKeys('ordinance')}, changed: opened},
  ),
  variant(
    'role-missing',
    ['fail', 'role'],
    {en: 'the operator’s role does not cover it', ja: '操作者に権限がない'},
    {otherwise: {role: 'card-officer'}, changed: opened},
  ),
];

const linkedVariants: readonly InstallVariant[] = [
  variant(
    'register-knows-nobody',
    ['pass', 'installed'],
    {en: 'the register does not know the holder: the operator types', ja: '連携先に情報がなく、手入力する'},
    {preconditions: [prepared, unknownThere]},
  ),
];

const scenarioOf = ({
  values = {},
  ...parts
}: Pick<Scenario, 'id' | 'title' | 'budgets' | 'phases' | 'preconditions'> & {
  /** Of parameters, where they are otherwise than without a link. */
  readonly values?: ParameterValues;
  readonly variants: readonly InstallVariant[];
}): Scenario =>
  withValues(
    defineScenario({
      ...parts,
      source: 'S8',
      lifeCycle: 'prepared',
      personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
      parameters: installParameters,
      changes,
      recovery,
      variants: [
        ...parts.variants,
        ...failureVariants({
          id: parts.id,
          usual: 'installed',
          budgetsOfSlowChip: Object.fromEntries(parts.budgets.map(({id}) => [id, 'met'])),
          run: preInstall,
          phases: parts.phases,
          recovery,
          changes,
          undisturbed: [installPhases.takeBack.id],
        }),
      ],
      run(stage) {
        stage.note(unknownWaits);
        return preInstall(stage);
      },
    }),
    values,
  );

/** 事前搭載, standalone: the operator types the holder's data. [S8] */
export const preInstallAlone = scenarioOf({
  id: 'issuance/pre-install',
  title: {en: 'Pre-install of card applications', ja: 'カードアプリの事前搭載'},
  budgets: budgetsFor('issuance/pre-install'),
  phases: phases.off,
  preconditions: [prepared],
  variants,
});

/** The same with 既存住基 or 住基CS linked: the operator confirms what is looked up. [S8] */
export const preInstallLinked = scenarioOf({
  id: 'issuance/pre-install-linked',
  title: {en: 'Pre-install with the resident register linked', ja: 'カードアプリの事前搭載(住基連携)'},
  budgets: [
    ...budgetsFor('issuance/pre-install-linked'),
    ...budgetsFor('issuance/pre-install').filter(({id}) => id === 'B-INST'),
  ],
  phases: phases.linked,
  preconditions: [prepared, linked],
  values: {
    placeSeconds: touch('preInstallLinked', 0).default,
    goOnSeconds: touch('preInstallLinked', 1).default,
    confirmSeconds: touch('preInstallLinked', 2).default,
    returnSeconds: touch('preInstallLinked', 3).default,
    linkage: 'existing-register',
  },
  variants: linkedVariants,
});
