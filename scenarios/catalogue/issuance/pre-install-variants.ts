import {newCardKeys} from '../../card-management/new-card-keys.ts';
import type {VariantWith} from '../../parameters/define-scenario.ts';
import {registeredCard} from './arrived-card.ts';
import {type InstallChanges, preInstall} from './install-applications.ts';
import type {InstallStage, installParameters} from './install-parameters.ts';
import {placesOfOpenedAreas, placesOfPreInstall} from './pre-install-places.ts';
import {
  anotherThere,
  anotherUser,
  areaLocked,
  fullArea,
  installedBefore,
  installedForAnother,
  ordinanceBefore,
  unknownThere,
  withoutOrdinance,
} from './pre-install-situations.ts';

export type InstallVariant = VariantWith<typeof installParameters>;

const prepared = registeredCard('prepared', ['prepare']);

/** What is left of applications that were loaded and taken back. */
const tried = [...placesOfOpenedAreas, 'centre/operations/town-x/*'];

const variant = (
  id: string,
  [verdict, reasonId]: readonly ['pass' | 'fail', string],
  title: InstallVariant['title'],
  {
    otherwise,
    changed = verdict === 'pass' ? placesOfPreInstall : [],
    ...more
  }: Partial<InstallVariant> & {
    readonly otherwise?: InstallChanges | ((stage: InstallStage) => InstallChanges);
    readonly changed?: readonly string[];
  } = {},
): InstallVariant => ({
  id,
  title,
  ...more,
  expected: {verdict, reasonId, changes: changed},
  run: (stage) => preInstall(stage, typeof otherwise === 'function' ? otherwise(stage) : otherwise),
});

export const installVariants: readonly InstallVariant[] = [
  variant(
    'before-setting',
    ['fail', 'state'],
    {en: 'the setting has not been done', ja: '交付前設定が済んでいない'},
    {
      setting: {lifeCycle: 'arrived'},
      preconditions: [registeredCard('arrived')],
      changed: placesOfOpenedAreas,
    },
  ),
  variant(
    'installed-before',
    ['fail', 'application-taken'],
    {en: 'the applications are there already', ja: '搭載済み'},
    {preconditions: [prepared, installedBefore], changed: placesOfOpenedAreas},
  ),
  variant(
    'installed-before-skipped',
    ['pass', 'installed'],
    {en: 'the applications are there already, and are skipped', ja: '搭載済みのものを飛ばす'},
    {
      preconditions: [prepared, installedBefore],
      values: {duplicates: 'skip'},
      changed: placesOfOpenedAreas,
    },
  ),
  variant(
    'installed-before-replaced',
    ['pass', 'installed'],
    {
      en: 'the applications are there with another user’s id, and are replaced',
      ja: '別の利用者IDで搭載済みのものを置き換える',
    },
    {
      preconditions: [prepared, installedForAnother],
      values: {duplicates: 'replace'},
      changed: [...placesOfPreInstall, 'centre/operations/town-x/delete-*'],
    },
  ),
  variant(
    'installed-for-another-skipped',
    ['fail', 'another-user'],
    {
      en: 'they are there with another user’s id and are skipped: the operator sees it',
      ja: '別の利用者IDで搭載済みのものを飛ばす(職員が気付く)',
    },
    {
      preconditions: [prepared, installedForAnother],
      values: {duplicates: 'skip'},
      changed: placesOfOpenedAreas,
    },
  ),
  variant(
    'another-user-typed',
    ['fail', 'another-user'],
    {
      en: 'another resident’s id was typed: seen at the confirmation, and taken back',
      ja: '別人の利用者IDを入力(確認時に気付き、取り消す)',
    },
    {otherwise: (stage) => ({typed: [anotherUser(stage)]}), changed: tried},
  ),
  variant(
    'another-user-corrected',
    ['pass', 'installed'],
    {
      en: 'another resident’s id was typed, taken back, and the right one typed',
      ja: '別人の利用者IDを取り消し、正しく入力し直す',
    },
    {
      otherwise: (stage) => ({typed: [anotherUser(stage), stage.parameters.userId]}),
      changed: [...placesOfPreInstall, 'centre/operations/town-x/delete-*'],
    },
  ),
  variant(
    'extended-area-full',
    ['fail', 'area-full'],
    {en: 'the extended area is full', ja: '拡張利用領域に空きがない'},
    {preconditions: [prepared, fullArea], changed: tried},
  ),
  variant(
    'skipped-and-area-full',
    ['fail', 'area-full'],
    {
      en: 'the area for ordinances was done before and is skipped, the extended one is full',
      ja: '条例利用領域は搭載済みで飛ばし、拡張利用領域に空きがない',
    },
    {
      preconditions: [prepared, ordinanceBefore, fullArea],
      values: {duplicates: 'skip'},
      changed: placesOfOpenedAreas,
    },
  ),
  variant(
    'without-ordinance',
    ['fail', 'ordinance'],
    {en: 'the town has no ordinance', ja: '条例がない'},
    {preconditions: [prepared, withoutOrdinance], changed: placesOfOpenedAreas},
  ),
  variant(
    'wrong-area-key',
    ['fail', 'card-status'],
    {en: 'the terminal has another key of the area', ja: '領域の鍵が異なる'},
    {otherwise: {areaKeys: () => newCardKeys('ordinance')}, changed: placesOfOpenedAreas},
  ),
  variant(
    'area-locked',
    ['fail', 'card-status'],
    {
      en: 'ten wrong cryptograms have locked the area: the right key comes too late',
      ja: '誤った暗号文10回で領域がロック済み(正しい鍵でも不可)',
    },
    {preconditions: [prepared, areaLocked], changed: []},
  ),
  variant(
    'role-missing',
    ['fail', 'role'],
    {en: 'the operator’s role does not cover it', ja: '操作者に権限がない'},
    {otherwise: {role: 'card-officer'}, changed: placesOfOpenedAreas},
  ),
];

export const linkedInstallVariants: readonly InstallVariant[] = [
  variant(
    'register-knows-nobody',
    ['pass', 'installed'],
    {en: 'the register does not know the holder: the operator types', ja: '連携先に情報がなく、手入力する'},
    {preconditions: [prepared, unknownThere]},
  ),
  variant(
    'link-down',
    ['pass', 'installed'],
    {en: 'the register does not answer: the operator types', ja: '連携先が応答せず、手入力する'},
    {otherwise: {link: 'down'}},
  ),
  variant(
    'register-knows-another',
    ['fail', 'another-user'],
    {
      en: 'the register has another resident’s id for the card: the operator sees it',
      ja: '連携先の利用者IDが別人のもの(確認時に気付き、取り消す)',
    },
    {preconditions: [prepared, anotherThere], changed: tried},
  ),
];
