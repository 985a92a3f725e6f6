import type {BehaviourDefinition} from './behaviour.ts';

/**
 * Every behaviour on which sources disagree or are silent, and what a card may do. A profile names one option of
 * each. An option stands here only where software can tell it from the others: a test shows each on the wire.
 */
export const behaviours = {
  blockedVerify: {
    title: {en: 'VERIFY with data while the credential is blocked', ja: '閉塞中の暗証番号照合'},
    applies: 'while-running',
    options: {
      '6984': {title: {en: '6984', ja: '6984'}, evidence: 'observed', reference: 'D1'},
      '6983': {title: {en: '6983', ja: '6983'}, evidence: 'bench-defined', reference: 'D1'},
    },
  },
  queryWhenVerified: {
    title: {en: 'VERIFY without data while the credential is verified', ja: '照合済みでの残り回数の照会'},
    applies: 'while-running',
    options: {
      'tries-left': {title: {en: '63Cx', ja: '63Cx'}, evidence: 'observed', reference: 'D2'},
      '9000': {title: {en: '9000', ja: '9000'}, evidence: 'bench-defined', reference: 'D2'},
    },
  },
  wrongLength: {
    title: {en: 'VERIFY with a value of impossible length', ja: 'あり得ない長さの値の照合'},
    applies: 'while-running',
    options: {
      refused: {
        title: {en: '6700, no try is lost', ja: '6700、残り回数は減らない'},
        evidence: 'bench-defined',
        reference: 'D3',
      },
      'counts-as-try': {
        title: {en: 'compared, costs a try', ja: '照合し、残り回数が減る'},
        evidence: 'bench-defined',
        reference: 'D3',
      },
    },
  },
  reselection: {
    title: {en: 'SELECT of the application that is selected already', ja: '選択中のAPの再選択'},
    applies: 'while-running',
    options: {
      'clears-security-status': {
        title: {en: 'ends the verified state', ja: '照合状態が消える'},
        evidence: 'bench-defined',
        reference: 'D4',
      },
      'keeps-security-status': {
        title: {en: 'keeps the verified state', ja: '照合状態が残る'},
        evidence: 'bench-defined',
        reference: 'D4',
      },
    },
  },
  warmReset: {
    title: {en: 'warm reset', ja: 'ウォームリセット'},
    applies: 'while-running',
    options: {
      'keeps-security-status': {
        title: {en: 'keeps the verified state', ja: '照合状態が残る'},
        evidence: 'observed',
        reference: 'D5',
      },
      'clears-security-status': {
        title: {en: 'ends the verified state', ja: '照合状態が消える'},
        evidence: 'bench-defined',
        reference: 'D5',
      },
    },
  },
  firstCommand: {
    title: {en: 'the first command after power-up', ja: '電源投入後の最初のコマンド'},
    applies: 'while-running',
    options: {
      served: {title: {en: 'served', ja: '実行する'}, evidence: 'observed', reference: 'D106'},
      '6F00': {title: {en: '6F00, not run', ja: '6F00、実行しない'}, evidence: 'observed', reference: 'D106'},
    },
  },
  endOfFile: {
    title: {en: 'READ BINARY whose Le reaches beyond the end', ja: '終端を越えるLeでのREAD BINARY'},
    applies: 'while-running',
    options: {
      '9000': {
        title: {en: 'what is left, 9000', ja: '残りのデータと9000'},
        evidence: 'observed',
        reference: 'D107',
      },
      '6282': {
        title: {en: 'what is left, 6282', ja: '残りのデータと6282'},
        evidence: 'standard',
        reference: 'D107',
      },
    },
  },
  extendedLength: {
    title: {en: 'a command with extended length fields', ja: '拡張長のコマンド'},
    applies: 'while-running',
    options: {
      served: {title: {en: 'served', ja: '実行する'}, evidence: 'observed', reference: 'D108'},
      '6700': {title: {en: '6700', ja: '6700'}, evidence: 'bench-defined', reference: 'D108'},
    },
  },
  commandChaining: {
    title: {en: 'command chaining', ja: 'コマンドチェイニング'},
    applies: 'while-running',
    options: {
      served: {title: {en: 'served', ja: '実行する'}, evidence: 'bench-defined', reference: 'D13'},
      '6884': {title: {en: '6884', ja: '6884'}, evidence: 'standard', reference: 'D109'},
    },
  },
  certificatePadding: {
    title: {en: 'what fills a certificate file behind the certificate', ja: '証明書ファイルの余白'},
    applies: 'while-running',
    options: {
      'bytes-FF': {title: {en: 'FF', ja: 'FF'}, evidence: 'bench-defined', reference: 'D9'},
      'bytes-00': {title: {en: '00', ja: '00'}, evidence: 'bench-defined', reference: 'D9'},
    },
  },
  userAuthenticationCertificate: {
    title: {en: 'reading the user authentication certificate', ja: '利用者証明用電子証明書の読み出し'},
    applies: 'while-running',
    options: {
      free: {title: {en: 'free', ja: '制限なし'}, evidence: 'observed', reference: 'S1'},
      'after-pin': {
        title: {en: 'after the PIN', ja: '暗証番号の照合後'},
        evidence: 'observed',
        reference: 'D110',
      },
    },
  },
  digitalSignaturePassword: {
    title: {en: 'how long the signature password holds', ja: '署名用パスワードの照合の有効範囲'},
    applies: 'while-running',
    options: {
      'any-number-of-signatures': {
        title: {en: 'any number of signatures', ja: '何回でも署名できる'},
        evidence: 'observed',
        reference: 'S3',
      },
      'one-signature': {
        title: {en: 'one signature', ja: '署名1回限り'},
        evidence: 'bench-defined',
        reference: 'D111',
      },
    },
  },
  verificationNumberTries: {
    title: {en: 'tries of 照合番号A and B', ja: '照合番号A・Bの試行回数'},
    applies: 'while-running',
    options: {
      '10': {title: {en: '10', ja: '10'}, evidence: 'bench-defined', reference: 'D112'},
      '3': {title: {en: '3', ja: '3'}, evidence: 'bench-defined', reference: 'D112'},
    },
  },
  integrityRecord: {
    title: {en: 'who reads EF 0003 of 券面事項入力補助AP', ja: '券面事項入力補助APのEF 0003の読み出し'},
    applies: 'while-running',
    options: {
      'pin-a-or-b': {
        title: {en: 'PIN, 照合番号A or B', ja: '暗証番号、照合番号AまたはB'},
        evidence: 'observed',
        reference: 'D113',
      },
      'pin-or-a': {
        title: {en: 'PIN or 照合番号A', ja: '暗証番号または照合番号A'},
        evidence: 'bench-defined',
        reference: 'D113',
      },
    },
  },
  lastCommand: {
    title: {en: '80 FC 00 00 in the JPKI application', ja: '公的個人認証APでの 80 FC 00 00'},
    applies: 'while-running',
    options: {
      '6700': {title: {en: '6700', ja: '6700'}, evidence: 'observed', reference: 'S3'},
      '9000': {title: {en: '9000', ja: '9000'}, evidence: 'bench-defined', reference: 'D114'},
    },
  },
  trailingBytes: {
    title: {en: 'bytes behind the data in both 券面AP', ja: '券面APのファイルのデータ後の余白'},
    applies: 'when-personalised',
    options: {
      none: {title: {en: 'none', ja: 'なし'}, evidence: 'observed', reference: 'D115'},
      'bytes-FF': {
        title: {en: '16 bytes FF', ja: 'FFを16バイト'},
        evidence: 'bench-defined',
        reference: 'D115',
      },
    },
  },
  basicInformationLengths: {
    title: {
      en: 'lengths in EF 0005 of 券面事項入力補助AP',
      ja: '券面事項入力補助APのEF 0005の長さの表し方',
    },
    applies: 'when-personalised',
    options: {
      shortest: {title: {en: 'shortest', ja: '最短'}, evidence: 'bench-defined', reference: 'D116'},
      'three-bytes': {
        title: {en: '82 and two bytes', ja: '82と2バイト'},
        evidence: 'observed',
        reference: 'D116',
      },
    },
  },
} as const satisfies Readonly<Record<string, BehaviourDefinition>>;
