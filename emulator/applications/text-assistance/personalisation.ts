import type {KeyObject} from 'node:crypto';
import {cvCertificate} from '../../card-verifiable/cv-certificate.ts';
import type {Personalisation} from '../../images/personalisation.ts';
import {withTrailingBytes} from '../../images/trailing-bytes.ts';
import type {ApplicationState, CredentialState} from '../../os/state.ts';
import {verificationNumberA, verificationNumberB} from '../../personas/verification-numbers.ts';
import {verificationNumberTries} from '../../profiles/behaviour.ts';
import {
  attributesFile,
  basicInformationFile,
  integrityFile,
  myNumberFile,
  sessionKeyPublicKeyFile,
  signedPublicKeyFile,
} from './contents.ts';
import {textFiles as f} from './files.ts';

const privateDer = (key: KeyObject): Uint8Array =>
  Uint8Array.from(key.export({format: 'der', type: 'pkcs8'}));
const secret = (text: string, tries: number): CredentialState => ({
  value: Uint8Array.from(Buffer.from(text, 'latin1')),
  triesLeft: tries,
});

/** The text assistance application of a new card, with all tries left. */
export const textAssistanceState = (made: Personalisation): ApplicationState => {
  const {persona, identity, cardKeys, cvHierarchies} = made;
  const {behaviour} = made.profile;
  const tries = verificationNumberTries(behaviour);
  const file = (content: Uint8Array): Uint8Array => withTrailingBytes(behaviour, content);
  const {root, municipality} = cvHierarchies.textAssistance;
  const {privateKey: signer, publicKey: signerKey} = municipality.keys;
  const myNumber = myNumberFile(identity.myNumber);
  return {
    contents: new Map([
      [f.myNumber, myNumber],
      [f.attributes, file(attributesFile(persona.holder))],
      [f.integrity, file(integrityFile(myNumber, persona.holder, signer))],
      [
        f.certificate,
        file(
          cvCertificate(
            {keyId: municipality.keyId, key: signerKey},
            {keyId: root.keyId, key: root.keys.privateKey},
          ),
        ),
      ],
      [f.basicInformation, file(basicInformationFile(root.keyId, behaviour.basicInformationLengths))],
      [f.sessionKeyPublicKey, file(sessionKeyPublicKeyFile(cardKeys.textSecureMessaging.publicKey))],
      [f.signedPublicKey, file(signedPublicKeyFile(cardKeys.textInternal.publicKey, signer))],
      [f.unknown, new Uint8Array(16).fill(0xff)],
    ]),
    records: new Map(),
    credentials: new Map([
      [f.pin, secret(persona.secrets.textAssistancePin, 3)],
      [f.blockedReference, secret('', 0)],
      [f.verificationNumberA, secret(verificationNumberA(identity), tries)],
      [f.verificationNumberB, secret(verificationNumberB(persona.holder, identity), tries)],
    ]),
    privateKeys: new Map([
      // The files do not say where the card keeps this one; it lies with its public half.
      [f.sessionKeyPublicKey, privateDer(cardKeys.textSecureMessaging.privateKey)],
      [f.internalKey, privateDer(cardKeys.textInternal.privateKey)],
    ]),
    publicKeys: new Map(),
  };
};
