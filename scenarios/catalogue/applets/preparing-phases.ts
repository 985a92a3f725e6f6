import type {Phase} from '../../engine/scenario.ts';

/** What is done before an application is used (準備シーン). */
export const preparing = {
  lookAtChip: {
    id: 'look-at-chip',
    title: {en: 'See whether the chip is in use', ja: 'チップの状態を確認'},
    actor: 'card',
  },
  enter: {
    id: 'enter-card',
    title: {en: 'Enter the card at card management', ja: 'カードをシステムに登録'},
    actor: 'centre',
  },
  takeBack: {
    id: 'take-back',
    title: {en: 'Take back what an earlier play installed', ja: '以前の搭載を取り消し'},
    actor: 'card',
  },
  clear: {
    id: 'clear-areas',
    title: {en: 'Delete what an earlier run left in the areas', ja: '以前の実行の残りを領域から削除'},
    actor: 'card',
  },
  look: {
    id: 'look-into-area',
    title: {en: 'See that the area holds nobody else’s', ja: '領域に他者のAPがないことを確認'},
    actor: 'card',
  },
  install: {
    id: 'install-before',
    title: {en: 'Install through counter and card management', ja: '窓口とカード管理システムを通じて搭載'},
    actor: 'card',
  },
  stop: {id: 'stop-before', title: {en: 'Stop the application', ja: 'APを停止'}, actor: 'card'},
  resume: {id: 'resume-before', title: {en: 'Resume the application', ja: 'APを再開'}, actor: 'card'},
  tellMove: {
    id: 'tell-move-before',
    title: {en: 'The holder says to move out (転出届)', ja: '転出届を登録'},
    actor: 'centre',
  },
  continueUse: {
    id: 'continue-use-before',
    title: {en: 'The new town continues the use (継続利用)', ja: '転入先で継続利用の処理'},
    actor: 'card',
  },
  changeState: {
    id: 'change-state-before',
    title: {en: 'Change the card’s state at the system', ja: 'システムでカードの状態を変更'},
    actor: 'centre',
  },
  writeState: {
    id: 'write-state-before',
    title: {en: 'Write the state to the chip', ja: 'チップの状態を変更'},
    actor: 'card',
  },
  setUp: {
    id: 'set-up-system',
    title: {en: 'Set up the card management system', ja: 'カード管理システムを設定'},
    actor: 'centre',
  },
} as const satisfies Readonly<Record<string, Phase>>;
