/** The person a card is for. Dates are `YYYY-MM-DD`; addresses and names as the resident record writes them. */
export interface Holder {
  readonly name: string;
  readonly sex: 'male' | 'female' | 'other';
  readonly birthDate: string;
  readonly address: string;
  /** Romanised as in certificates: `Tokyo-to`, `Kiyose-shi`. */
  readonly prefecture: string;
  readonly city: string;
  /** Five digits. */
  readonly municipalityCode: string;
}

/** The four secrets a holder sets at delivery. They are test data and documented, so that scripts can rely on them. */
export interface Secrets {
  readonly userAuthenticationPin: string;
  readonly digitalSignaturePassword: string;
  readonly textAssistancePin: string;
  readonly residentRegisterPin: string;
}

/** A named test citizen with a purpose. */
export interface Persona {
  readonly name: string;
  readonly title: {readonly en: string; readonly ja: string};
  readonly holder: Holder;
  readonly secrets: Secrets;
}

/** The secrets every persona has. */
export const defaultSecrets: Secrets = {
  userAuthenticationPin: '1234',
  digitalSignaturePassword: 'ABC123',
  textAssistancePin: '1234',
  residentRegisterPin: '1234',
};
