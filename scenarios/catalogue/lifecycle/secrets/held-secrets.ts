import {type CardImage, secretsOf} from '../../../../emulator/index.ts';
import {type HolderSecret, holderSecretNames, holderSecrets} from '../../../../terminal/index.ts';
import {Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import type {ChoiceParameter} from '../../../parameters/parameter.ts';

/** Which of the holder's secrets a scenario is about. */
export const secretParameter = {
  type: 'choice',
  title: {en: 'which secret, or all that the holder has', ja: '対象の暗証番号(all は所持者の全暗証番号)'},
  choices: ['all', ...holderSecretNames],
  default: 'all',
} as const satisfies ChoiceParameter;

/** What the holder would type; empty where the holder was never given one. */
export const heldSecret = (
  {secrets, image}: Pick<Stage, 'secrets' | 'image'>,
  secret: HolderSecret,
): string =>
  ({
    'digital-signature': secrets.digitalSignaturePassword,
    'user-authentication': secrets.userAuthenticationPin,
    'resident-register': secretsOf(image).residentRegisterPin,
    'text-assistance': secretsOf(image).textAssistancePin,
  })[secret];

/** The secrets that the parameter `secret` means; of `all`, those the holder has. */
export const secretsMeant = (
  stage: Pick<Stage, 'secrets' | 'image' | 'parameters'>,
): readonly HolderSecret[] => {
  const asked = stage.parameters['secret'];
  const meant = holderSecretNames.filter((name) =>
    asked === 'all' ? heldSecret(stage, name) !== '' : name === asked,
  );
  if (meant.length === 0) {
    throw new Refused(
      {
        en: 'a holder with at least one of the four secrets was expected, but none was ever set',
        ja: '4つの暗証番号のうち少なくとも1つが必要ですが、いずれも設定されていません',
      },
      'no-secret',
    );
  }
  return meant;
};

interface Kept {
  readonly value: string;
  readonly triesLeft: number;
}

/** A secret as the card keeps it, seen by the bench. */
export const keptSecret = ({applications}: CardImage, secret: HolderSecret): Kept => {
  const {application, file} = holderSecrets[secret].file;
  const id = file.toString(16).toUpperCase().padStart(4, '0');
  return applications[application]?.credentials[id] ?? {value: '', triesLeft: 0};
};

/** Where the card keeps a secret's value, as a pattern of what may change. */
export const placeOfSecret = (secret: HolderSecret): string => {
  const {application, file} = holderSecrets[secret].file;
  return `card/applications/${application}/credentials/${file.toString(16).toUpperCase().padStart(4, '0')}/value`;
};
