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
  invite: {
    id: 'invite',
    title: {
      en: 'The clerk offers one card for all (ワンカード化), the holder agrees',
      ja: 'ワンカード化を案内、利用者が同意',
    },
    actor: 'operator',
    usualMs: 15_000,
  },
  typeUserId: {
    id: 'type-user-id',
    title: {en: 'The clerk types the user’s id', ja: '利用者IDを入力'},
    actor: 'operator',
    usualMs: 20_000,
  },
  confirmUserId: {
    id: 'confirm-user-id',
    title: {en: 'The clerk confirms the id that was looked up', ja: '照会された利用者IDを確認'},
    actor: 'operator',
    usualMs: 5000,
  },
  askCard: {
    id: 'ask-card',
    title: {en: 'Ask the system for the card’s state', ja: 'カードの状態を照会'},
    actor: 'centre',
  },
  begin: {
    id: 'begin',
    title: {en: 'Begin the installation at the system', ja: '搭載の開始を登録'},
    actor: 'centre',
  },
  openArea: {
    id: 'open-area',
    title: {en: 'Secure channel with the area', ja: '領域とのセキュアチャネル'},
    actor: 'card',
  },
  listArea: {
    id: 'list-area',
    title: {en: 'GET STATUS: what is in the areas', ja: '領域の内容を確認'},
    actor: 'card',
  },
  createDomain: {
    id: 'create-domain',
    title: {en: 'The issuer’s own domain with its keys', ja: '発行者のドメインと鍵を作成'},
    actor: 'card',
  },
  load: {id: 'load', title: {en: 'LOAD the application', ja: 'APをロード'}, actor: 'card'},
  install: {id: 'install', title: {en: 'INSTALL it', ja: 'APをインストール'}, actor: 'card'},
  personalise: {
    id: 'personalise',
    title: {en: 'STORE DATA: id and keys', ja: 'IDと鍵を書き込み'},
    actor: 'card',
  },
  readBack: {
    id: 'read-back',
    title: {en: 'Read the id back', ja: '書き込んだIDを確認'},
    actor: 'card',
  },
  commit: {
    id: 'commit',
    title: {en: 'Commit the installation at the system', ja: '搭載の完了を登録'},
    actor: 'centre',
  },
  scanOldCard: {
    id: 'scan-old-card',
    title: {en: 'The clerk scans the old card', ja: '旧カードを読み取り'},
    actor: 'operator',
    usualMs: 5000,
  },
  mapId: {
    id: 'map-id',
    title: {en: 'The service gives the new id the old number', ja: '新しいIDを旧番号に対応付け'},
    actor: 'host',
  },
  lock: {
    id: 'lock',
    title: {en: 'SET STATUS: stop the application', ja: 'APを停止'},
    actor: 'card',
  },
  unlock: {
    id: 'unlock',
    title: {en: 'SET STATUS: resume the application', ja: 'APを再開'},
    actor: 'card',
  },
  delete: {id: 'delete', title: {en: 'DELETE', ja: '削除'}, actor: 'card'},
  readResources: {
    id: 'read-resources',
    title: {en: 'GET DATA: how many bytes are free', ja: '空き容量を確認'},
    actor: 'card',
  },
  switchOn: {
    id: 'switch-on',
    title: {en: 'Switch the extension for any card on', ja: '新カードAP搭載システムを有効化'},
    actor: 'centre',
  },
  tellMove: {
    id: 'tell-move',
    title: {en: 'The holder says to move out (転出届)', ja: '転出届を登録'},
    actor: 'centre',
  },
  emptyArea: {
    id: 'empty-area',
    title: {en: 'The new town continues the use (継続利用)', ja: '転入先で継続利用の処理'},
    actor: 'card',
  },
  tryOut: {
    id: 'try-out',
    title: {en: 'Ask for what is not allowed', ja: '許可されない操作を要求'},
    actor: 'centre',
  },
  tryOnCard: {
    id: 'try-on-card',
    title: {en: 'Try it on the card with the own keys', ja: '自分の鍵でカードを直接操作'},
    actor: 'card',
  },
  gate: {
    id: 'gate',
    title: {en: 'The gate reads the staff card', ja: '入退室ゲートが職員証を読み取り'},
    actor: 'card',
  },
  logIn: {
    id: 'log-in',
    title: {en: 'The PC reads the staff card', ja: 'PCログインで職員証を読み取り'},
    actor: 'card',
  },
  testTap: {
    id: 'test-tap',
    title: {en: 'A tap to try it', ja: '試しにかざす'},
    actor: 'card',
  },
} as const satisfies Readonly<Record<string, Phase>>;
