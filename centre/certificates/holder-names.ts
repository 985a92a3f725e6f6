import {contentOf, contextTag, DerCursor, elementAt, tags, wholeElement} from '../asn1/der-reader.ts';
import {oidOf} from '../asn1/der-values.ts';
import type {Certificate} from '../x509/certificate.ts';

/** otherName types of the certificate for digital signature that carry the holder's 基本4情報, by what they say. */
const types = {
  '1.2.392.200149.8.5.5.1': 'name',
  '1.2.392.200149.8.5.5.2': 'nameSubstitutes',
  '1.2.392.200149.8.5.5.3': 'sex',
  '1.2.392.200149.8.5.5.4': 'birthDate',
  '1.2.392.200149.8.5.5.5': 'address',
  '1.2.392.200149.8.5.5.6': 'addressSubstitutes',
} as const;

export type HolderName = (typeof types)[keyof typeof types];

/** What a certificate says of its holder, in its order. Personal data: not for a log. @throws DerError */
export const holderNames = ({extensions}: Certificate): readonly (readonly [HolderName, string])[] =>
  (extensions.subjectAltName ?? []).flatMap((name) => {
    if (name.form !== 'otherName') {
      return [];
    }
    const cursor = new DerCursor(elementAt(name.der, 0, name.der.length));
    const type = oidOf(cursor.next(tags.oid, 'the type of a name'));
    const value = cursor.next(contextTag(0), 'the value of a name');
    const known = Object.hasOwn(types, type) ? types[type as keyof typeof types] : undefined;
    if (known === undefined) {
      return [];
    }
    const text = wholeElement(contentOf(value), utf8String, 'a UTF8String');
    return [[known, Buffer.from(contentOf(text)).toString('utf8')] as const];
  });

const utf8String = 12;
