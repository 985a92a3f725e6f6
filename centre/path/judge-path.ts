import type {Certificate} from '../x509/certificate.ts';
import {completedKey} from '../x509/inherited-parameters.ts';
import type {RevocationList} from '../x509/revocation-list.ts';
import {periodRefusal} from './basic-processing.ts';
import {type CandidatePath, candidatePaths, type PathSearch} from './build-path.ts';
import {CertificatePool} from './certificate-pool.ts';
import {CrlSet, crlFinding} from './crl/revocation-check.ts';
import {Effort} from './effort.ts';
import type {PathInputs} from './path-state.ts';
import {criticalRefusal, keyUsageBit, notAnAuthority} from './preparation.ts';
import type {PathReason, PathRefusal} from './reason.ts';
import {SignatureChecks} from './signature-checks.ts';
import {pathRefusal} from './validate-path.ts';

/** What is given to judge a certificate by. Of the certificates and CRLs, only the anchors are believed. */
export interface PathMaterial {
  readonly anchors: CertificatePool;
  readonly untrusted: CertificatePool;
  /** Undefined: revocation is not asked for. */
  readonly crls?: CrlSet;
}

export interface PathJudgement {
  readonly valid: boolean;
  readonly reason: PathReason;
  readonly extension?: string;
  readonly detail?: string;
  /** The certificate that decided, where one did. */
  readonly decidedAt?: Certificate;
  /** From the anchor to the certificate in question; empty when no path was found. */
  readonly path: readonly Certificate[];
  readonly revocation: 'checked' | 'not-checked';
  /** What the answer cost. */
  readonly effort: Effort['spent'];
}

/** Material from lists. It may be used for many questions: what is learned of names and keys is kept. */
export const pathMaterial = (
  anchors: readonly Certificate[],
  untrusted: readonly Certificate[],
  crls?: readonly RevocationList[],
): PathMaterial => ({
  anchors: new CertificatePool(anchors),
  untrusted: new CertificatePool(untrusted),
  ...(crls ? {crls: new CrlSet(crls)} : {}),
});

/** The same material with more untrusted certificates. */
export const withUntrusted = (material: PathMaterial, more: readonly Certificate[]): PathMaterial => ({
  ...material,
  untrusted: new CertificatePool([...material.untrusted.all, ...more]),
});

/** CRL issuers whose own certificate is checked by a CRL of another issuer, and so on. */
const mostDepth = 4;

/**
 * Whether a valid path leads from an anchor to the certificate: path building, RFC 5280 clause 6.1, and clause 6.3
 * where CRLs are given. Never throws for what the certificates contain, and bounds its work.
 */
export const judgePath = (target: Certificate, material: PathMaterial, inputs: PathInputs): PathJudgement => {
  const effort = new Effort();
  const signatures = new SignatureChecks(effort);
  const search: Search = {...material, effort, signatures, at: inputs.at, asking: new Set()};
  const revocation = material.crls ? 'checked' : 'not-checked';
  const found = firstValidPath(target, search, inputs, undefined);
  const path = found.candidate ? [found.candidate.anchor, ...found.candidate.certificates] : [];
  if (!found.refusal) {
    return {valid: true, reason: 'valid', path, revocation, effort: effort.spent};
  }
  const {reason, extension, detail, certificate} = found.refusal;
  const decidedAt = certificate === undefined ? undefined : path[certificate + 1];
  return {
    valid: false,
    reason,
    ...(extension === undefined ? {} : {extension}),
    ...(detail === undefined ? {} : {detail}),
    ...(decidedAt ? {decidedAt} : {}),
    path,
    revocation,
    effort: effort.spent,
  };
};

interface Search extends PathSearch {
  readonly crls?: CrlSet;
  /** Certificates whose revocation is being asked for: a CRL cannot vouch for the key it is signed with. */
  readonly asking: Set<Certificate>;
}

interface Found {
  readonly candidate?: CandidatePath;
  readonly refusal?: PathRefusal;
}

/** The first path that is valid, or the first that is not with its reason. `anchor` keeps to one anchor. */
const firstValidPath = (
  target: Certificate,
  search: Search,
  inputs: PathInputs,
  anchor: Certificate | undefined,
): Found => {
  const paths = candidatePaths(target, search);
  let first: Found | undefined;
  for (let next = paths.next(); ; next = paths.next()) {
    if (next.done) {
      return first ?? {refusal: next.value ?? {reason: 'issuer-unknown'}};
    }
    if (anchor && next.value.anchor !== anchor) {
      continue;
    }
    if (!search.effort.spend('paths')) {
      return first ?? {refusal: {reason: 'path-search-limit'}};
    }
    const refusal = refusalOf(next.value, search, inputs);
    if (!refusal) {
      return {candidate: next.value};
    }
    first ??= {candidate: next.value, refusal};
  }
};

