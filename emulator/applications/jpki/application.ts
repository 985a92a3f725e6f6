import {aids} from '../../../protocol/index.ts';
import {
  always,
  any,
  issuerAuthenticated,
  never,
  terminalAuthenticated,
  verified,
} from '../../os/access-rule.ts';
import {type Application, application} from '../../os/application.ts';
import {computeDigitalSignature} from '../../os/commands/compute-digital-signature.ts';
import {interindustryCommands} from '../../os/commands/interindustry.ts';
import {internalAuthenticateElsewhere, issuerCommands} from '../../os/commands/not-permitted.ts';
import type {FileDefinition} from '../../os/file.ts';
import type {CardBehaviour} from '../../profiles/behaviour.ts';
import {withAvailability} from './availability.ts';
import {jpkiFiles} from './files.ts';
import {externalAuthenticate, lastCommand, verifyCertificate} from './terminal-authentication.ts';

export {jpkiFiles};

const f = jpkiFiles;

/** Allocated bytes of a certificate EF, measured on a card; the DER inside is shorter. [S3] */
const certificateBytes = 3808;

const filesOf = (behaviour: CardBehaviour): readonly FileDefinition[] => [
  {
    kind: 'transparent',
    id: f.digitalSignatureCertificate,
    name: 'digital signature certificate',
    read: verified(f.digitalSignaturePassword),
    update: issuerAuthenticated,
    certifies: f.digitalSignatureKey,
    size: certificateBytes,
    evidence: 'observed',
  },
  {
    kind: 'transparent',
    id: f.digitalSignatureCaCertificate,
    name: 'digital signature CA certificate',
    read: always,
    update: issuerAuthenticated,
    size: certificateBytes,
    evidence: 'observed',
  },
  {kind: 'transparent', id: 0x0005, name: 'unknown 0005', read: never, evidence: 'bench-defined'},
  {kind: 'transparent', id: f.token, name: 'token information', read: always, evidence: 'observed'},
  {kind: 'transparent', id: f.availability, name: 'availability', read: always, evidence: 'observed'},
  {kind: 'transparent', id: 0x0009, name: 'unknown 0009', read: never, evidence: 'bench-defined'},
  {
    kind: 'transparent',
    id: f.userAuthenticationCertificate,
    name: 'user authentication certificate',
    read: behaviour.userAuthenticationCertificate === 'free' ? always : verified(f.userAuthenticationPin),
    update: issuerAuthenticated,
    certifies: f.userAuthenticationKey,
    size: certificateBytes,
    evidence: 'observed',
  },
  {
    kind: 'transparent',
    id: f.userAuthenticationCaCertificate,
    name: 'user authentication CA certificate',
    read: always,
    update: issuerAuthenticated,
    size: certificateBytes,
    evidence: 'observed',
  },
  {kind: 'internal', id: 0x0010, name: 'internal 0010', evidence: 'observed'},
  {kind: 'public-key', id: f.terminalAuthority, name: 'terminal authority key', evidence: 'observed'},
  {
    kind: 'private-key',
    id: f.userAuthenticationKey,
    name: 'user authentication key',
    use: any(verified(f.userAuthenticationPin), terminalAuthenticated),
    evidence: 'observed',
  },
  {
    kind: 'credential',
    id: f.userAuthenticationPin,
    name: 'user authentication PIN',
    minLength: 4,
    maxLength: 4,
    tries: 3,
    evidence: 'observed',
  },
  {kind: 'internal', id: 0x0019, name: 'internal 0019', evidence: 'observed'},
  {
    kind: 'private-key',
    id: f.digitalSignatureKey,
    name: 'digital signature key',
    use: verified(f.digitalSignaturePassword),
    ...(behaviour.digitalSignaturePassword === 'one-signature' ? {consumes: f.digitalSignaturePassword} : {}),
    evidence: 'observed',
  },
  {
    kind: 'credential',
    id: f.digitalSignaturePassword,
    name: 'digital signature password',
    minLength: 6,
    maxLength: 16,
    tries: 5,
    evidence: 'observed',
  },
  {kind: 'internal', id: 0x001c, name: 'internal 001C', evidence: 'observed'},
  {kind: 'internal', id: 0x001e, name: 'internal 001E', evidence: 'observed'},
];

/** 公的個人認証AP: two key pairs, two credentials, four certificates. */
export const jpki = (behaviour: CardBehaviour): Application =>
  application({
    name: 'jpki',
    title: {en: 'JPKI, public personal authentication', ja: '公的個人認証AP'},
    aid: aids.jpki,
    files: filesOf(behaviour),
    commands: [
      ...interindustryCommands,
      computeDigitalSignature,
      verifyCertificate,
      externalAuthenticate,
      internalAuthenticateElsewhere,
      lastCommand,
      ...issuerCommands,
    ],
    afterUpdate: withAvailability,
  });
