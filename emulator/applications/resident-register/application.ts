import {aids} from '../../../protocol/index.ts';
import {always, verified} from '../../os/access-rule.ts';
import {application} from '../../os/application.ts';
import {changeKey} from '../../os/commands/change-key.ts';
import {interindustryCommands} from '../../os/commands/interindustry.ts';
import {internalAuthenticateElsewhere, issuerCommands} from '../../os/commands/not-permitted.ts';
import {sessionKeyForbidden} from '../../os/commands/set-session-key-elsewhere.ts';
import type {FileDefinition} from '../../os/file.ts';

/** EF identifiers of the resident register application. [S3], D22: the one of the code is ours. */
export const residentRegisterFiles = {
  residentCode: 0x0001,
  keyReference: 0x0002,
  pin: 0x001c,
} as const;

const f = residentRegisterFiles;

const files: readonly FileDefinition[] = [
  {
    kind: 'transparent',
    id: f.residentCode,
    name: 'resident code',
    confidential: true,
    read: verified(f.pin),
    evidence: 'bench-defined',
  },
  {kind: 'records', id: f.keyReference, name: 'key reference', read: always, evidence: 'observed'},
  {
    kind: 'credential',
    id: f.pin,
    name: 'resident register PIN',
    minLength: 4,
    maxLength: 4,
    tries: 3,
    evidence: 'observed',
  },
];

/** 住基AP: the least known of the five. No client that reads it is public. */
export const residentRegister = application({
  name: 'resident-register',
  title: {en: 'Resident register application', ja: '住基AP'},
  aid: aids['resident-register'],
  files,
  commands: [
    ...interindustryCommands,
    internalAuthenticateElsewhere,
    changeKey,
    sessionKeyForbidden,
    ...issuerCommands,
  ],
});
