import {beginsAsDer, pemBlocks} from '../../centre/x509/pem.ts';
import {UsageError} from '../usage-error.ts';

/** An object of a file: what its PEM says it is, where it is PEM. */
export interface FileObject {
  readonly label?: string;
  readonly der: Uint8Array;
}

/** All objects of a file: its PEM blocks (RFC 7468) with any text around them, or the file itself as DER; none where a block is cut off. */
export const objectsInFile = (bytes: Uint8Array): FileObject[] => {
  if (beginsAsDer(bytes)) {
    return [{der: bytes}];
  }
  return (pemBlocks(bytes) ?? []).map(({label, body}) => ({
    label,
    der: Buffer.from(body.replace(/\s+/g, ''), 'base64'),
  }));
};

/** The one object of a file. Throws a usage error where there is none. */
export const objectInFile = (bytes: Uint8Array, path: string): FileObject => {
  const [first] = objectsInFile(bytes);
  if (!first) {
    throw new UsageError({
      en: `PEM or DER was expected, but ${path} holds neither, or a PEM block that is cut off`,
      ja: `PEMまたはDERが必要ですが、${path} はそのどちらでもないか、途中で切れたPEMブロックがあります`,
    });
  }
  return first;
};
