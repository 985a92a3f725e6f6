import type {Phase} from '../../engine/scenario.ts';

/** What dialogues with applications on the card are made of. What people take in them: Bench-defined, D220. */
export const appletPhases = {
  tap: {
    id: 'tap',
    title: {en: 'The holder puts the card on the reader', ja: '利用者がカードをかざす'},
    actor: 'holder',
    usualMs: 1500,
  },
  identifyCard: {
    id: 'identify-card',
    title: {en: 'Ask which card it is', ja: 'カードを特定'},
    actor: 'card',
  },
  deriveKey: {
    id: 'derive-key',
    title: {en: 'Take the card’s key from the key store', ja: '鍵ストアからカードの鍵を導出'},
    actor: 'host',
  },
  authenticate: {
    id: 'authenticate',
    title: {en: 'SELECT, mutual authentication', ja: 'APを選択、相互認証'},
    actor: 'card',
  },
  typePin: {
    id: 'type-pin',
    title: {en: 'The holder types the PIN', ja: '利用者が暗証番号を入力'},
    actor: 'holder',
    usualMs: 4000,
  },
  verifyPin: {
    id: 'verify-pin',
    title: {en: 'VERIFY the PIN', ja: '暗証番号を照合'},
    actor: 'card',
  },
  readId: {id: 'read-id', title: {en: 'Read the id', ja: 'IDを読み出し'}, actor: 'card'},
  lookUp: {
    id: 'look-up',
    title: {en: 'Look up the id in the service’s own list', ja: '業務システムの一覧でIDを照合'},
    actor: 'host',
  },
  attack: {
    id: 'attack',
    title: {en: 'Somebody else sends commands', ja: '第三者によるコマンド送信'},
    actor: 'card',
  },
  askManagement: {
    id: 'ask-management',
    title: {
      en: 'Ask the card management system whether the service may use the card',
      ja: 'カード管理システムに利用可否を照会',
    },
    actor: 'centre',
  },
  otherTap: {
    id: 'other-tap',
    title: {en: 'The holder goes to the other service', ja: '利用者が別の業務の窓口へ'},
    actor: 'holder',
    usualMs: 1500,
  },
  otherRead: {
    id: 'other-read',
    title: {en: 'The other service reads the same application', ja: '別の業務が同じAPを読み出し'},
    actor: 'card',
  },
  readCommonId: {
    id: 'read-common-id',
    title: {en: 'SELECT, read the id', ja: 'APを選択、IDを読み出し'},
    actor: 'card',
  },
  lend: {id: 'lend', title: {en: 'Lend a book', ja: '本を貸し出し'}, actor: 'host'},
  readAtShop: {
    id: 'read-at-shop',
    title: {en: 'The shop’s terminal reads the id', ja: '商店街の端末がIDを読み出し'},
    actor: 'card',
  },
  addPoints: {id: 'add-points', title: {en: 'Add points', ja: 'ポイントを加算'}, actor: 'host'},
  readAtGate: {
    id: 'read-at-gate',
    title: {en: 'The time clock reads the id', ja: '出退勤の端末がIDを読み出し'},
    actor: 'card',
  },
  clockIn: {id: 'clock-in', title: {en: 'Clock in', ja: '出勤を記録'}, actor: 'host'},
  scanBarcode: {
    id: 'scan-barcode',
    title: {en: 'Scan the barcode of the old card', ja: '旧カードのバーコードを読み取り'},
    actor: 'operator',
    usualMs: 2000,
  },
  swipeStripe: {
    id: 'swipe-stripe',
    title: {en: 'Swipe the magnetic stripe of the old card', ja: '旧カードの磁気ストライプを読み取り'},
    actor: 'operator',
    usualMs: 2000,
  },
  oneYear: {
    id: 'one-year',
    title: {en: 'A year in which old cards give way', ja: '旧カードから移行する1年'},
    actor: 'host',
  },
} as const satisfies Readonly<Record<string, Phase>>;
