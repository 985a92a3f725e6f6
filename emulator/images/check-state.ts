import {createHash, createPrivateKey, createPublicKey, type KeyObject} from 'node:crypto';
import {KazasuError} from '../../protocol/index.ts';
import type {Application} from '../os/application.ts';
import {triesOf} from '../os/commands/current-credential.ts';
import {type FileDefinition, fileIdText} from '../os/file.ts';
import type {ApplicationState} from '../os/state.ts';

const refused = (where: string, en: string, ja: string): never => {
  throw new KazasuError('KZS-CARD-IMAGE', {
    en: `a card that can be run was expected, but at ${where} ${en}`,
    ja: `動作するカードが必要ですが、${where} で${ja}`,
  });
};

const modulusBits = 2048;

const keyBits = (parse: () => KeyObject): number => {
  try {
    const key = parse();
    return key.asymmetricKeyType === 'rsa' ? (key.asymmetricKeyDetails?.modulusLength ?? 0) : 0;
  } catch {
    return 0;
  }
};

/** Hashes of keys that were found usable: hashing one is far quicker than reading it. */
const foundUsable = new Set<string>();
const mostFound = 1000;

const checkKey = (where: string, bytes: Uint8Array, parse: (key: Buffer) => KeyObject): void => {
  const name = createHash('sha256').update(bytes).digest('hex');
  if (foundUsable.has(name)) {
    return;
  }
  if (keyBits(() => parse(Buffer.from(bytes))) !== modulusBits) {
    refused(where, `there is no RSA key of ${modulusBits} bits`, `${modulusBits}ビットのRSA鍵がありません`);
  }
  if (foundUsable.size >= mostFound) {
    foundUsable.clear();
  }
  foundUsable.add(name);
};

/** What an image keeps for each kind of file must be something the card can work with. */
const checkFile = (file: FileDefinition, state: ApplicationState, where: string): void => {
  const privateKey = state.privateKeys.get(file.id);
  const publicKey = state.publicKeys.get(file.id);
  const credential = state.credentials.get(file.id);
  if (privateKey) {
    checkKey(where, privateKey, (key) => createPrivateKey({key, format: 'der', type: 'pkcs8'}));
  }
  if (publicKey) {
    checkKey(where, publicKey, (key) => createPublicKey({key, format: 'der', type: 'spki'}));
  }
  if (file.kind !== 'credential' || !credential) {
    return;
  }
  const {length} = credential.value;
  // An empty value is a credential that has not been set yet.
  if (length !== 0 && (length < file.minLength || length > file.maxLength)) {
    refused(where, `the value has ${length} bytes`, `値が ${length} バイトです`);
  }
  const tries = triesOf(file, credential);
  if (credential.triesLeft > tries) {
    refused(
      where,
      `${credential.triesLeft} ${credential.triesLeft === 1 ? 'try is' : 'tries are'} left of ${tries}`,
      `残り回数が ${tries} 回中 ${credential.triesLeft} 回です`,
    );
  }
};

/** Refuses state that the form of an image allows and no card can have. Throws `KZS-CARD-IMAGE` with the place. */
export const checkState = (application: Application, state: ApplicationState): void => {
  for (const file of application.files) {
    checkFile(file, state, `applications.${application.name}, EF ${fileIdText(file.id)}`);
  }
};
