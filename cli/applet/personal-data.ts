import {
  appletSizes,
  personalisationObjects,
  type StandardAppletName,
  standardAppletNames,
  standardApplets,
} from '../../protocol/applets/index.ts';
import {fromHex, toHex} from '../../protocol/index.ts';
import type {Language} from '../language.ts';
import {secretFrom} from '../pki/secret-input.ts';
import {UsageError} from '../usage-error.ts';

export interface PersonalChoice {
  readonly id: string | undefined;
  readonly 'pin-file': string | undefined;
  readonly 'key-file': string | undefined;
}

/** Which of them each of our applications is given; one of one's own takes what it likes. */
const taken: Readonly<Record<StandardAppletName, {readonly pin: boolean; readonly key: boolean}>> = {
  'service-a': {pin: true, key: true},
  'service-d': {pin: true, key: true},
  'common-card': {pin: false, key: false},
};

/**
 * The data objects of STORE DATA; undefined where no id is given. No error repeats a PIN, a key or an id.
 * @throws UsageError
 */
export const personalData = async (
  {id, 'pin-file': pinFile, 'key-file': keyFile}: PersonalChoice,
  module: Uint8Array,
  language: Language,
): Promise<Uint8Array[] | undefined> => {
  if (id === undefined) {
    if (pinFile !== undefined || keyFile !== undefined) {
      throw wrong('--id beside --pin-file or --key-file', '--pin-file と --key-file には --id も');
    }
    return undefined;
  }
  const name = standardAppletNames.find((one) => toHex(standardApplets[one].moduleAid) === toHex(module));
  if (name && taken[name].key !== (keyFile !== undefined)) {
    throw taken[name].key
      ? wrong(
          `--key-file for ${name}, by whose key card and terminal know each other,`,
          `${name} には端末と共有する鍵の --key-file`,
        )
      : wrong(`no --key-file for ${name}`, `${name} には --key-file のない指定`);
  }
  if (name && !taken[name].pin && pinFile !== undefined) {
    throw wrong(`no --pin-file for ${name}`, `${name} には --pin-file のない指定`);
  }
  const pin = pinFile === undefined ? undefined : await pinFrom(pinFile, language);
  const key = keyFile === undefined ? undefined : await keyFrom(keyFile, language);
  return personalisationObjects({
    id: idBytes(id, name === 'common-card' ? appletSizes.commonId : appletSizes.id, name === 'common-card'),
    ...(pin ? {pin} : {}),
    ...(key ? {key} : {}),
  });
};

/** Letters as the card management system allows them, and no twelve digits. Bench-defined, C117, C180 */
const idBytes = (id: string, most: number, filledUp: boolean): Uint8Array => {
  const digits = /^[\d._-]+$/.test(id) ? id.replace(/\D/g, '').length : 0;
  if (!/^[A-Za-z0-9._-]+$/.test(id) || id.length > most || digits === 12) {
    throw wrong(
      `--id with 1 to ${most} letters, digits and ._- that has not the form of a 個人番号`,
      `--id には個人番号の形をしていない英数字と ._- の1〜${most}文字`,
    );
  }
  return Uint8Array.from(Buffer.from(filledUp ? id.padEnd(most) : id, 'latin1'));
};

const pinFrom = async (file: string, language: Language): Promise<Uint8Array> => {
  const pin = Buffer.from(await secretFrom(file, {en: 'PIN', ja: '暗証番号'}, language), 'utf8');
  if (pin.length < appletSizes.pinMin || pin.length > appletSizes.pinMax) {
    throw wrong(
      `a PIN of ${appletSizes.pinMin} to ${appletSizes.pinMax} bytes in the first line of ${file}`,
      `${file} の1行目に${appletSizes.pinMin}〜${appletSizes.pinMax}バイトの暗証番号`,
    );
  }
  return Uint8Array.from(pin);
};

const keyFrom = async (file: string, language: Language): Promise<Uint8Array> => {
  const key = (await secretFrom(file, {en: 'key', ja: '鍵'}, language)).trim();
  if (!/^[0-9A-F]{32}$/i.test(key)) {
    throw wrong(
      `a key of ${appletSizes.key} bytes in hex in the first line of ${file}`,
      `${file} の1行目に${appletSizes.key}バイトの鍵(16進)`,
    );
  }
  return fromHex(key);
};

const wrong = (en: string, ja: string): UsageError =>
  new UsageError({en: `${en} was expected, but something else came`, ja: `${ja}が必要です`});