const refusalOf = (candidate: CandidatePath, search: Search, inputs: PathInputs): PathRefusal | undefined =>
  anchorRefusal(candidate.anchor, inputs.at) ??
  pathRefusal(candidate.anchor, candidate.certificates, inputs, search) ??
  revocationRefusal(candidate, search, inputs);

/** An anchor counts only in its validity and, from version 3 on, as an authority that is understood (Bench-defined, C23). */
const anchorRefusal = (anchor: Certificate, at: number): PathRefusal | undefined => {
  const refusal =
    periodRefusal(anchor, at) ??
    (anchor.version === 3 ? (notAnAuthority(anchor) ?? criticalRefusal(anchor)) : undefined);
  return refusal && {certificate: -1, ...refusal};
};

/** From the anchor down, so that a certificate vouches for CRLs only when it is known not to be revoked. */
const revocationRefusal = (
  {anchor, certificates}: CandidatePath,
  search: Search,
  inputs: PathInputs,
): PathRefusal | undefined => {
  const {crls, effort} = search;
  if (!crls) {
    return undefined;
  }
  for (const [at, certificate] of certificates.entries()) {
    if (search.asking.has(certificate) || search.asking.size >= mostDepth) {
      return {reason: 'crl-missing', certificate: at, detail: 'a CRL that would vouch for its own key'};
    }
    search.asking.add(certificate);
    const above = withKeys([anchor, ...certificates.slice(0, at)]);
    const isAuthentic = (crl: RevocationList): boolean =>
      isOwnList(crl, certificate, search) || isSignedInName(crl, above, search, inputs);
    const finding = crlFinding(certificate, {crls, at: inputs.at, effort, isAuthentic});
    search.asking.delete(certificate);
    if (finding.status === 'revoked') {
      const since = new Date(finding.since).toISOString();
      return {reason: 'revoked', certificate: at, detail: `${finding.reason} since ${since}`};
    }
    if (finding.status === 'unknown') {
      return {
        reason: 'crl-missing',
        certificate: at,
        extension: 'cRLDistributionPoints',
        detail: finding.why,
      };
    }
  }
  return undefined;
};

/** A certificate of the path with its key, which may have parameters from above. */
interface Keyed {
  readonly certificate: Certificate;
  readonly key: Uint8Array;
}

const withKeys = (certificates: readonly Certificate[]): Keyed[] => {
  const keyed: Keyed[] = [];
  for (const certificate of certificates) {
    const above = keyed.at(-1)?.key;
    const key = above ? completedKey(certificate.publicKey, above) : certificate.publicKey.der;
    keyed.push({certificate, key});
  }
  return keyed;
};

/** Clause 6.3.3 (f) and (g): a valid certificate with the CRL issuer's name and cRLSign, below the same anchor. */
const isSignedInName = (
  crl: RevocationList,
  above: readonly Keyed[],
  search: Search,
  inputs: PathInputs,
): boolean => {
  const signs = (certificate: Certificate, key: Uint8Array): boolean =>
    search.signatures.check(crl, certificate, key) === undefined;
  if (above.some(({certificate, key}) => maySign(certificate, crl) && signs(certificate, key))) {
    return true;
  }
  const [anchor] = above;
  const plain: PathInputs = {at: inputs.at};
  return search.untrusted
    .named(crl.issuer.key)
    .some(
      (certificate) =>
        search.effort.spend('steps') &&
        maySign(certificate, crl) &&
        signs(certificate, certificate.publicKey.der) &&
        firstValidPath(certificate, search, plain, anchor?.certificate).refusal === undefined,
    );
};

/**
 * Whether a CRL issuer's own certificate is asked for, and the authority that issued it has named it as the one
 * that publishes its revocation (Bench-defined, C24).
 */
const isOwnList = (crl: RevocationList, certificate: Certificate, search: Search): boolean =>
  maySign(certificate, crl) &&
  (certificate.extensions.crlDistributionPoints ?? []).some(({crlIssuer = []}) =>
    crlIssuer.some((name) => name.form === 'directoryName' && name.name.key === certificate.subject.key),
  ) &&
  search.signatures.check(crl, certificate) === undefined;

const maySign = ({subject, extensions}: Certificate, crl: RevocationList): boolean =>
  subject.key === crl.issuer.key &&
  ((extensions.keyUsage ?? keyUsageBit.cRLSign) & keyUsageBit.cRLSign) !== 0;
