import {KazasuError} from '../../protocol/index.ts';

/** Characters that every program turns into the same bytes. Bench-defined, C105. */
const lawful = /^[\x20-\x7e]{4,128}$/;

/**
 * Refuses a pass phrase that another program might read differently. The phrase itself stays out of the error.
 * @throws KazasuError `KZS-PKI-PASS-PHRASE`
 */
export const checkPassPhrase = (passPhrase: string): void => {
  if (!lawful.test(passPhrase)) {
    const came = [...passPhrase].length;
    const [en, ja] =
      came >= 4 && came <= 128
        ? ['one with other characters', 'それ以外の文字を含むもの']
        : [`one of ${came} characters`, `${came} 文字のもの`];
    throw new KazasuError('KZS-PKI-PASS-PHRASE', {
      en: `a pass phrase of 4 to 128 ASCII characters without control characters was expected, but ${en} came`,
      ja: `パスフレーズは制御文字を除く4〜128文字のASCII文字ですが、${ja}が指定されました`,
    });
  }
};
