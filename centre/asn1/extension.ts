import {createHash} from 'node:crypto';
import {
  bitString,
  context,
  contextPrimitive,
  type Der,
  encode,
  ia5String,
  octetString,
  oid,
  sequence,
  truth,
  utf8String,
} from './der.ts';
import {type DistinguishedName, distinguishedName} from './distinguished-name.ts';

/** Extensions of RFC 5280 clause 4.2 that the JPKI profile uses, by name. */
export const extensionOids = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
} as const;

const cpsQualifier = '1.3.6.1.5.5.7.2.1';
const ocspAccess = '1.3.6.1.5.5.7.48.1';

/** KeyUsage bits as the profile combines them: the byte, and how many of its low bits are unused. */
const keyUsages = {
  authority: [0x06, 1],
  'digital-signature': [0xc0, 6],
  'user-authentication': [0x80, 7],
} as const;

const extension = (name: keyof typeof extensionOids, value: Der, critical = false): Der =>
  sequence(oid(extensionOids[name]), ...(critical ? [truth()] : []), octetString(encode(value)));

const directoryName = (name: DistinguishedName): Der => context(4, distinguishedName(name));

/** SHA-1 over the subjectPublicKey bits, RFC 5280 clause 4.2.1.2 method (1). */
export const keyIdentifier = (publicKeyBits: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash('sha1').update(publicKeyBits).digest());

export const keyUsage = (of: keyof typeof keyUsages): Der => {
  const [bits, unused] = keyUsages[of];
  return extension('keyUsage', bitString(Uint8Array.of(bits), unused), true);
};

/** CA:TRUE without a path length, as the published authorities carry it. */
export const basicConstraints = (): Der => extension('basicConstraints', sequence(truth()), true);

export const subjectDirectoryName = (name: DistinguishedName): Der =>
  extension('subjectAltName', sequence(directoryName(name)));

export const issuerDirectoryName = (name: DistinguishedName): Der =>
  extension('issuerAltName', sequence(directoryName(name)));

/** SAN of otherName entries: `[0] {OID, [0] UTF8String}` in the order given. */
export const subjectOtherNames = (names: readonly (readonly [type: string, value: string])[]): Der =>
  extension(
    'subjectAltName',
    sequence(...names.map(([type, value]) => context(0, oid(type), context(0, utf8String(value))))),
  );

/** One policy with its CPS address. */
export const certificatePolicy = (policy: string, cps: string): Der =>
  extension(
    'certificatePolicies',
    sequence(sequence(oid(policy), sequence(sequence(oid(cpsQualifier), ia5String(cps))))),
    true,
  );

/** One distribution point: a directory name as fullName. */
export const crlDistributionPoint = (name: DistinguishedName): Der =>
  extension('crlDistributionPoints', sequence(sequence(context(0, context(0, directoryName(name))))));

export const authorityKeyIdentifier = (id: Uint8Array): Der =>
  extension('authorityKeyIdentifier', sequence(contextPrimitive(0, id)));

export const subjectKeyIdentifier = (id: Uint8Array): Der =>
  extension('subjectKeyIdentifier', octetString(id));

/** Where an OCSP responder answers. */
export const ocspResponder = (url: string): Der =>
  extension(
    'authorityInfoAccess',
    sequence(sequence(oid(ocspAccess), contextPrimitive(6, Buffer.from(url, 'latin1')))),
  );
