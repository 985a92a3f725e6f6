import {type AreaName, cardAreas, KazasuError, type Sentence, sw} from '../../protocol/index.ts';
import {globalPlatform as gp} from '../../terminal/index.ts';

/** Why a card's content is not changed; `area` where it is, `what` an AID, a number or a state. */
const sentences = {
  LOCKED: () => ({
    en: 'a card whose card manager is not locked was expected, but this one’s is locked or at its end',
    ja: 'カードマネージャーがロックされていないカードが必要ですが、ロック中か終了しています',
  }),
  'LIFE-CYCLE': ({what}) => ({
    en: `a card that is prepared for delivery or operational was expected, but the chip’s life cycle is ${what}`,
    ja: `交付前設定済(prepared)または運用中(operational)のカードが必要ですが、チップの状態は ${what} です`,
  }),
  'NO-AREA': ({area}) => ({
    en: `a card with the ${area.en} was expected, but this one has none`,
    ja: `${area.ja}のあるカードが必要ですが、このカードにはありません`,
  }),
  KEYS: ({area}) => ({
    en: `the keys of a new card, or those of --area-key-file, were expected to open the ${area.en}, but the card has others`,
    ja: `新しいカードの鍵または --area-key-file の鍵で${area.ja}を開く必要がありますが、カードの鍵は異なります`,
  }),
  FULL: ({area, what}) => ({
    en: `the ${area.en} was expected to have room for the application, but the card says it is full; ${what}`,
    ja: `${area.ja}に空きが必要ですが、一杯です(${what})`,
  }),
  'AID-TAKEN': ({what}) => ({
    en: `an AID that is free on the card was expected, but ${what} is taken; --aid names another`,
    ja: `カードで未使用のAIDが必要ですが、${what} は使われています。--aid で別のAIDを指定してください`,
  }),
  'PACKAGE-TAKEN': ({area, what}) => ({
    en: `the package ${what} was expected to be free for the ${area.en}, but the card has another one of that AID, or has it in another security domain`,
    ja: `パッケージ ${what} を${area.ja}に置けません。同じAIDの別のパッケージがあるか、別のセキュリティドメインにあります`,
  }),
  UNKNOWN: ({area, what}) => ({
    en: `the AID of an application in the ${area.en} was expected, but ${what}`,
    ja: `${area.ja}にあるアプリケーションのAIDが必要ですが、見つかりません: ${what}`,
  }),
} as const satisfies Readonly<
  Record<string, (came: {readonly area: Sentence; readonly what: string}) => Sentence>
>;

export type ContentRefusal = keyof typeof sentences;

/** `KZS-CARD-CONTENT-…`. */
export const contentRefusal = (
  name: ContentRefusal,
  area: AreaName,
  what = '',
  options?: ErrorOptions,
): KazasuError =>
  new KazasuError(`KZS-CARD-CONTENT-${name}`, sentences[name]({area: cardAreas[area].title, what}), options);

/** What a refusal of the card means, once it is known that the card manager is not locked. */
const meanings: readonly (readonly [title: RegExp, status: number, name: ContentRefusal])[] = [
  [/^SELECT$/, sw.fileNotFound.value, 'NO-AREA'],
  [/^EXTERNAL AUTHENTICATE/, 0x6300, 'KEYS'],
  [/^(INSTALL|LOAD|STORE DATA)/, sw.notEnoughMemory.value, 'FULL'],
  [/^INSTALL \[for load\]/, sw.conditionsOfUseNotSatisfied.value, 'PACKAGE-TAKEN'],
  [/^INSTALL \[for install/, sw.conditionsOfUseNotSatisfied.value, 'AID-TAKEN'],
];

/** An error of the GlobalPlatform host as a sentence about the area; any other one as it is. */
export const contentError = (
  error: unknown,
  area: AreaName,
  what: (name: ContentRefusal) => string = () => '',
): unknown => {
  if (error instanceof KazasuError && error.id === 'KZS-GP-CARD-CRYPTOGRAM') {
    return contentRefusal('KEYS', area, '', {cause: error});
  }
  if (!(error instanceof gp.GlobalPlatformStatus)) {
    return error;
  }
  const found = meanings.find(([title, status]) => title.test(error.title) && status === error.sw.value);
  return found ? contentRefusal(found[2], area, what(found[2]), {cause: error}) : error;
};
