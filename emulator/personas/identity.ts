/** What distinguishes one card and its holder from any other: numbers that are printed on it or kept in it. */
export interface CardIdentity {
  /** 個人番号, 12 digits with a right check digit, from the set of test numbers. */
  readonly myNumber: string;
  /** 住民票コード, 11 digits. */
  readonly residentCode: string;
  /** 製造番号, 15 digits. */
  readonly cardSerial: string;
  /** Printed on the card's front, 4 digits; part of 照合番号B. */
  readonly securityCode: string;
  /** The card's last day, `YYYY-MM-DD`. */
  readonly expiresOn: string;
  /** Up to 16 digits, in the token information of the JPKI application. */
  readonly tokenSerial: string;
}
