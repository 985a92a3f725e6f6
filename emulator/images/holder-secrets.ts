import {common, commonFiles} from '../applications/common/application.ts';
import {jpki} from '../applications/jpki/application.ts';
import {jpkiFiles} from '../applications/jpki/files.ts';
import {residentRegister, residentRegisterFiles} from '../applications/resident-register/application.ts';
import {textAssistance} from '../applications/text-assistance/application.ts';
import {textFiles} from '../applications/text-assistance/files.ts';
import {fileIdText} from '../os/file.ts';
import {type PersistentState, withCredential} from '../os/state.ts';
import type {Persona, Secrets} from '../personas/persona.ts';
import type {CardImage} from './card-image.ts';

type Place = readonly [application: string, file: number];

/** Where each secret of the holder lies. */
const places: Readonly<Record<keyof Secrets, readonly Place[]>> = {
  userAuthenticationPin: [[jpki.name, jpkiFiles.userAuthenticationPin]],
  digitalSignaturePassword: [[jpki.name, jpkiFiles.digitalSignaturePassword]],
  textAssistancePin: [[textAssistance.name, textFiles.pin]],
  residentRegisterPin: [
    [residentRegister.name, residentRegisterFiles.pin],
    [common.name, commonFiles.pin],
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
      : places[name].reduce(
          (before, [application, file]) => withCredential(before, application, file, change),
          state,
        );
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
