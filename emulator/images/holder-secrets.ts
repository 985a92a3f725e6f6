import {commonFiles} from '../applications/common/application.ts';
import {jpkiFiles} from '../applications/jpki/files.ts';
import {residentRegisterFiles} from '../applications/resident-register/application.ts';
import {textFiles} from '../applications/text-assistance/files.ts';
import {fileIdText} from '../os/file.ts';
import {type PersistentState, withCredential} from '../os/state.ts';
import type {Persona, Secrets} from '../personas/persona.ts';
import type {CarriedApplication} from '../profiles/card-profile.ts';
import type {CardImage} from './card-image.ts';

type Place = readonly [application: CarriedApplication, file: number];

/** Where each secret of the holder lies. */
const places: Readonly<Record<keyof Secrets, readonly Place[]>> = {
  userAuthenticationPin: [['jpki', jpkiFiles.userAuthenticationPin]],
  digitalSignaturePassword: [['jpki', jpkiFiles.digitalSignaturePassword]],
  textAssistancePin: [['text-assistance', textFiles.pin]],
  residentRegisterPin: [
    ['resident-register', residentRegisterFiles.pin],
    ['common', commonFiles.pin],
  ],
};

const names = Object.keys(places) as (keyof Secrets)[];

/** What the holder of a card would type now: the secrets as the card keeps them. Empty: never set. */
export const secretsOf = ({applications}: CardImage): Secrets => {
  const value = (name: keyof Secrets): string =>
    places[name]
      .map(([application, file]) => applications[application]?.credentials[fileIdText(file)]?.value)
      .find((kept) => kept !== undefined) ?? '';
  return {
    userAuthenticationPin: value('userAuthenticationPin'),
    digitalSignaturePassword: value('digitalSignaturePassword'),
    textAssistancePin: value('textAssistancePin'),
    residentRegisterPin: value('residentRegisterPin'),
  };
};

/**
 * The card with the persona's credentials unset or blocked. That of a certificate the holder does not have is unset
 * too. Bench-defined, D95.
 */
export const withPersonaCredentials = (card: PersistentState, persona: Persona): PersistentState =>
  names.reduce((state, name) => {
    const condition = conditionOf(persona, name);
    const change = condition === 'unset' ? {value: new Uint8Array(0), triesLeft: 0} : {triesLeft: 0};
    return condition === undefined
      ? state
      : places[name]
          .filter(([application]) => state.applications.has(application))
          .reduce((before, [application, file]) => withCredential(before, application, file, change), state);
  }, card);

const certificateOf: Readonly<Partial<Record<keyof Secrets, 'user-authentication' | 'digital-signature'>>> = {
  userAuthenticationPin: 'user-authentication',
  digitalSignaturePassword: 'digital-signature',
};

const conditionOf = (
  {certificates, credentials}: Persona,
  name: keyof Secrets,
): 'unset' | 'blocked' | undefined => {
  const needed = certificateOf[name];
  const has = needed === undefined || certificates === undefined || certificates.includes(needed);
  return has ? credentials?.[name] : 'unset';
};
