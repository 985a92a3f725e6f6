import {DerError} from '../../centre/asn1/der-reader.ts';
import {type PathMaterial, pathMaterial} from '../../centre/path/judge-path.ts';
import {type Certificate, certificateOf} from '../../centre/x509/certificate.ts';
import {beginsAsDer, derObjects, type PemLabel, pemBlocks} from '../../centre/x509/pem.ts';
import {type RevocationList, revocationListOf} from '../../centre/x509/revocation-list.ts';
import {KazasuError, type Sentence} from '../../protocol/index.ts';
import {readGivenFile} from './read-given-file.ts';

/** Files that are kept in memory; beyond it all are read anew. */
const mostFiles = 20_000;

/** Sets of anchors, certificates and CRLs that are kept ready. */
const mostSets = 500;

/** An object of a file that is not what its place asks for, and is left out. */
export interface LeftOut {
  readonly file: string;
  readonly why: string;
}

interface Read<T> {
  readonly objects: readonly T[];
  readonly leftOut: readonly LeftOut[];
}

export interface MaterialPaths {
  readonly trust: readonly string[];
  readonly untrusted: readonly string[];
  readonly crls: readonly string[];
}

export interface Material {
  readonly material: PathMaterial;
  readonly leftOut: readonly LeftOut[];
}

/**
 * Certificates and CRLs from files, each file read once. An unreadable untrusted certificate is left out, since that
 * can only make fewer paths valid; an unreadable trust anchor or CRL is an error (Bench-defined, C29).
 */
export class MaterialFiles {
  readonly #certificates = new Map<string, Read<Certificate>>();
  readonly #crls = new Map<string, Read<RevocationList>>();
  readonly #sets = new Map<string, Material>();

  /**
   * The certificate in question, and those behind it in its file.
   * @throws KazasuError `KZS-VERIFY-FILE`; DerError where the certificate itself is unsound.
   */
  target(file: string): {certificate: Certificate; others: readonly Certificate[]} {
    const [first = new Uint8Array(0), ...others] = objectsIn(file, 'CERTIFICATE');
    return {certificate: certificateOf(first), others: readEach(others, file, certificateOf).objects};
  }

  /** @throws KazasuError `KZS-VERIFY-FILE`, `KZS-VERIFY-TRUST`, `KZS-VERIFY-CRL` */
  material({trust, untrusted, crls}: MaterialPaths): Material {
    const key = JSON.stringify([trust, untrusted, crls]);
    const known = this.#sets.get(key);
    if (known) {
      return known;
    }
    const anchors = trust.map((file) => this.#certificatesIn(file));
    refuseUnsound(anchors, 'KZS-VERIFY-TRUST', {
      en: 'a trust anchor is a certificate',
      ja: 'トラストアンカーはRFC 5280に沿った証明書',
    });
    const between = untrusted.map((file) => this.#certificatesIn(file));
    const lists = crls.map((file) => kept(this.#crls, file, 'X509 CRL', revocationListOf));
    // One that is left out could be the one that revokes.
    refuseUnsound(lists, 'KZS-VERIFY-CRL', {
      en: 'a CRL is a list of revocations',
      ja: 'CRLはRFC 5280に沿った失効リスト',
    });
    const made: Material = {
      material: pathMaterial(
        objectsOf(anchors),
        objectsOf(between),
        crls.length > 0 ? objectsOf(lists) : undefined,
      ),
      leftOut: between.flatMap(({leftOut}) => leftOut),
    };
    if (this.#sets.size >= mostSets) {
      this.#sets.clear();
    }
    this.#sets.set(key, made);
    return made;
  }

  #certificatesIn(file: string): Read<Certificate> {
    return kept(this.#certificates, file, 'CERTIFICATE', certificateOf);
  }
}

const refuseUnsound = (reads: readonly Read<unknown>[], id: string, kind: Sentence): void => {
  const [unsound] = reads.flatMap(({leftOut}) => leftOut);
  if (unsound) {
    throw new KazasuError(id, {
      en: `${kind.en} as RFC 5280 has it, but "${unsound.file}" is none: ${unsound.why}`,
      ja: `${kind.ja}ですが、「${unsound.file}」はそうではありません: ${unsound.why}`,
    });
  }
};

const objectsOf = <T>(reads: readonly Read<T>[]): T[] => reads.flatMap(({objects}) => objects);

const kept = <T>(
  files: Map<string, Read<T>>,
  file: string,
  label: PemLabel,
  of: (der: Uint8Array) => T,
): Read<T> => {
  const known = files.get(file);
  if (known) {
    return known;
  }
  const read = readEach(objectsIn(file, label), file, of);
  if (files.size >= mostFiles) {
    files.clear();
  }
  files.set(file, read);
  return read;
};

const readEach = <T>(ders: readonly Uint8Array[], file: string, of: (der: Uint8Array) => T): Read<T> => {
  const objects: T[] = [];
  const leftOut: LeftOut[] = [];
  for (const der of ders) {
    try {
      objects.push(of(der));
    } catch (error) {
      if (!(error instanceof DerError)) {
        throw error;
      }
      leftOut.push({file, why: error.message});
    }
  }
  return {objects, leftOut};
};

const kinds: Readonly<Record<PemLabel, Sentence>> = {
  CERTIFICATE: {en: 'a file with certificates', ja: '証明書のファイル'},
  'X509 CRL': {en: 'a file with a CRL', ja: 'CRLのファイル'},
};

const objectsIn = (file: string, label: PemLabel): Uint8Array[] => {
  const kind = kinds[label];
  const bytes = readGivenFile(file, kind);
  const found = derObjects(bytes, label);
  if (found) {
    return found;
  }
  const damaged = !beginsAsDer(bytes) && !pemBlocks(bytes);
  throw new KazasuError('KZS-VERIFY-FILE', {
    en: `${kind.en} in PEM or DER was expected, but "${file}" ${damaged ? 'has a PEM block that is cut off' : 'holds neither'}`,
    ja: `PEMまたはDERの${kind.ja}が必要ですが、「${file}」${damaged ? 'には途中で切れたPEMブロックがあります' : 'はそのどちらでもありません'}`,
  });
};
