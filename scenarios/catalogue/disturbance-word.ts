import {KazasuError, nearest, type Sentence} from '../../protocol/index.ts';
import {type Disturbance, disturbanceNames, disturbances} from '../engine/disturbance.ts';
import type {Scenario} from '../engine/scenario.ts';

/** Which commands of a phase: those from one to another, the last, or each; undefined is the first. */
export type CommandChoice = {readonly from: number; readonly to: number} | 'last' | 'every' | undefined;

/** A disturbance as a person asks for it. */
export interface DisturbanceWord extends Pick<Disturbance, 'what' | 'phase'> {
  readonly commands: CommandChoice;
}

/** No phase has so many commands. */
const mostCommands = 10_000;

/**
 * Reads WHAT@PHASE[:COMMAND]; some of the scenarios must have the phase, with the actor that it happens to.
 * @throws KazasuError `KZS-SCENARIO-DISTURB` with the names there are and the one that may be meant.
 */
export const readDisturbanceWord = (word: string, scenarios: readonly Scenario[]): DisturbanceWord => {
  const [, came = '', phase = '', command] = /^([^@]+)@([^:]+)(?::(.*))?$/.exec(word) ?? [];
  if (phase === '') {
    throw unusable({
      en: `WHAT@PHASE or WHAT@PHASE:COMMAND was expected, such as card-removed@read-certificate:2, but "${word}" came`,
      ja: `障害@フェーズ または 障害@フェーズ:コマンド番号 の形(例: card-removed@read-certificate:2)が必要ですが、「${word}」が指定されました`,
    });
  }
  const what = disturbanceNames.find((name) => name === came);
  if (!what) {
    throw unknown(word, came, disturbanceNames, {en: 'what goes wrong', ja: '障害'});
  }
  const {actor} = disturbances[what];
  const phases = [
    ...new Set(
      scenarios.flatMap((one) => one.phases.filter((phase) => phase.actor === actor).map(({id}) => id)),
    ),
  ];
  if (!phases.includes(phase)) {
    throw unknown(word, phase, phases, {
      en: `a phase ${actor === 'card' ? 'at the card' : 'that asks the centre'}, for ${what},`,
      ja: `${what} には${actor === 'card' ? 'カードを使う' : 'センターに問い合わせる'}フェーズ`,
    });
  }
  const commands = commandsOf(word, command);
  if (commands !== undefined && actor !== 'card') {
    throw unusable({
      en: `${what} cuts one question, so no command goes with it, but "${word}" came`,
      ja: `${what} は1つの要求に対する障害のため、コマンド番号は指定できません(「${word}」が指定されました)`,
    });
  }
  return {what, phase, commands};
};

const commandsOf = (word: string, command: string | undefined): CommandChoice => {
  if (command === undefined || command === 'last' || command === 'every') {
    return command;
  }
  const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(command) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first !== undefined && from >= 1 && from <= to && to <= mostCommands) {
    return {from, to};
  }
  const near = /\d/.test(command) ? undefined : nearest(command, ['last', 'every']);
  throw unusable({
    en: `behind the phase a command from 1 on, some such as 1-20, last or every was expected, but "${word}" came${near ? `; "${near}" may be meant` : ''}`,
    ja: `フェーズの後には1以上のコマンド番号、1-20 のような範囲、last、every のいずれかが必要ですが、「${word}」が指定されました${near ? `(「${near}」でしょうか)` : ''}`,
  });
};

const unknown = (word: string, came: string, names: readonly string[], what: Sentence): KazasuError => {
  const near = nearest(came, names);
  return unusable({
    en: `${what.en} was expected, but "${came}" came in "${word}"${near ? `; "${near}" may be meant` : ''}; there are ${names.join(', ') || 'none'}`,
    ja: `${what.ja}が必要ですが、「${word}」に「${came}」が指定されました${near ? `(「${near}」でしょうか)` : ''}。あるのは ${names.join('、') || 'なし'}`,
  });
};

const unusable = (sentence: Sentence): KazasuError => new KazasuError('KZS-SCENARIO-DISTURB', sentence);

/** The commands of a phase that has so many; one that has none is asked for its first, which it never comes to. */
export const chosenCommands = (choice: CommandChoice, count: number): readonly (number | undefined)[] => {
  switch (choice) {
    case undefined:
      return [undefined];
    case 'last':
      return [Math.max(1, count)];
    case 'every':
      return numbers(1, Math.max(1, count));
    default:
      return numbers(choice.from, choice.to);
  }
};

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({length: to - from + 1}, (_, i) => from + i);
