import {openPkcs12} from '../../../centre/export/open-pkcs12.ts';
import type {Pkcs12Outline} from '../../../centre/export/pkcs12-outline.ts';
import {carriedCertificates} from './carried-certificates.ts';
import {fact, type Shown} from './shown.ts';

/** A PKCS#12 in words: what is outside, and with its pass phrase what is inside. Keys are never shown. */
export const shownIdentity = async (
  der: Uint8Array,
  {mac, iterations}: Pkcs12Outline,
  passPhrase: string | undefined,
): Promise<Shown> => {
  const opened = passPhrase === undefined ? undefined : await openPkcs12(der, passPhrase);
  return {
    kind: 'pkcs12',
    title: {en: 'Key store (PKCS#12)', ja: '鍵ストア (PKCS#12)'},
    facts: [
      fact('mac', 'MAC', 'MAC', mac),
      fact('iterations', 'rounds', '反復回数', String(iterations)),
      ...(opened
        ? [
            fact('friendlyName', 'name', '名称', opened.friendlyNames.join(', ')),
            fact('keys', 'private keys (not shown)', '秘密鍵 (非表示)', String(opened.keys)),
          ]
        : [
            fact('inside', 'inside', '内容', {
              en: 'shown with --password-file',
              ja: '--password-file を指定すると表示します',
            }),
          ]),
    ],
    parts: carriedCertificates(opened?.certificates ?? []),
  };
};
