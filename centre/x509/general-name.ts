import {
  contentOf,
  type DerElement,
  DerError,
  derOf,
  elementsOf,
  tags,
  wholeElement,
} from '../asn1/der-reader.ts';
import {DistinguishedNameView} from './name.ts';

/** A GeneralName, RFC 5280 clause 4.2.1.6. Of forms that nothing here compares, only that they are there. */
export type GeneralName =
  | {readonly form: 'directoryName'; readonly name: DistinguishedNameView}
  | {readonly form: 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier'; readonly text: string}
  | {readonly form: 'iPAddress'; readonly address: Uint8Array}
  | {readonly form: 'otherName' | 'x400Address' | 'ediPartyName' | 'registeredID'; readonly der: Uint8Array};

const forms = {
  160: 'otherName',
  129: 'rfc822Name',
  130: 'dNSName',
  163: 'x400Address',
  164: 'directoryName',
  165: 'ediPartyName',
  134: 'uniformResourceIdentifier',
  135: 'iPAddress',
  136: 'registeredID',
} as const;

/** @throws DerError */
export const generalName = (element: DerElement): GeneralName => {
  const form = forms[element.tag as keyof typeof forms];
  switch (form) {
    case undefined:
      throw new DerError(element.start, 'a GeneralName');
    case 'directoryName': {
      // [4] is EXPLICIT, since Name is a CHOICE.
      const name = wholeElement(contentOf(element), tags.sequence, 'a name');
      return {form, name: new DistinguishedNameView(name)};
    }
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return {form, text: ia5(element)};
    case 'iPAddress':
      return {form, address: contentOf(element)};
    default:
      return {form, der: derOf(element)};
  }
};

export const generalNames = (element: DerElement): GeneralName[] =>
  elementsOf(element, 'a GeneralName', {most: 20_000}).map(generalName);

/** A key that is equal for names that match; for finding the same name in two lists. */
export const generalNameKey = (name: GeneralName): string => {
  switch (name.form) {
    case 'directoryName':
      return `directoryName:${name.name.key}`;
    case 'iPAddress':
      return `${name.form}:${Buffer.from(name.address).toString('hex')}`;
    case 'rfc822Name':
    case 'dNSName':
    case 'uniformResourceIdentifier':
      return `${name.form}:${name.text}`;
    default:
      return `${name.form}:${Buffer.from(name.der).toString('hex')}`;
  }
};

const ia5 = (element: DerElement): string => {
  const content = contentOf(element);
  if (content.some((byte) => byte >= 0x80)) {
    throw new DerError(element.start, 'an IA5String');
  }
  return Buffer.from(content).toString('latin1');
};
