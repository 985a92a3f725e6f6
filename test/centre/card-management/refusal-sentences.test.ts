import test from 'ava';
import {type Actor, CardGone, CardRefused} from '../../../centre/index.ts';
import {KazasuError, type Sentence} from '../../../protocol/index.ts';
import {type ManagementBench, managementBench} from './management-bench.ts';

const cardId = '00000000000000A1';
const common = {area: 'extended', kind: 'common'} as const;
const install = {kind: 'install', cardId, applications: [common]} as const;

type Doing = (bench: ManagementBench, as: (role: 'installer' | 'card-officer') => Actor) => unknown;

const beginning =
  (extra: object): Doing =>
  ({management}, as) =>
    management.operations.begin(as('installer'), 'op', {...install, ...extra});

/** What is asked for on a card that is in use, and the whole refusal in both languages. */
const refused: Readonly<Record<string, readonly [Doing, en: string, ja: string]>> = {
  'a role that does not have the operation': [
    ({management}, as) => management.operations.begin(as('card-officer'), 'op', {...install, userId: 'A'}),
    'an operator was expected whose role may do this, but operations/install is for installer, and the role of this one is card-officer',
    'この操作ができる役割の操作者が必要ですが、operations/install は搭載担当の操作で、この操作者はカード担当です',
  ],
  'a transition that does not begin in the card’s state': [
    ({management}, as) => management.cards.change(as('card-officer'), 'op', cardId, 'deliver'),
    'a card whose state allows it was expected, but delivery is for a card that is prepared, and this one is operational',
    'この操作ができる状態のカードが必要ですが、交付は交付前設定済のカードの操作で、このカードは運用中です',
  ],
  'an installation on a card that is suspended': [
    (bench, as) => {
      bench.management.cards.change(as('card-officer'), 'stop', cardId, 'suspend');
      return beginning({userId: 'A'})(bench, as);
    },
    'a card whose state allows it was expected, but installing an application is for a card that is prepared or operational, and this one is suspended',
    'この操作ができる状態のカードが必要ですが、アプリケーションの搭載は交付前設定済・運用中のカードの操作で、このカードは一時停止です',
  ],
  'an area that the holder of the card is about to leave': [
    (bench, as) => {
      bench.management.cards.moveOut(as('card-officer'), 'move', cardId, '2026-04-02');
      return beginning({applications: [{area: 'ordinance', kind: 'common'}], userId: 'A'})(bench, as);
    },
    `an application of the area for ordinances was expected to be on the card of somebody who stays, but the holder of "${cardId}" is moving out`,
    `条例利用領域のアプリケーションは転出予定者のカードでは使えません(カード "${cardId}" は転出中です)`,
  ],
  'an id that could be a 個人番号': [
    beginning({userId: '123456789018'}),
    'an id of the user that fits the applications and is no 個人番号 was expected, but it has the form of a 個人番号',
    'アプリケーションに入る、個人番号ではない利用者の識別子が必要ですが、個人番号の形をしています',
  ],
  'an id that is too long': [
    beginning({userId: 'longer-than-16-bytes'}),
    'an id of the user that fits the applications and is no 個人番号 was expected, but only 1 to 16 letters, digits and ._- fit',
    'アプリケーションに入る、個人番号ではない利用者の識別子が必要ですが、使えるのは英数字と ._- の1〜16文字です',
  ],
  'a commit of what was taken back': [
    ({management}, as) => {
      management.operations.begin(as('installer'), 'op', {...install, userId: 'A'});
      management.operations.reconcile(as('installer'), 'op', {cardId, content: []});
      return management.operations.commit(as('installer'), 'op', {cardId, content: []});
    },
    'an operation that can still be committed was expected, but "op" was taken back',
    'まだ確定できる操作が必要ですが、"op" は取り消し済みです',
  ],
  'a chip in another state than the transition has for it': [
    ({management}, as) => {
      const request = {cardId, transition: 'suspend'} as const;
      management.transitions.begin(as('card-officer'), 'op', request);
      return management.transitions.commit(as('card-officer'), 'op', {cardId, chip: 'prepared'});
    },
    'the chip was expected to be in the state that the operation has for it, but it is prepared instead of suspended',
    'チップは操作どおりの状態でなければなりませんが、一時停止ではなく交付前設定済です',
  ],
};

const sentenceOf = (work: () => unknown): Sentence | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof KazasuError ? error.sentence : undefined;
  }
};

for (const [what, [doing, en, ja]] of Object.entries(refused)) {
  test(`${what} is refused in one sentence in each language`, async (t) => {
    const bench = await managementBench();
    await bench.card(cardId);
    const actors = {
      installer: await bench.as('town-x', 'installer'),
      'card-officer': await bench.as('town-x', 'card-officer'),
    };
    t.deepEqual(
      sentenceOf(() => doing(bench, (role) => actors[role])),
      {en, ja},
    );
  });
}

test('what a card did not carry out or answer reads as a sentence, by its command or by the work', (t) => {
  t.deepEqual(new CardRefused('GET STATUS').sentence, {
    en: 'the card was expected to carry out GET STATUS, but it refused',
    ja: 'カードによる GET STATUS の実行が必要ですが、カードが拒否しました',
  });
  t.deepEqual(new CardGone({en: 'the creation of a domain', ja: 'ドメインの作成'}).sentence, {
    en: 'the card was expected to answer during the creation of a domain, but no answer came that can be believed; reconcile when the card is back',
    ja: 'ドメインの作成 の間、信頼できる応答がカードからありません。カードを置き直して照合してください',
  });
});
