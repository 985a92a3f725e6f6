import type {GeneralName} from '../x509/general-name.ts';
import {isWithin} from '../x509/name.ts';

/** Whether a name lies in the subtree of a base of the same form; `undefined` for a form that cannot be compared. */
export const isInSubtree = (name: GeneralName, base: GeneralName): boolean | undefined => {
  if (name.form === 'directoryName' && base.form === 'directoryName') {
    return isWithin(name.name, base.name);
  }
  if (name.form === 'dNSName' && base.form === 'dNSName') {
    return isHostBelow(name.text, base.text);
  }
  if (name.form === 'rfc822Name' && base.form === 'rfc822Name') {
    return isMailboxIn(name.text, base.text);
  }
  if (name.form === 'uniformResourceIdentifier' && base.form === 'uniformResourceIdentifier') {
    return isUriIn(name.text, base.text);
  }
  if (name.form === 'iPAddress' && base.form === 'iPAddress') {
    return isAddressIn(name.address, base.address);
  }
  return undefined;
};

/**
 * The host itself or anything with more labels in front; an empty base holds everything. Whether a leading dot
 * leaves the host itself out, and what a wildcard stands for, is not told: such names cannot be compared.
 */
const isHostBelow = (host: string, base: string): boolean | undefined => {
  const is = host.toLowerCase().replace(/\.$/, '');
  const written = base.toLowerCase().replace(/\.$/, '');
  const below = written.replace(/^\./, '');
  if (is.startsWith('*.') && below.endsWith(is.slice(1))) {
    return undefined;
  }
  if (is === below) {
    return written === below ? true : undefined;
  }
  return below === '' || is.endsWith(`.${below}`);
};

/** A mailbox, a host, or with a leading dot the hosts below a domain: RFC 5280 clause 4.2.1.10. */
const isMailboxIn = (mailbox: string, base: string): boolean | undefined => {
  const at = mailbox.lastIndexOf('@');
  if (at < 1 || at === mailbox.length - 1) {
    return undefined;
  }
  const [local, host] = [mailbox.slice(0, at), mailbox.slice(at + 1).toLowerCase()];
  const baseAt = base.lastIndexOf('@');
  if (baseAt >= 0) {
    return local === base.slice(0, baseAt) && host === base.slice(baseAt + 1).toLowerCase();
  }
  return isHostIn(host, base.toLowerCase());
};

/**
 * Scheme, user information, host and port of RFC 3986 clause 3.2, and nothing else in between: programs differ over
 * which host `http://a.test\@b.test/` has.
 */
const hostOfUri =
  /^[a-z][a-z0-9+.-]*:\/\/(?:[\w.~!$&'()*+,;=:%-]*@)?([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::\d*)?(?:[/?#]|$)/i;

/** An address, in one of the forms that programs read as one. */
const isNumeric = /(?:^|\.)(?:\d+|0x[\da-f]*)$/;

/** The host of a URI that has one by name. One with an address, or without a host, cannot be compared. */
const isUriIn = (uri: string, base: string): boolean | undefined => {
  const host = hostOfUri.exec(uri)?.[1]?.toLowerCase();
  return host === undefined || isNumeric.test(host) ? undefined : isHostIn(host, base.toLowerCase());
};

const isHostIn = (host: string, base: string): boolean =>
  base.startsWith('.') ? host.endsWith(base) && host.length > base.length : base === '' || host === base;

/** Address and mask, 4 or 16 bytes each. */
const isAddressIn = (address: Uint8Array, base: Uint8Array): boolean | undefined => {
  const size = base.length / 2;
  if ((size !== 4 && size !== 16) || (address.length !== 4 && address.length !== 16)) {
    return undefined;
  }
  return (
    address.length === size &&
    address.every((byte, i) => (byte & (base[size + i] ?? 0)) === ((base[i] ?? 0) & (base[size + i] ?? 0)))
  );
};
