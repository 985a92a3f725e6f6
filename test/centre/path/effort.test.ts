import test from 'ava';
import {
  type Certificate,
  certificateOf,
  judgePath,
  type PathInputs,
  type PathJudgement,
  pathMaterial,
  type RevocationList,
  revocationListOf,
} from '../../../centre/index.ts';
import {mostEffort} from '../../../centre/path/effort.ts';
import {der, integer, sequence} from '../../support/der-builder.ts';
import {
  alternativeNames,
  entry,
  extension,
  general,
  issued,
  issuingDistributionPoint,
  mappings,
  nameConstraints,
  policies,
  revocationList,
} from '../../support/issued.ts';
import {at, authority, endEntity, root} from './path-case.ts';

const anchor = certificateOf(root);

/** The answer, whose cost is within the bounds: what is counted, not the clock. */
const bounded = (
  target: Buffer,
  between: readonly Certificate[],
  {crls, ...inputs}: Omit<PathInputs, 'at'> & {readonly crls?: readonly RevocationList[]} = {},
): PathJudgement => {
  const judgement = judgePath(certificateOf(target), pathMaterial([anchor], between, crls), {at, ...inputs});
  for (const kind of ['signatures', 'paths', 'steps'] as const) {
    if (judgement.effort[kind] > mostEffort[kind]) {
      throw new Error(`${judgement.effort[kind]} ${kind} are more than ${mostEffort[kind]}`);
    }
  }
  return judgement;
};

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({length: n}, (_, i) => make(i));

/** Two certificates for each of so many authorities one below the other: two to that power of paths. */
const ladder = (rungs: number, extensionsOf: (rung: number) => readonly Buffer[]): Certificate[] =>
  times(rungs, (rung) =>
    times(2, () =>
      certificateOf(
        authority(`L${rung}`, {
          issuer: rung === 0 ? 'Root' : `L${rung - 1}`,
          extensions: extensionsOf(rung),
        }),
      ),
    ),
  ).flat();

test('an ordinary path costs a signature and a few steps for each certificate', (t) => {
  const found = bounded(endEntity('A'), [certificateOf(authority('A'))]);
  t.is(found.reason, 'valid');
  t.deepEqual([found.effort.paths, found.effort.signatures > 1], [1, true]);
  t.true(found.effort.steps < 20, JSON.stringify(found.effort));
});

test('a thousand policies mapped to a thousand others, over and over on 200 paths, are given up', (t) => {
  const policy = (rung: number, i: number): string => `1.2.3.${rung}.${i}`;
  const rungs = 12;
  const between = ladder(rungs, (rung) => [
    policies(...times(1_000, (i) => policy(rung, i))),
    mappings(...times(1_000, (i) => [policy(rung, i), policy(rung + 1, i)] as const)),
  ]);
  const target = endEntity(`L${rungs - 1}`, {extensions: [policies(policy(rungs, 7))]});
  const asked = {explicitPolicy: true};
  const fine = bounded(target, between, asked);
  t.deepEqual([fine.reason, fine.effort.paths], ['valid', 1]);
  // 6.1.5 (g) asks at the very end of each path, when all the work is done.
  const refused = bounded(target, between, {...asked, policies: ['1.2.4']});
  t.false(refused.valid);
  t.is(refused.effort.steps, mostEffort.steps);
});

test('constraints on many names, on each of 200 paths, are compared as often as is allowed', (t) => {
  const names = times(200, (i) => general.dns(`h${i}.test`));
  const between = ladder(10, () => [
    nameConstraints(
      [],
      times(100, (i) => general.dns(`x${i}.example`)),
    ),
  ]);
  const target = (last: Buffer) => endEntity('L9', {extensions: [alternativeNames(...names, last)]});
  t.is(bounded(target(general.dns('good.test')), between).reason, 'valid');
  const refused = bounded(target(general.dns('x99.example')), between);
  t.is(refused.reason, 'name-constraints');
  t.is(refused.effort.steps, mostEffort.steps);
});

test('certificates of one name, each of which asks for another order of them, are ordered as often as is allowed', (t) => {
  const keyIds = (own: number, above: number): readonly Buffer[] => [
    extension('2.5.29.14', der(4, integer(own))),
    extension('2.5.29.35', sequence(der(0x80, integer(above)))),
  ];
  const between = times(1_500, (i) =>
    certificateOf(
      authority('A', {issuer: 'A', key: `A${i % 20}`, signer: `A${i % 19}`, extensions: keyIds(i, i + 1)}),
    ),
  );
  const found = bounded(endEntity('A', {signer: 'A7'}), between);
  t.is(found.reason, 'path-search-limit');
});

const serial = integer(0x4711);
const rootList = revocationListOf(revocationList({issuer: 'Root'}));
const crlNumber = (n: number): Buffer => extension('2.5.29.20', integer(n));
const deltaBase = (n: number): Buffer => extension('2.5.29.27', integer(n), true);
const below = certificateOf(authority('A'));
const target = endEntity('A', {serial});
const complete = revocationListOf(revocationList({issuer: 'A', extensions: [crlNumber(1)]}));
const delta = (signer: string, ...entries: Buffer[]) =>
  revocationListOf(revocationList({issuer: 'A', signer, entries, extensions: [crlNumber(2), deltaBase(1)]}));

test('no flood of forged delta lists drowns the one that revokes', (t) => {
  const honest = bounded(target, [below], {crls: [rootList, complete, delta('A', entry(serial))]});
  t.is(honest.reason, 'revoked');
  t.is(bounded(target, [below], {crls: [rootList, complete]}).reason, 'valid');
  const forged = times(mostEffort.signatures + 10, () => delta('stranger'));
  const flooded = bounded(target, [below], {
    crls: [rootList, complete, ...forged, delta('A', entry(serial))],
  });
  t.false(flooded.valid);
  t.is(flooded.reason, 'crl-missing');
});

test('10,000 lists and 1,000 distribution points end in a verdict, and a list that covers comes through', (t) => {
  const points = extension(
    '2.5.29.31',
    sequence(...times(1_000, (i) => sequence(der(0xa0, der(0xa0, general.directory(`P${i}`)))))),
  );
  const out = {nextUpdate: '2024-06-01T00:00:00Z'};
  const [stale, other] = [out, {extensions: [issuingDistributionPoint({at: 'Q'})]}].map((wanted) => {
    const one = revocationListOf(revocationList({issuer: 'A', ...wanted}));
    return times(10_000, (): RevocationList => ({...one}));
  });
  const many = issued({subject: 'Holder', issuer: 'A', serial, extensions: [points]});
  const asked = (...crls: (readonly RevocationList[] | undefined)[]) =>
    bounded(many, [below], {crls: [rootList, ...crls.flatMap((some) => some ?? [])]});
  t.is(asked(stale).reason, 'crl-missing');
  const found = asked(other);
  t.is(found.reason, 'crl-missing');
  t.is(found.effort.steps, mostEffort.steps);
  t.is(asked(stale, [complete]).reason, 'valid');
  t.is(asked(other, [complete]).reason, 'valid');
});
