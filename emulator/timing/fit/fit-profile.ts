import {mean, median, quantile} from 'simple-statistics';
import {type ApduEvent, KazasuError, type Sentence} from '../../../protocol/index.ts';
import type {Evidence} from '../../evidence.ts';
import {noTime, resolveTimingProfile} from '../resolve-profile.ts';
import type {TimingProfile} from '../timing-profile.ts';
import {fitCosts, type Regression} from './regression.ts';
import {type Sample, type Samples, samplesOf} from './samples.ts';
import {fitWarnings} from './warnings.ts';

/** How well a fitted profile tells the exchanges it was fitted from. Residuals are absolute, in ms. */
export interface Goodness {
  /** Share of the variance that the profile explains. */
  readonly rSquared: number;
  readonly residualP50Ms: number;
  readonly residualP95Ms: number;
  /** 1 less the sum of the residuals over the sum of the times. */
  readonly explainedTime: number;
  readonly exchanges: number;
  readonly refused: number;
  readonly unknown: number;
}

export interface TimingFit {
  readonly profile: TimingProfile;
  readonly goodness: Goodness;
  readonly warnings: readonly Sentence[];
}

export interface FitOptions {
  readonly name: string;
  /** Whence the exchanges, as the profile's figures shall say. */
  readonly reference: string;
  /** The reader's side has the cable and the reader in it; the card's side has the card alone. */
  readonly side: ApduEvent['side'];
}

/**
 * Fits a timing profile: a fixed cost for each command, one cost per byte. What a command writes or computes with a
 * key is within its fixed cost, since a record does not show it apart. A record of an emulated card is no observation.
 * @throws KazasuError `KZS-TIMING-FIT` when no exchange can be used.
 */
export const fitTimingProfile = (events: readonly ApduEvent[], options: FitOptions): TimingFit => {
  const samples = samplesOf(events.filter(({side}) => side === options.side));
  // Only a card of ours tells its own side.
  const emulated = events.some(({side}) => side === 'card');
  if (samples.used.length === 0) {
    throw new KazasuError('KZS-TIMING-FIT', {
      en: `a fit needs exchanges that succeeded, seen by the ${options.side}, but ${options.reference} has none (${samples.refused} were refused, ${samples.unknown} are of no known command)`,
      ja: `当てはめには${options.side === 'card' ? 'カード' : '端末'}側で成功した交信が必要ですが、${options.reference} にはありません(拒否 ${samples.refused} 件、未知のコマンド ${samples.unknown} 件)`,
    });
  }
  const regression = fitCosts(samples.used);
  return {
    profile: profileOf(regression, options, emulated ? 'bench-defined' : 'observed'),
    goodness: goodnessOf(samples, regression),
    warnings: fitWarnings(samples, regression, emulated),
  };
};

const profileOf = (
  {commands, perByteUs, slopeSamples}: Regression,
  {name, reference}: FitOptions,
  evidence: Evidence,
): TimingProfile => {
  return resolveTimingProfile(
    {
      name,
      title: {en: `fitted: ${name}`, ja: `当てはめ: ${name}`},
      evidence,
      reference,
      commands: Object.fromEntries(
        [...commands].map(([command, {ms, spread, samples}]) => [
          command,
          {value: rounded(ms), spread: rounded(spread), samples},
        ]),
      ),
      otherCommands: {
        value: rounded(median([...commands.values()].map(({ms}) => ms))),
        evidence: 'bench-defined',
        reference: 'T10',
      },
      link: {
        perByteUs: {value: rounded(perByteUs ?? 0), ...(slopeSamples > 0 ? {samples: slopeSamples} : {})},
      },
    },
    noTime,
  );
};

const rounded = (value: number): number => Number(value.toPrecision(4));

const goodnessOf = ({used, refused, unknown}: Samples, {commands, perByteUs = 0}: Regression): Goodness => {
  const told = ({name, bytes}: Sample): number => (commands.get(name)?.ms ?? 0) + (bytes * perByteUs) / 1000;
  const residuals = used.map((sample) => Math.abs(sample.ms - told(sample)));
  const times = used.map(({ms}) => ms);
  const middle = mean(times);
  const squares = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value * value, 0);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const variation = squares(times.map((ms) => ms - middle));
  return {
    rSquared: variation === 0 ? 1 : 1 - squares(residuals) / variation,
    residualP50Ms: quantile(residuals, 0.5),
    residualP95Ms: quantile(residuals, 0.95),
    explainedTime: 1 - sum(residuals) / Math.max(Number.MIN_VALUE, sum(times)),
    exchanges: used.length,
    refused,
    unknown,
  };
};
