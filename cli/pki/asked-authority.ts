import {DerError} from '../../centre/asn1/der-reader.ts';
import type {Authority} from '../../centre/authorities/authority.ts';
import type {CertificateKind} from '../../centre/authorities/certificate-kind.ts';
import {certificateOf} from '../../centre/x509/certificate.ts';
import type {TestWorld} from '../../scenarios/index.ts';
import {readBytes} from '../read-bytes.ts';
import {UsageError} from '../usage-error.ts';
import {wholeNumber} from '../whole-number.ts';
import {allAuthorities} from './all-authorities.ts';
import {objectInFile} from './pem-objects.ts';

export const generationOption = {
  generation: {type: 'string', describe: 'Generation of the authority; default: the one that issues then'},
} as const;

/** The authority of a kind, of the generation that was asked for or the one that issues at an instant. */
export const authorityOf = async (
  world: TestWorld,
  {kind, generation}: {kind: CertificateKind; generation: string | undefined},
  at: Date,
): Promise<Authority> => {
  const {authorities} = world.centre;
  const issuing = await authorities.issuing(kind, at);
  const number = generation === undefined ? issuing.generation : wholeNumber('generation', generation, 1);
  if (number > issuing.generation) {
    throw new UsageError({
      en: `--generation was expected to be at most ${issuing.generation}, which issues at ${at.toISOString()}, but is ${number}`,
      ja: `--generation は ${at.toISOString()} に発行中の ${issuing.generation} までですが、${number} が指定されました`,
    });
  }
  return authorities.generation(kind, number);
};

/** The authority whose key identifier a certificate names; a usage error where it is none of the bench's. */
export const issuerOf = async (world: TestWorld, certificate: Uint8Array, at: Date): Promise<Authority> => {
  const {authorityKeyIdentifier} = certificateOf(certificate).extensions;
  const found = (await allAuthorities(world, at)).find(
    ({keyIdentifier}) => Buffer.from(keyIdentifier).toString('hex') === authorityKeyIdentifier,
  );
  if (!found) {
    throw new UsageError({
      en: 'a certificate of the test authorities was expected, but another authority issued this one',
      ja: 'テスト認証局の証明書が必要ですが、別の認証局が発行したものです',
    });
  }
  return found;
};

/** The certificate in a file, DER. Throws a usage error where there is none. */
export const certificateIn = (path: string): Uint8Array => {
  const {der} = objectInFile(readBytes(path), path);
  try {
    return certificateOf(der).der;
  } catch (error) {
    if (error instanceof DerError) {
      throw new UsageError({
        en: `a certificate was expected in ${path}, but it cannot be read (looked for ${error.expected})`,
        ja: `${path} には証明書が必要ですが、読み取れません: ${error.message}`,
      });
    }
    throw error;
  }
};
