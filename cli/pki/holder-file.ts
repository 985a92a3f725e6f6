import {z} from 'zod';
import type {Holder} from '../../centre/index.ts';
import {readSettings, type SettingsKind} from '../../protocol/index.ts';
import {readTextFile} from '../read-text-file.ts';

const text = z.string().min(1);

/** Whom a certificate is issued to, as a file says it; what each field must look like, the centre checks. */
const holderFile = z.strictObject({
  name: text,
  nameSubstitutes: text.optional(),
  sex: z.enum(['male', 'female', 'other']),
  birthDate: text,
  address: text,
  addressSubstitutes: text.optional(),
  prefecture: text,
  city: text,
  municipalityCode: text,
  cardExpiresOn: text.optional(),
});

const kind: SettingsKind<z.output<typeof holderFile>> = {
  errorId: 'KZS-PKI-HOLDER-FILE',
  title: {en: 'a holder file', ja: '所持者ファイル'},
  schema: holderFile,
  // 基本4情報: an error that is pasted somewhere tells nobody's.
  confidential: ['name', 'nameSubstitutes', 'sex', 'birthDate', 'address', 'addressSubstitutes'],
};

export interface CertificateOrder {
  readonly holder: Holder;
  /** The card's last day. */
  readonly cardExpiresOn?: string;
}

/** The holder in a YAML or JSON file. @throws KazasuError `KZS-PKI-HOLDER-FILE`, `KZS-CLI-USAGE` */
export const holderFromFile = (path: string): CertificateOrder => {
  const {cardExpiresOn, nameSubstitutes, addressSubstitutes, ...rest} = readSettings(
    kind,
    readTextFile(path),
    path,
  );
  return {
    holder: {
      ...rest,
      ...(nameSubstitutes === undefined ? {} : {nameSubstitutes}),
      ...(addressSubstitutes === undefined ? {} : {addressSubstitutes}),
    },
    ...(cardExpiresOn === undefined ? {} : {cardExpiresOn}),
  };
};
