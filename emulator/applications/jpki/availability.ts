import type {ApplicationState} from '../../os/state.ts';
import {jpkiFiles as f} from './files.ts';

const usable = 0x8f;

/** EF 0008: 8F where a certificate is usable (digital signature, user authentication), 00 where there is none. [S3] */
export const availability = (has: {
  readonly digitalSignature: boolean;
  readonly userAuthentication: boolean;
}): Uint8Array => Uint8Array.of(has.digitalSignature ? usable : 0, has.userAuthentication ? usable : 0, 0);

/** The application with EF 0008 in step with its certificates. */
export const withAvailability = (state: ApplicationState): ApplicationState => {
  const {contents} = state;
  const now = availability({
    digitalSignature: contents.has(f.digitalSignatureCertificate),
    userAuthentication: contents.has(f.userAuthenticationCertificate),
  });
  return {...state, contents: new Map(contents).set(f.availability, now)};
};
