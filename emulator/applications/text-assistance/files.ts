import {type AccessRule, always, any, issuerAuthenticated, never, verified} from '../../os/access-rule.ts';
import type {FileDefinition, TransparentEf} from '../../os/file.ts';
import {type CardBehaviour, verificationNumberTries} from '../../profiles/behaviour.ts';

/** EF identifiers of 券面事項入力補助AP. [S1] [S3] */
export const textFiles = {
  myNumber: 0x0001,
  attributes: 0x0002,
  integrity: 0x0003,
  certificate: 0x0004,
  basicInformation: 0x0005,
  sessionKeyPublicKey: 0x0006,
  signedPublicKey: 0x0007,
  unknown: 0x0008,
  pin: 0x0011,
  blockedReference: 0x0012,
  internalKey: 0x0013,
  verificationNumberA: 0x0014,
  verificationNumberB: 0x0015,
} as const;

const f = textFiles;

const pinOrA = any(verified(f.pin), verified(f.verificationNumberA));
const pinOrB = any(verified(f.pin), verified(f.verificationNumberB));
const anyOfThem = any(pinOrA, verified(f.verificationNumberB));

const transparent = (id: number, name: string, read: AccessRule): TransparentEf => ({
  kind: 'transparent',
  id,
  name,
  read,
  evidence: 'observed',
});

/**
 * The PIN opens all, 照合番号A and B what the other does not: A the number, B the attributes. [S3] Bench-defined, D30:
 * the files of unknown meaning; Bench-defined, D32 and D112: the tries of 照合番号A and B; D113: who reads EF 0003.
 * The issuer writes the attributes anew when the record changes. Bench-defined, D265.
 */
export const textFileTable = (behaviour: CardBehaviour): readonly FileDefinition[] => [
  {...transparent(f.myNumber, 'my number', pinOrA), confidential: true},
  {...transparent(f.attributes, 'attributes', pinOrB), update: issuerAuthenticated},
  // Its first hash gives the number away: there are few enough numbers to try them all.
  {
    ...transparent(
      f.integrity,
      'integrity record',
      behaviour.integrityRecord === 'pin-or-a' ? pinOrA : anyOfThem,
    ),
    confidential: true,
    update: issuerAuthenticated,
  },
  transparent(f.certificate, 'card-verifiable certificate', always),
  transparent(f.basicInformation, 'basic information', always),
  transparent(f.sessionKeyPublicKey, 'session key public key', anyOfThem),
  transparent(f.signedPublicKey, 'signed public key', anyOfThem),
  {...transparent(f.unknown, 'unknown 0008', anyOfThem), evidence: 'bench-defined'},
  {...transparent(0x0010, 'unknown 0010', never), evidence: 'bench-defined'},
  {
    kind: 'credential',
    id: f.pin,
    name: 'text assistance PIN',
    minLength: 4,
    maxLength: 4,
    tries: 3,
    evidence: 'observed',
  },
  {
    kind: 'credential',
    id: f.blockedReference,
    name: 'blocked reference',
    minLength: 1,
    maxLength: 16,
    tries: 0,
    fixed: true,
    evidence: 'observed',
  },
  {kind: 'private-key', id: f.internalKey, name: 'internal signing key', use: always, evidence: 'observed'},
  {
    kind: 'credential',
    id: f.verificationNumberA,
    name: 'verification number A',
    minLength: 12,
    maxLength: 12,
    tries: verificationNumberTries(behaviour),
    fixed: true,
    evidence: 'bench-defined',
  },
  {
    kind: 'credential',
    id: f.verificationNumberB,
    name: 'verification number B',
    minLength: 14,
    maxLength: 14,
    tries: verificationNumberTries(behaviour),
    fixed: true,
    evidence: 'bench-defined',
  },
  {kind: 'internal', id: 0x001c, name: 'internal 001C', evidence: 'observed'},
  {kind: 'internal', id: 0x001e, name: 'internal 001E', evidence: 'observed'},
];
