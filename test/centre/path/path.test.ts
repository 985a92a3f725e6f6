import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {certificateOf, DerError, judgePath, pathMaterial, revocationListOf} from '../../../centre/index.ts';
import {lacksPcsc} from '../../support/kazasu.ts';
import {certificateCases, unsound} from './certificate-cases.ts';
import {crlCases} from './crl-cases.ts';
import {nameCases} from './name-cases.ts';
import {at, type PathCase, root} from './path-case.ts';

const cases = [...certificateCases, ...nameCases, ...crlCases];

const reasonOf = ({target, between, crls, anchor = root, inputs}: PathCase): string =>
  judgePath(
    certificateOf(target),
    pathMaterial([certificateOf(anchor)], between.map(certificateOf), crls?.map(revocationListOf)),
    {at, ...inputs},
  ).reason;

for (const one of cases) {
  test(`path ${one.expected}: ${one.title}`, (t) => {
    t.is(reasonOf(one), one.expected);
  });
}

for (const [what, der] of unsound) {
  test(`a certificate is not read: ${what}`, (t) => {
    t.throws(() => certificateOf(der), {instanceOf: DerError});
  });
}

test('no title and no question is told twice', (t) => {
  t.is(new Set(cases.map(({title}) => title)).size, cases.length);
  t.true(cases.length >= 100);
});

const folder = mkdtempSync(join(tmpdir(), 'kazasu-path-'));
test.after.always(() => rmSync(folder, {recursive: true, force: true}));

const pem = (label: string, ders: readonly Buffer[], name: string): string => {
  const path = join(folder, name);
  const blocks = ders.map((der) => {
    const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
    return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
  });
  writeFileSync(path, blocks.join(''));
  return path;
};

const opensslAccepts = ({target, between, crls, anchor = root, inputs}: PathCase): boolean => {
  const {status} = spawnSync('openssl', [
    'verify',
    '-attime',
    String(at / 1000),
    '-policy_check',
    '-CAfile',
    pem('CERTIFICATE', [anchor], 'anchor.pem'),
    ...(between.length > 0 ? ['-untrusted', pem('CERTIFICATE', between, 'between.pem')] : []),
    ...(crls
      ? ['-crl_check_all', '-extended_crl', '-use_deltas', '-CRLfile', pem('X509 CRL', crls, 'crls.pem')]
      : []),
    ...(inputs?.explicitPolicy ? ['-explicit_policy'] : []),
    ...(inputs?.inhibitAnyPolicy ? ['-inhibit_any'] : []),
    ...(inputs?.inhibitPolicyMapping ? ['-inhibit_map'] : []),
    ...(inputs?.policies ?? ['2.5.29.32.0']).flatMap((policy) => ['-policy', policy]),
    pem('CERTIFICATE', [target], 'target.pem'),
  ]);
  return status === 0;
};

const judged = lacksPcsc === 'openssl' ? test.skip : test;

judged('OpenSSL answers every question the same, but for those that say why not', (t) => {
  const differing = cases.filter((one) => opensslAccepts(one) !== (one.expected === 'valid'));
  t.deepEqual(
    differing.map(({title, openssl}) => `${title}: ${openssl}`),
    cases.filter(({openssl}) => openssl !== undefined).map(({title, openssl}) => `${title}: ${openssl}`),
  );
});
