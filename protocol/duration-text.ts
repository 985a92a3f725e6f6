type Language = 'en' | 'ja';

/** From how many milliseconds on a duration is told in a unit, the longest first. Bench-defined, T71 */
const units = [
  {from: 172_800_000, ms: 86_400_000, en: 'days', ja: '日'},
  {from: 7_200_000, ms: 3_600_000, en: 'h', ja: '時間'},
  {from: 120_000, ms: 60_000, en: 'min', ja: '分'},
  {from: 10_000, ms: 1000, en: 's', ja: '秒'},
] as const;

const milliseconds = {from: 0, ms: 1, en: 'ms', ja: 'ms'} as const;

/** A duration as people say it, to a tenth of its unit; `mark` stands behind the figure. */
export const durationText = (ms: number, language: Language, mark = ''): string => {
  const unit = units.find(({from}) => ms >= from) ?? milliseconds;
  return `${(ms / unit.ms).toFixed(1)}${mark} ${unit[language]}`;
};

/** A limit, never rounded: in the longest unit that tells it to a tenth. */
export const limitText = (ms: number, language: Language): string => limitIn(exactUnit(ms), ms, language);

/** From one limit to another. */
export const rangeText = ([least, most]: readonly [number, number], language: Language): string => {
  const unit = exactUnit(most);
  return tells(unit, least)
    ? `${least / unit.ms}-${limitIn(unit, most, language)}`
    : `${limitText(least, language)}-${limitText(most, language)}`;
};

type Unit = (typeof units)[number] | typeof milliseconds;

const exactUnit = (ms: number): Unit =>
  units.find((unit) => ms >= unit.from && tells(unit, ms)) ?? milliseconds;

const tells = (unit: Unit, ms: number): boolean => unit.ms === 1 || ms % (unit.ms / 10) === 0;

const limitIn = (unit: Unit, ms: number, language: Language): string => `${ms / unit.ms} ${unit[language]}`;
