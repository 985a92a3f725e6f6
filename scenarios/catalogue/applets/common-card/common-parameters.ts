/** How large the service is whose old cards give way, and how worn these are. */
export const commonParameters = {
  users: {
    type: 'number',
    default: 300,
    min: 1,
    max: 100_000,
    whole: true,
    title: {en: 'users of the service when the year begins', ja: '年初の利用者数'},
  },
  newUsersAMonth: {
    type: 'number',
    default: 40,
    min: 0,
    max: 10_000,
    whole: true,
    title: {en: 'users that join each month', ja: '毎月の新規利用者数'},
  },
  visitsAMonth: {
    type: 'number',
    default: 2,
    min: 1,
    max: 100,
    whole: true,
    title: {en: 'visits of each user a month', ja: '1人あたりの月間来館回数'},
  },
  damagedOfHundred: {
    type: 'number',
    default: 2,
    min: 0,
    max: 100,
    title: {
      en: 'barcodes and stripes of a hundred that are read with a digit wrong',
      ja: '読み取り誤りのある旧カードの割合',
    },
    unit: '%',
  },
} as const;
