import {aids} from '../../../protocol/index.ts';
import {type Application, application} from '../../os/application.ts';
import {computeDigitalSignature} from '../../os/commands/compute-digital-signature.ts';
import {interindustryCommands} from '../../os/commands/interindustry.ts';
import {internalAuthenticateElsewhere, issuerCommands} from '../../os/commands/not-permitted.ts';
import type {CardBehaviour} from '../../profiles/behaviour.ts';
import {textFiles, textFileTable} from './files.ts';
import {textSecureMessaging} from './secure-messaging.ts';
import {setSessionKey} from './set-session-key.ts';

/** 券面事項入力補助AP: the 個人番号 and the four attributes as text, and the card's only secure messaging. */
export const textAssistance = (behaviour: CardBehaviour): Application =>
  application({
    name: 'text-assistance',
    title: {en: 'Text assistance, card face as text', ja: '券面事項入力補助AP'},
    aid: aids['text-assistance'],
    files: textFileTable(behaviour),
    commands: [
      ...interindustryCommands,
      computeDigitalSignature,
      setSessionKey,
      internalAuthenticateElsewhere,
      ...issuerCommands,
    ],
    defaultKey: textFiles.internalKey,
    secureMessaging: textSecureMessaging,
  });
