import {KazasuError} from '../../protocol/index.ts';

/**
 * Refuses a command of no or one byte. A virtual reader takes a lone byte for its own signal (power off, on, reset,
 * ATR): nothing would answer it, and whoever waits would wait for ever. Two and three bytes are the card's to refuse.
 * @throws KazasuError `KZS-APDU-ONE-BYTE`.
 */
export const refuseLoneByte = (command: Uint8Array): void => {
  if (command.length < 2) {
    throw new KazasuError('KZS-APDU-ONE-BYTE', {
      en: `a command to the reader has at least two bytes, but ${command.length} came: a virtual reader takes a lone byte for its own signal`,
      ja: `リーダーに送るコマンドは2バイト以上ですが、${command.length}バイトでした。仮想リーダーは1バイトを自身の制御信号とみなします`,
    });
  }
};
