import {basename, resolve} from 'node:path';
import {fitTimingProfile, type Goodness, type TimingFit} from '../../emulator/timing/fit/fit-profile.ts';
import {timingProfileText} from '../../emulator/timing/profile-text.ts';
import {timingProfiles} from '../../emulator/timing/profiles.ts';
import {figuresOf} from '../../emulator/timing/timing-profile.ts';
import {type ApduEvent, KazasuError} from '../../protocol/index.ts';
import {writeAtomically} from '../../reports/atomic-file.ts';
import {type Language, say} from '../language.ts';
import {loadRecord} from '../record-source.ts';
import {UsageError} from '../usage-error.ts';

export interface FitRequest {
  readonly records: readonly string[];
  readonly name: string;
  /** Default: the terminal's, where a record has it. */
  readonly side: ApduEvent['side'] | undefined;
  readonly out: string | undefined;
  readonly language: Language;
}

/**
 * Fits a profile from records and writes it where the request says. Every record is read, and the profile made,
 * before anything is written.
 */
export const fitRecords = async (request: FitRequest): Promise<TimingFit & {text: string}> => {
  const {records, name, out} = request;
  if (Object.hasOwn(timingProfiles, name)) {
    throw new UsageError({
      en: `--name is a name of your own, but "${name}" is a profile that is built in`,
      ja: `--name には独自の名前が必要ですが、「${name}」は組み込みのプロファイルです`,
    });
  }
  if (out !== undefined && records.some((record) => resolve(record) === resolve(out))) {
    throw new UsageError({
      en: `--out was expected to be another file than the record ${out}`,
      ja: `--out には記録 ${out} とは別のファイルを指定してください`,
    });
  }
  const read = [];
  for (const path of records) {
    read.push({path, ...(await loadRecord(path, request.language))});
  }
  const apdus = read.flatMap(({events}) => events.filter((event) => event.type === 'apdu'));
  const side = request.side ?? (apdus.some((apdu) => apdu.side === 'terminal') ? 'terminal' : 'card');
  const reference = read
    .map(({path, header}) => `record ${basename(path)} of ${header.origin.slice(0, 10)}`)
    .join(', ');
  const fit = fitTimingProfile(apdus, {name, reference, side});
  const text = timingProfileText(fit.profile);
  if (out !== undefined) {
    await writeProfile(out, text);
  }
  return {...fit, text};
};

const writeProfile = async (path: string, text: string): Promise<void> => {
  try {
    await writeAtomically(path, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-TIMING-WRITE', {
      en: `the timing profile ${path} cannot be written: ${why}`,
      ja: `タイミングプロファイル ${path} を書けません: ${why}`,
    });
  }
};

/** A fit in words: how well it tells the record, and what to beware of. */
export const fitReport = ({profile, goodness, warnings}: TimingFit, language: Language): string => {
  const figures = figuresOf(profile).filter(([, {samples}]) => samples !== undefined).length;
  return [
    say(goodnessSentence(goodness, figures, profile.reference), language),
    ...warnings.map((warning) => `${language === 'ja' ? '注意' : 'warning'}: ${say(warning, language)}`),
  ].join('\n');
};

const goodnessSentence = (
  {exchanges, rSquared, residualP50Ms, residualP95Ms, explainedTime}: Goodness,
  figures: number,
  reference: string,
): {en: string; ja: string} => {
  const [r2, p50, p95, share] = [
    rSquared.toFixed(4),
    residualP50Ms.toFixed(2),
    residualP95Ms.toFixed(2),
    (100 * explainedTime).toFixed(1),
  ];
  return {
    en: `${figures} figures from ${exchanges} exchanges of ${reference}: R² ${r2}, residual p50 ${p50} ms, p95 ${p95} ms, ${share} % of the time explained`,
    ja: `${reference} の交信${exchanges}件から${figures}項目: 決定係数 ${r2}、残差 p50 ${p50} ms、p95 ${p95} ms、時間の${share} % を説明`,
  };
};
