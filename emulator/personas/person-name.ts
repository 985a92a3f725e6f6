import type {Random} from '../../protocol/index.ts';
import {distinct} from './distinct.ts';
import type {Holder} from './persona.ts';

/** A made-up name, and how certificates write it where that differs. */
export type PersonName = Pick<Holder, 'name' | 'certificateName' | 'sex'>;

/** Family names after 見本, "sample": nobody is called so. */
const families = [...'田山川村野原沢島木林池浜岡谷江崎上中下代'].map((last) => `見本${last}`);

/** First and last characters of given names. 60 × 10 of each sex. */
const firsts = [
  ...'愛葵明彩郁泉伊栄英悦音佳可和克勝加果貴紀京恭邦圭恵健光孝幸康早沙佐里静秀春純昭信真慎直澄清正誠節千達智朋友夏成治晴弘房文',
];
const lasts = {female: [...'子美香奈恵江代絵菜乃'], male: [...'郎一介太男夫也平樹人']} as const;

/** Names of people whose record writes them in letters. 40 × 40. */
const letters = {
  first:
    'AARON ADA AMIR ANA ANH BAO BELA BO CARLA CHEN DAO DINA ELIF EMIL ENZO FARAH GAIA HANA HUGO IDA IVAN JADE JIN JUAN KAI LARS LEA LI LUCA MAI MARA MIN NADIA NAM NINA OMAR OTTO PABLO RANA YARA'.split(
      ' ',
    ),
  second:
    'ABEL AGNES ALI AMY ANTON ASTRID BEN CLARA COLIN CORA DAVID DELIA EDA ERIK EVA FELIX GRETA HUY IAN INES IRIS JOEL JUNE KARL KIM LENA LEO LINH LOTTE MAX MILA NOEL NORA OLGA PAUL QUYNH RITA SAM TARA UMA'.split(
      ' ',
    ),
} as const;

/**
 * The name of a persona's n-th person, in the manner of its holder's: in letters for letters, and with the holder's
 * own family name where certificates write it otherwise. No name comes twice among 1,000 people.
 */
export const personName = (holder: Holder, n: number, random: Random): PersonName => {
  const take = taker(distinct(random, n, combinations));
  if (isLatin(holder.name)) {
    const name = ['MIHON', take(letters.first), take(letters.second)].join('　');
    return {name, sex: take(sexes)};
  }
  const sex = take(sexes);
  const given = take(firsts) + take(lasts[sex]);
  if (holder.certificateName === undefined) {
    return {sex, name: `${take(families)}　${given}`};
  }
  const family = (name: string): string => name.split('　')[0] ?? name;
  return {
    sex,
    name: `${family(holder.name)}　${given}`,
    certificateName: `${family(holder.certificateName)}　${given}`,
  };
};

/** 2 · 60 · 10 · 20. The other manners of name use 2 · 60 · 10 or 40 · 40 of them, which divide it. */
const combinations = 24_000n;

const sexes = ['female', 'male'] as const;

const isLatin = (text: string): boolean => /^[\p{Script=Latin}\p{P}\s]+$/u.test(text);

/** Takes one of each list by the digits of a number whose bases are the lists' lengths. */
const taker = (number: bigint): (<T>(from: readonly T[]) => T) => {
  let rest = number;
  return (from) => {
    const size = BigInt(from.length);
    const index = Number(rest % size);
    rest /= size;
    return from[index] as (typeof from)[number];
  };
};
