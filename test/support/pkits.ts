import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** Where NIST's PKITS lies: a folder of one's own, or where Debian's python3-cryptography-vectors puts it. */
const folder =
  process.env['KAZASU_PKITS'] ?? '/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data';

/** Why the suite cannot be run on this machine; undefined when it can. */
export const lacksPkits: string | undefined = existsSync(join(folder, 'certs'))
  ? undefined
  : 'the Debian package python3-cryptography-vectors';

/** The files of one kind, by their name without its end. */
export const pkitsFiles = (kind: 'certs' | 'crls'): Map<string, Uint8Array> =>
  new Map(
    lacksPkits === undefined
      ? readdirSync(join(folder, kind)).map((name) => [
          name.replace(/\.[^.]+$/, ''),
          readFileSync(join(folder, kind, name)),
        ])
      : [],
  );

const nist = (n: number): string => `2.16.840.1.101.3.2.1.48.${n}`;

/** Questions with settings of their own: section, certificate, policies by number, settings, and whether it is valid. */
type PolicyCase = readonly [
  section: string,
  certificate: string,
  policies: readonly number[],
  settings: '' | 'explicit' | 'inhibit-mapping' | 'inhibit-any',
  valid: boolean,
];

/** Sections 4.8, 4.10 and 4.12 of the suite's document, where one certificate is asked about several times. */
const policyCases: readonly PolicyCase[] = [
  ['4.8.1', 'ValidCertificatePathTest1EE', [], 'explicit', true],
  ['4.8.1', 'ValidCertificatePathTest1EE', [1], 'explicit', true],
  ['4.8.1', 'ValidCertificatePathTest1EE', [2], 'explicit', false],
  ['4.8.1', 'ValidCertificatePathTest1EE', [1, 2], 'explicit', true],
  ['4.8.2', 'AllCertificatesNoPoliciesTest2EE', [], '', true],
  ['4.8.2', 'AllCertificatesNoPoliciesTest2EE', [], 'explicit', false],
  ['4.8.3', 'DifferentPoliciesTest3EE', [], '', true],
  ['4.8.3', 'DifferentPoliciesTest3EE', [], 'explicit', false],
  ['4.8.3', 'DifferentPoliciesTest3EE', [1, 2], 'explicit', false],
  ['4.8.4', 'DifferentPoliciesTest4EE', [], 'explicit', false],
  ['4.8.5', 'DifferentPoliciesTest5EE', [], 'explicit', false],
  ['4.8.6', 'OverlappingPoliciesTest6EE', [], '', true],
  ['4.8.6', 'OverlappingPoliciesTest6EE', [1], 'explicit', true],
  ['4.8.6', 'OverlappingPoliciesTest6EE', [2], 'explicit', false],
  ['4.8.7', 'DifferentPoliciesTest7EE', [], 'explicit', false],
  ['4.8.8', 'DifferentPoliciesTest8EE', [], 'explicit', false],
  ['4.8.9', 'DifferentPoliciesTest9EE', [], 'explicit', false],
  ['4.8.10', 'AllCertificatesSamePoliciesTest10EE', [], '', true],
  ['4.8.10', 'AllCertificatesSamePoliciesTest10EE', [1], 'explicit', true],
  ['4.8.10', 'AllCertificatesSamePoliciesTest10EE', [2], 'explicit', true],
  ['4.8.11', 'AllCertificatesanyPolicyTest11EE', [], 'explicit', true],
  ['4.8.11', 'AllCertificatesanyPolicyTest11EE', [1], 'explicit', true],
  ['4.8.12', 'DifferentPoliciesTest12EE', [], 'explicit', false],
  ['4.8.13', 'AllCertificatesSamePoliciesTest13EE', [1], 'explicit', true],
  ['4.8.13', 'AllCertificatesSamePoliciesTest13EE', [2], 'explicit', true],
  ['4.8.13', 'AllCertificatesSamePoliciesTest13EE', [3], 'explicit', true],
  ['4.8.14', 'AnyPolicyTest14EE', [1], 'explicit', true],
  ['4.8.14', 'AnyPolicyTest14EE', [2], 'explicit', false],
  ['4.8.15', 'UserNoticeQualifierTest15EE', [], 'explicit', true],
  ['4.8.16', 'UserNoticeQualifierTest16EE', [], 'explicit', true],
  ['4.8.17', 'UserNoticeQualifierTest17EE', [], 'explicit', true],
  ['4.8.18', 'UserNoticeQualifierTest18EE', [1], 'explicit', true],
  ['4.8.18', 'UserNoticeQualifierTest18EE', [2], 'explicit', true],
  ['4.8.19', 'UserNoticeQualifierTest19EE', [], '', true],
  ['4.8.20', 'CPSPointerQualifierTest20EE', [], 'explicit', true],
  ['4.10.1', 'ValidPolicyMappingTest1EE', [1], 'explicit', true],
  ['4.10.1', 'ValidPolicyMappingTest1EE', [2], 'explicit', false],
  ['4.10.1', 'ValidPolicyMappingTest1EE', [], 'inhibit-mapping', false],
  ['4.10.2', 'InvalidPolicyMappingTest2EE', [], 'inhibit-mapping', false],
  ['4.10.3', 'ValidPolicyMappingTest3EE', [1], 'explicit', false],
  ['4.10.3', 'ValidPolicyMappingTest3EE', [2], 'explicit', true],
  ['4.10.5', 'ValidPolicyMappingTest5EE', [1], 'explicit', true],
  ['4.10.5', 'ValidPolicyMappingTest5EE', [6], 'explicit', false],
  ['4.10.6', 'ValidPolicyMappingTest6EE', [1], 'explicit', true],
  ['4.10.6', 'ValidPolicyMappingTest6EE', [6], 'explicit', false],
  ['4.10.12', 'ValidPolicyMappingTest12EE', [1], 'explicit', true],
  ['4.10.12', 'ValidPolicyMappingTest12EE', [2], 'explicit', true],
  ['4.12.3', 'inhibitAnyPolicyTest3EE', [], '', true],
  ['4.12.3', 'inhibitAnyPolicyTest3EE', [], 'inhibit-any', false],
];

export interface PkitsCase {
  readonly section: string;
  readonly certificate: string;
  readonly settings: {
    readonly policies?: readonly string[];
    readonly explicitPolicy?: boolean;
    readonly inhibitPolicyMapping?: boolean;
    readonly inhibitAnyPolicy?: boolean;
  };
  readonly valid: boolean;
}

/** Every question of the suite: certificates whose name says what is expected, and the table above. */
export const pkitsCases = (certificates: Iterable<string>): PkitsCase[] => [
  ...[...certificates]
    .filter((name) => /^(Valid|Invalid).*Test\d+EE$/.test(name))
    .map((name) => ({section: '4', certificate: name, settings: {}, valid: name.startsWith('Valid')})),
  ...policyCases.map(([section, certificate, policies, settings, valid]) => ({
    section,
    certificate,
    settings: {
      ...(policies.length > 0 ? {policies: policies.map(nist)} : {}),
      explicitPolicy: settings === 'explicit' || settings === 'inhibit-mapping',
      inhibitPolicyMapping: settings === 'inhibit-mapping',
      inhibitAnyPolicy: settings === 'inhibit-any',
    },
    valid,
  })),
];
