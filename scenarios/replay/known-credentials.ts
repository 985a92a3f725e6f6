import type {CardImage, Persona} from '../../emulator/index.ts';
import type {KnownApplication, SelectedFile} from '../../protocol/index.ts';

/** The value of a credential, by the EF a dialogue names; undefined where nobody knows it. */
export type CredentialValue = (credential: SelectedFile) => string | undefined;

/** The secrets of a card whose image is there: each credential of each application. */
export const credentialsOfImage =
  (image: CardImage): CredentialValue =>
  ({application, id}) => {
    const kept = application?.name === undefined ? undefined : image.applications[application.name];
    return kept?.credentials[id.toString(16).toUpperCase().padStart(4, '0')]?.value;
  };

/** EFs of the four secrets a holder sets. [S1] [S3] */
const holdersFiles: Readonly<
  Partial<Record<KnownApplication, Readonly<Record<number, keyof Persona['secrets']>>>>
> = {
  jpki: {24: 'userAuthenticationPin', 27: 'digitalSignaturePassword'},
  'text-assistance': {17: 'textAssistancePin'},
  'resident-register': {28: 'residentRegisterPin'},
};

/** The four secrets of a persona, for a card in somebody's reader. */
export const credentialsOfPersona =
  ({secrets}: Persona): CredentialValue =>
  ({application, id}) => {
    const name = application?.name === undefined ? undefined : holdersFiles[application.name]?.[id];
    return name === undefined ? undefined : secrets[name];
  };
