import type {ApduEvent, RecordEvent} from '../../protocol/index.ts';
import type {Language} from './status-words.ts';

type OtherEvent = Exclude<RecordEvent, ApduEvent>;

const words = {
  en: {
    kind: {
      power: 'power',
      link: 'link',
      'card-state': 'state',
      centre: 'centre',
      step: 'step',
      run: 'run',
      verdict: 'verdict',
      fault: 'fault',
    },
    power: {on: 'on', off: 'off', reset: 'reset'},
    link: {connected: 'the card is connected to its reader', lost: 'the card’s link to its reader is lost'},
    tries: (left: number) => `${left} ${left === 1 ? 'try' : 'tries'} left`,
    list: ', ',
  },
  ja: {
    kind: {
      power: '電源',
      link: 'リンク',
      'card-state': '状態',
      centre: 'センター',
      step: '手順',
      run: '実行',
      verdict: '判定',
      fault: '異常',
    },
    power: {on: 'オン', off: 'オフ', reset: 'リセット'},
    link: {connected: 'カードとリーダーが接続', lost: 'カードとリーダーの接続が切断'},
    tries: (left: number) => `残り ${left} 回`,
    list: '、',
  },
} as const;

/** What kind of event it is, in a word. */
export const eventKind = ({type}: OtherEvent, language: Language): string => words[language].kind[type];

/** An event that is no exchange, in words. */
export const eventText = (event: OtherEvent, language: Language): string => {
  const say = words[language];
  switch (event.type) {
    case 'power':
      return say.power[event.state] + (!event.atr ? '' : `${say.list}ATR ${event.atr}`);
    case 'link':
      return say.link[event.state];
    case 'card-state':
      return (
        `${event.change}: ${event.subject}` +
        (event.triesLeft === undefined ? '' : `${say.list}${say.tries(event.triesLeft)}`)
      );
    case 'centre':
      return `${event.operation} → ${event.outcome}${event.side ? ` (${event.side})` : ''}`;
    case 'step':
      return `${event.scenario} ${event.step} (${event.actor})`;
    case 'run':
      return `${event.number} ${event.what} → ${event.outcome}`;
    case 'verdict':
      return `${event.verdict} ${event.subject}: ${event.reason}`;
    default:
      return `${event.where}: ${event.message}`;
  }
};
