import type {KeyObject} from 'node:crypto';
import {jpkiFiles as f} from '../applications/jpki/application.ts';
import {tokenInformation, tokenLabels} from '../applications/jpki/token-information.ts';
import type {ApplicationState} from '../os/state.ts';
import type {Persona} from '../personas/persona.ts';
import type {CardProfile} from '../profiles/card-profile.ts';
import {type CardImage, withState} from './card-image.ts';

/** What the factory puts on a card: DER certificates, key pairs, the key that judges terminals. */
export interface Personalisation {
  readonly id: string;
  readonly persona: Persona;
  readonly profile: CardProfile;
  /** Up to 16 digits, shown in the token information. */
  readonly tokenSerial: string;
  readonly userAuthentication: {readonly privateKey: KeyObject; readonly certificate: Uint8Array};
  readonly digitalSignature: {readonly privateKey: KeyObject; readonly certificate: Uint8Array};
  readonly userAuthenticationCa: Uint8Array;
  readonly digitalSignatureCa: Uint8Array;
  readonly terminalAuthority: KeyObject;
}

const privateDer = (key: KeyObject): Uint8Array =>
  Uint8Array.from(key.export({format: 'der', type: 'pkcs8'}));
const publicDer = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({format: 'der', type: 'spki'}));
const secret = (text: string, tries: number): {value: Uint8Array; triesLeft: number} => ({
  value: Uint8Array.from(Buffer.from(text, 'latin1')),
  triesLeft: tries,
});

const jpkiState = (made: Personalisation): ApplicationState => ({
  contents: new Map([
    [f.digitalSignatureCertificate, made.digitalSignature.certificate],
    [f.digitalSignatureCaCertificate, made.digitalSignatureCa],
    [f.token, tokenInformation(tokenLabels.myNumberCard, made.tokenSerial)],
    // First byte: signature certificate usable, second: user authentication certificate usable. [S3]
    [f.availability, Uint8Array.of(0x8f, 0x8f, 0x00)],
    [f.userAuthenticationCertificate, made.userAuthentication.certificate],
    [f.userAuthenticationCaCertificate, made.userAuthenticationCa],
  ]),
  records: new Map(),
  credentials: new Map([
    [f.userAuthenticationPin, secret(made.persona.secrets.userAuthenticationPin, 3)],
    [f.digitalSignaturePassword, secret(made.persona.secrets.digitalSignaturePassword, 5)],
  ]),
  privateKeys: new Map([
    [f.userAuthenticationKey, privateDer(made.userAuthentication.privateKey)],
    [f.digitalSignatureKey, privateDer(made.digitalSignature.privateKey)],
  ]),
  publicKeys: new Map([[f.terminalAuthority, publicDer(made.terminalAuthority)]]),
});

/** A card image for a persona, with all tries left. */
export const personalise = (made: Personalisation): CardImage =>
  withState(
    {
      kind: 'kazasu-card',
      version: 1,
      id: made.id,
      persona: made.persona.name,
      profile: made.profile.name,
      applications: {},
    },
    {applications: new Map([['jpki', jpkiState(made)]])},
  );
