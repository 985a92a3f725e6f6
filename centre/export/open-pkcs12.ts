import {KazasuError} from '../../protocol/index.ts';

/** What a PKCS#12 file holds, apart from its keys themselves. */
export interface OpenedPkcs12 {
  /** DER. */
  readonly certificates: readonly Uint8Array[];
  readonly keys: number;
  readonly friendlyNames: readonly string[];
}

/**
 * Opens a PKCS#12 with its pass phrase and checks its MAC.
 * @throws KazasuError `KZS-PKI-PKCS12`, which does not repeat the pass phrase.
 */
export const openPkcs12 = async (der: Uint8Array, passPhrase: string): Promise<OpenedPkcs12> => {
  const {default: forge} = await import('node-forge');
  const {certBag = '', keyBag = '', pkcs8ShroudedKeyBag = ''} = forge.pki.oids;
  try {
    const bytes = Buffer.from(der).toString('latin1');
    const pfx = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(bytes), true, passPhrase);
    const bags = (bagType: string) => pfx.getBags({bagType})[bagType] ?? [];
    const certificates = bags(certBag).flatMap(({cert, asn1}) => [
      forge.asn1.toDer(cert ? forge.pki.certificateToAsn1(cert) : asn1).getBytes(),
    ]);
    const names = [...bags(certBag), ...bags(pkcs8ShroudedKeyBag)].flatMap(
      ({attributes}) => (attributes as {friendlyName?: string[]}).friendlyName ?? [],
    );
    return {
      certificates: certificates.map((one) => Buffer.from(one, 'latin1')),
      keys: bags(keyBag).length + bags(pkcs8ShroudedKeyBag).length,
      friendlyNames: [...new Set(names)],
    };
  } catch {
    // What node-forge says may quote what it decrypted.
    throw new KazasuError('KZS-PKI-PKCS12', {
      en: 'a PKCS#12 file and its pass phrase were expected, but the file cannot be opened with the one given',
      ja: 'PKCS#12ファイルとそのパスフレーズが必要ですが、指定されたパスフレーズでは開けません',
    });
  }
};
