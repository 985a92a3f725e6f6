import type {KeyObject} from 'node:crypto';
import type {Personalisation} from '../../images/personalisation.ts';
import type {ApplicationState, CredentialState} from '../../os/state.ts';
import {availability} from './availability.ts';
import {jpkiFiles as f} from './files.ts';
import {tokenInformation} from './token-information.ts';

const privateDer = (key: KeyObject): Uint8Array =>
  Uint8Array.from(key.export({format: 'der', type: 'pkcs8'}));
const publicDer = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({format: 'der', type: 'spki'}));
const secret = (text: string, tries: number): CredentialState => ({
  value: Uint8Array.from(Buffer.from(text, 'latin1')),
  triesLeft: tries,
});

/** The JPKI application of a new card, with all tries left. */
export const jpkiState = (made: Personalisation): ApplicationState => {
  const {userAuthentication, digitalSignature} = made;
  const {userAuthenticationPin, digitalSignaturePassword} = made.persona.secrets;
  const contents = new Map<number, Uint8Array>([
    [f.digitalSignatureCaCertificate, made.digitalSignatureCa],
    [f.token, tokenInformation(made.profile.tokenLabel, made.identity.tokenSerial)],
    [
      f.availability,
      availability({digitalSignature: !!digitalSignature, userAuthentication: !!userAuthentication}),
    ],
    [f.userAuthenticationCaCertificate, made.userAuthenticationCa],
  ]);
  const privateKeys = new Map<number, Uint8Array>();
  if (userAuthentication) {
    contents.set(f.userAuthenticationCertificate, userAuthentication.certificate);
    privateKeys.set(f.userAuthenticationKey, privateDer(userAuthentication.privateKey));
  }
  if (digitalSignature) {
    contents.set(f.digitalSignatureCertificate, digitalSignature.certificate);
    privateKeys.set(f.digitalSignatureKey, privateDer(digitalSignature.privateKey));
  }
  return {
    contents,
    records: new Map(),
    credentials: new Map([
      [f.userAuthenticationPin, secret(userAuthenticationPin, 3)],
      [f.digitalSignaturePassword, secret(digitalSignaturePassword, 5)],
    ]),
    privateKeys,
    publicKeys: new Map([[f.terminalAuthority, publicDer(made.terminalAuthority)]]),
  };
};
