import type {Phase} from '../../engine/scenario.ts';

/** What is done before a scenario of a card's life begins; it is timed apart. */
export const preparationPhases = {
  registerCard: {
    id: 'register-card',
    title: {en: 'System: the card is registered and in use', ja: 'システム: カードを登録し、運用中とする'},
    actor: 'centre',
  },
  registerServices: {
    id: 'register-services',
    title: {en: 'System: the services of town X', ja: 'システム: 転出元のサービスを登録'},
    actor: 'centre',
  },
  installApplications: {
    id: 'install-applications',
    title: {en: 'Install the applications of town X', ja: '転出元のアプリケーションを搭載'},
    actor: 'card',
  },
  blockResidentPin: {
    id: 'block-resident-pin',
    title: {en: 'Type wrong PINs until the card takes no more', ja: '暗証番号がロックされるまで誤入力'},
    actor: 'card',
  },
  moveCalendar: {
    id: 'move-calendar',
    title: {en: 'The calendar goes on to the day', ja: '暦を当日まで進める'},
    actor: 'wait',
  },
} as const satisfies Readonly<Record<string, Phase>>;
