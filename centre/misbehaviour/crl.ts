import {encode} from '../asn1/der.ts';
import {distinguishedName} from '../asn1/distinguished-name.ts';
import {partitionOf} from '../crl/partition.ts';
import type {Misbehaviour, MisbehaviourTools, Misleading} from './misbehaviour.ts';

const second = 1e9;
const day = 86_400_000;

const listOfDay =
  (days: number): Misleading =>
  (certificate, {lists, at}) =>
    lists.listAt(new Date(at.getTime() + days * day), partitionOf(certificate));

const nowhere = encode(
  distinguishedName([
    ['C', 'JP'],
    ['OU', 'CRL Distribution Points'],
    ['CN', 'Nowhere CRLDP'],
  ]),
);

const honest = (certificate: Uint8Array, {lists, at}: MisbehaviourTools): Uint8Array =>
  lists.listAt(at, partitionOf(certificate));

/** What a publisher of revocation lists does wrong, by name. */
export const listMisbehaviours = {
  'crl-slow': {
    by: 'crl',
    title: {en: 'gives the right list, after 1.5 s', ja: '1.5秒後に正しい失効リストを返す'},
    ends: 'good',
    delayNs: 1.5 * second,
  },
  'crl-silent': {
    by: 'crl',
    title: {en: 'never gives a list', ja: '失効リストを返さない'},
    ends: 'timeout',
    delayNs: 'never',
  },
  'crl-stale': {
    by: 'crl',
    title: {en: 'gives the list of two days ago', ja: '2日前の失効リストを返す'},
    ends: 'stale',
    answer: listOfDay(-2),
  },
  'crl-future': {
    by: 'crl',
    title: {en: 'gives the list of the day after tomorrow', ja: '明後日の失効リストを返す'},
    ends: 'future',
    answer: listOfDay(2),
  },
  'crl-other-partition': {
    by: 'crl',
    title: {en: 'gives the list of another municipality', ja: '別の市区町村の失効リストを返す'},
    ends: 'wrong-partition',
    answer: (_certificate, {lists, at}) => lists.listAt(at, nowhere),
  },
  'crl-bad-signature': {
    by: 'crl',
    title: {en: 'gives a list whose signature is wrong', ja: '署名の正しくない失効リストを返す'},
    ends: 'bad-signature',
    answer: (certificate, tools) => {
      const list = honest(certificate, tools);
      return list.map((byte, i) => (i === list.length - 1 ? byte ^ 0x01 : byte));
    },
  },
  'crl-garbage': {
    by: 'crl',
    title: {en: 'gives a list that breaks off', ja: '途中で切れた失効リストを返す'},
    ends: 'malformed',
    answer: (certificate, tools) => honest(certificate, tools).subarray(0, -7),
  },
} as const satisfies Readonly<Record<string, Misbehaviour>>;
