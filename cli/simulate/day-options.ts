import {clockText} from '../../reports/simulation/simulation-words.ts';
import {peakHours, usualStartMs} from '../../scenarios/simulation/busy-hours.ts';
import {type BusyWindow, quietFrom} from '../../scenarios/simulation/card-management.ts';
import type {Shift} from '../../scenarios/simulation/day-plan.ts';
import {UsageError} from '../usage-error.ts';
import {numberWithin, shown} from './numbers.ts';

/** Options about the time of day. */
export const dayOptions = {
  hours: {
    type: 'string',
    describe:
      'How many days: hours a day, such as 7, or the times of day, such as 08:30-09:30,12:00-14:00,15:00-17:15',
  },
  start: {type: 'string', describe: 'Time of day at which work begins (default 08:30)'},
  congestion: {
    type: 'string',
    default: 'none',
    describe:
      'When the card management system is slow: none, peaks (9:30 to 12 and 14 to 15, ×3), or your own, such as 09:30-12:00x3,13:00-13:30xdown',
  },
  'quiet-setting': {
    type: 'boolean',
    default: false,
    describe: 'Begin no setting in the busy hours of --congestion; what has begun, and pre-install, goes on',
  },
} as const;

export interface DayChoice {
  hours: string | undefined;
  start: string | undefined;
  congestion: string;
  'quiet-setting': boolean;
}

export interface ChosenDay {
  readonly startMs: number;
  /** Undefined where no days were asked for. */
  readonly shifts: readonly Shift[] | undefined;
  readonly congestion: readonly BusyWindow[];
  readonly quietSetting: boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const chosenDay = (options: DayChoice): ChosenDay => {
  const {hours, start, 'quiet-setting': quietSetting} = options;
  const startMs = start === undefined ? usualStartMs : timeOfDay('start', start);
  const shifts = hours === undefined ? undefined : shiftsOf(hours, start, startMs);
  const congestion = congestionOf(options.congestion);
  if (quietSetting && !Number.isFinite(quietFrom(congestion, 0)(0))) {
    throw new UsageError({
      en: '--quiet-setting was expected to find some of the day outside --congestion, but the busy hours are all of it',
      ja: '--quiet-setting には --congestion 以外の時間帯が必要ですが、一日中が混雑時間帯です',
    });
  }
  return {startMs: shifts?.[0]?.fromMs ?? startMs, shifts, congestion, quietSetting};
};

const shiftsOf = (hours: string, start: string | undefined, startMs: number): readonly Shift[] => {
  if (!hours.includes(':')) {
    const length = Math.round(numberWithin('hours', hours, [0, 24]) * hourMs);
    if (length === 0 || startMs + length > dayMs) {
      throw new UsageError({
        en: `--hours was expected to be above 0 and to end by midnight, but work begins at ${clockText(startMs)} and "${shown(hours)}" hours came`,
        ja: `--hours は0より大きく、24時までに終わる必要があります(開始 ${clockText(startMs)}、「${shown(hours)}」時間)`,
      });
    }
    return [{fromMs: startMs, toMs: startMs + length}];
  }
  if (start !== undefined) {
    throw new UsageError({
      en: `--start goes with a number of --hours; the times of day "${shown(hours)}" begin on their own`,
      ja: `--start は時間数の --hours と組み合わせます(「${shown(hours)}」は開始時刻を含んでいます)`,
    });
  }
  return windowsOf('hours', hours, (text) => (text === undefined ? true : undefined)).map(
    ({fromMs, toMs}) => ({fromMs, toMs}),
  );
};

const congestionOf = (text: string): readonly BusyWindow[] => {
  if (text === 'none') {
    return [];
  }
  if (text === 'peaks') {
    return peakHours;
  }
  const windows = windowsOf('congestion', text, paceOf).map(({fromMs, toMs, mark}) => ({
    fromMs,
    toMs,
    percent: mark,
  }));
  const downMs = windows.reduce(
    (sum, {fromMs, toMs, percent}) => (percent === 'down' ? sum + toMs - fromMs : sum),
    0,
  );
  if (downMs === dayMs) {
    throw new UsageError({
      en: '--congestion was expected to leave some of the day, but the card management system is down all of it',
      ja: '--congestion ではカード管理システムが一日中停止しています。動いている時間が必要です',
    });
  }
  return windows;
};

/** `3` is 300 hundredths; from 1 to 10 times. */
const paceOf = (text: string | undefined): number | 'down' | undefined => {
  if (text === 'down') {
    return text;
  }
  const times = /^\d{1,2}(\.\d{1,2})?$/.test(text ?? '') ? Number(text) : Number.NaN;
  return times >= 1 && times <= 10 ? Math.round(100 * times) : undefined;
};

const examples = {
  hours: '08:30-12:00,13:00-17:15',
  congestion: 'none, peaks, 09:30-12:00x3,13:00-13:30xdown',
} as const;

/** Windows of a day, in order and apart, each `HH:MM-HH:MM` and what its mark means. */
const windowsOf = <T>(
  option: keyof typeof examples,
  text: string,
  markOf: (text: string | undefined) => T | undefined,
): readonly {fromMs: number; toMs: number; mark: T}[] => {
  let last = 0;
  return text.split(',').map((piece) => {
    const [, from = '', to = '', written] =
      /^(\d{1,2}:\d{2})-(\d{1,2}:\d{2})(?:x(.+))?$/.exec(piece.trim()) ?? [];
    const mark = markOf(written);
    if (from === '' || mark === undefined) {
      throw new UsageError({
        en: `--${option} was expected to be like ${examples[option]}, but "${shown(piece)}" came in it`,
        ja: `--${option} は ${examples[option]} のように指定してください(「${shown(piece)}」が含まれています)`,
      });
    }
    const fromMs = timeOfDay(option, from);
    const toMs = timeOfDay(option, to);
    if (fromMs < last || toMs <= fromMs) {
      throw new UsageError({
        en: `--${option} was expected to have times of one day in order, but "${shown(piece)}" does not follow what is before it`,
        ja: `--${option} の時間帯は重ならず順に並べてください(「${shown(piece)}」の順序が合いません)`,
      });
    }
    last = toMs;
    return {fromMs, toMs, mark};
  });
};

const timeOfDay = (option: string, text: string): number => {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  if (hours === '' || Number(minutes) > 59 || ms > dayMs) {
    throw new UsageError({
      en: `--${option} was expected to have times of day from 00:00 to 24:00, but "${shown(text)}" came`,
      ja: `--${option} の時刻は 00:00〜24:00 で指定してください(「${shown(text)}」が指定されました)`,
    });
  }
  return ms;
};
