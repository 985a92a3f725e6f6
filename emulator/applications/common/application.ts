import {aids} from '../../../protocol/index.ts';
import {always} from '../../os/access-rule.ts';
import {application} from '../../os/application.ts';
import {changeKey} from '../../os/commands/change-key.ts';
import {interindustryCommands} from '../../os/commands/interindustry.ts';
import {internalAuthenticate} from '../../os/commands/internal-authenticate.ts';
import {issuerCommands} from '../../os/commands/not-permitted.ts';
import {sessionKeyUnavailable} from '../../os/commands/set-session-key-elsewhere.ts';
import type {FileDefinition} from '../../os/file.ts';

/** EF identifiers of the common application. [S1] [S3] */
export const commonFiles = {
  cardInformation: 0x0001,
  keyReference: 0x0002,
  internalAuthenticationKey: 0x0019,
  pin: 0x001c,
} as const;

const f = commonFiles;

const files: readonly FileDefinition[] = [
  {kind: 'records', id: f.cardInformation, name: 'card information', read: always, evidence: 'observed'},
  {kind: 'records', id: f.keyReference, name: 'key reference', read: always, evidence: 'observed'},
  {
    kind: 'private-key',
    id: f.internalAuthenticationKey,
    name: 'internal authentication key',
    use: always,
    evidence: 'observed',
  },
  {
    kind: 'credential',
    id: f.pin,
    name: 'common PIN',
    minLength: 4,
    maxLength: 4,
    tries: 3,
    evidence: 'observed',
  },
  {kind: 'internal', id: 0x001e, name: 'internal 001E', evidence: 'observed'},
];

/**
 * 共通AP: what the card says of itself as records, and the only key that answers INTERNAL AUTHENTICATE. Its PIN
 * opens nothing that is known.
 */
export const common = application({
  name: 'common',
  title: {en: 'Common application', ja: '共通AP'},
  aid: aids.common,
  files,
  commands: [
    ...interindustryCommands,
    internalAuthenticate,
    changeKey,
    sessionKeyUnavailable,
    ...issuerCommands,
  ],
});
