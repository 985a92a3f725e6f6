import {aids} from '../../../protocol/index.ts';
import {type AccessRule, always, any, issuerAuthenticated, verified} from '../../os/access-rule.ts';
import {type Application, application} from '../../os/application.ts';
import {computeDigitalSignature} from '../../os/commands/compute-digital-signature.ts';
import {interindustryCommands} from '../../os/commands/interindustry.ts';
import {internalAuthenticateElsewhere, issuerCommands} from '../../os/commands/not-permitted.ts';
import type {CredentialEf, FileDefinition, TransparentEf} from '../../os/file.ts';
import {type CardBehaviour, verificationNumberTries} from '../../profiles/behaviour.ts';

/** EF identifiers of the card-surface application. [S3] */
export const cardSurfaceFiles = {
  age: 0x0001,
  face: 0x0002,
  basic: 0x0003,
  certificate: 0x0004,
  myNumber: 0x0005,
  filler: 0x0006,
  birthDate: 0x0011,
  verificationNumberB: 0x0012,
  verificationNumberA: 0x0013,
  internalKey: 0x001a,
} as const;

const f = cardSurfaceFiles;

const readable = (id: number, name: string, read: AccessRule): TransparentEf => ({
  kind: 'transparent',
  id,
  name,
  read,
  evidence: 'observed',
});

/** How often the birth date may be entered wrongly is not known. Bench-defined, D40. */
export const birthDateTries = 10;

const printedNumber = (id: number, name: string, digits: number, tries: number): CredentialEf => ({
  kind: 'credential',
  id,
  name,
  minLength: digits,
  maxLength: digits,
  tries,
  fixed: true,
  evidence: 'bench-defined',
});

const aOrB = any(verified(f.verificationNumberA), verified(f.verificationNumberB));

const filesOf = (behaviour: CardBehaviour): readonly FileDefinition[] => [
  readable(f.age, 'age record', verified(f.birthDate)),
  // 券面更新: the issuer writes the face anew when the record changes. Bench-defined, D265.
  {...readable(f.face, 'card face', aOrB), update: issuerAuthenticated},
  readable(f.basic, 'basic information', always),
  readable(f.certificate, 'card-verifiable certificate', always),
  {...readable(f.myNumber, '個人番号 picture', verified(f.verificationNumberA)), confidential: true},
  readable(f.filler, 'sixteen bytes FF', aOrB),
  printedNumber(f.birthDate, 'birth date', 6, birthDateTries),
  printedNumber(f.verificationNumberB, 'verification number B', 14, verificationNumberTries(behaviour)),
  printedNumber(f.verificationNumberA, 'verification number A', 12, verificationNumberTries(behaviour)),
  {kind: 'internal', id: 0x0014, name: 'internal 0014', evidence: 'observed'},
  {kind: 'internal', id: 0x0015, name: 'internal 0015', evidence: 'observed'},
  // That EF 001A holds the key is our choice; that it cannot be read was observed. Bench-defined, D43.
  {
    kind: 'private-key',
    id: f.internalKey,
    name: 'internal signing key',
    use: always,
    evidence: 'bench-defined',
  },
  {kind: 'internal', id: 0x001c, name: 'internal 001C', evidence: 'observed'},
  {kind: 'internal', id: 0x001e, name: 'internal 001E', evidence: 'observed'},
];

/** 券面事項確認AP: what is printed on the card, as pictures, signed by the municipality. */
export const cardSurface = (behaviour: CardBehaviour): Application =>
  application({
    name: 'card-surface',
    title: {en: 'Card surface confirmation', ja: '券面事項確認AP'},
    aid: aids['card-surface'],
    files: filesOf(behaviour),
    commands: [
      ...interindustryCommands,
      computeDigitalSignature,
      internalAuthenticateElsewhere,
      ...issuerCommands,
    ],
    defaultKey: f.internalKey,
  });
