import {type Exchange, exchangeTitle, type Sentence} from '../../../protocol/index.ts';
import type {TimedExchange} from '../../engine/timed-exchanges.ts';
import {Ranges} from '../floor.ts';
import type {ProfiledRun} from '../profiled-run.ts';
import type {Rule, Waste} from './advice.ts';

/** Puts exchanges that a rule calls needless into one finding for each of their titles. */
export const wasteBy = (
  needless: readonly {readonly index: number; readonly timed: TimedExchange}[],
  spent: Set<number>,
  title: (exchange: Exchange) => Sentence = exchangeTitle,
): readonly Waste[] => {
  const found = new Map<string, Waste>();
  for (const {index, timed} of needless) {
    const said = title(timed.exchange);
    const before = found.get(said.en);
    spent.add(index);
    found.set(said.en, {
      place: said.en,
      title: said,
      count: (before?.count ?? 0) + 1,
      savedNs: (before?.savedNs ?? 0) + timed.ns,
    });
  }
  return [...found.values()];
};

/** The exchanges of a run that nobody claimed, with their place, for which this holds. */
export const unspent = (
  {exchanges}: ProfiledRun,
  spent: ReadonlySet<number>,
  holds: (exchange: Exchange, index: number) => boolean,
): {index: number; timed: TimedExchange}[] =>
  exchanges
    .map((timed, index) => ({index, timed}))
    .filter(({index, timed}) => !spent.has(index) && holds(timed.exchange, index));

/** Whether an exchange is the first of its dialogue: what a dialogue before it knew, another terminal does not. */
const beginsDialogue = ({dialogues}: ProfiledRun, index: number): boolean =>
  dialogues[index] !== dialogues[index - 1];

/** SELECT of what is current already. */
export const repeatedSelect: Rule = {
  id: 'repeated-select',
  remedy: {
    en: 'leave out the SELECT of what is selected already',
    ja: '選択済みのものを再度SELECTしない',
  },
  find: (run, spent) =>
    wasteBy(
      unspent(
        run,
        spent,
        ({operation}, index) =>
          'again' in operation &&
          operation.again &&
          operation.kind !== 'verify' &&
          !beginsDialogue(run, index),
      ),
      spent,
    ),
};

/** READ of bytes that the same dialogue had read before, and nothing changed in between. */
export const readAgain: Rule = {
  id: 'read-again',
  remedy: {en: 'keep what was read', ja: '読み出した内容を保持する'},
  find(run, spent) {
    const read = new Map<string, Ranges>();
    const records = new Set<string>();
    const needless = unspent(run, spent, ({operation, succeeded, name}, index) => {
      if (operation.kind === 'change' || name === 'UPDATE BINARY') {
        read.clear();
        records.clear();
      }
      if (!succeeded) {
        return false;
      }
      if (operation.kind === 'read') {
        const key = `${run.dialogues[index]} ${operation.file.application?.aid} ${operation.file.id}`;
        const bytes = read.get(key) ?? new Ranges();
        read.set(key, bytes);
        const again = bytes.has(operation.offset, operation.length);
        bytes.add(operation.offset, operation.length);
        return again;
      }
      if (operation.kind === 'read-record') {
        const key = `${run.dialogues[index]} ${operation.file.application?.aid} ${operation.file.id} ${operation.record}`;
        const again = records.has(key);
        records.add(key);
        return again;
      }
      return false;
    });
    return wasteBy(needless, spent);
  },
};

/** Asking the tries left of a credential again, though no VERIFY came in between. */
export const needlessQuery: Rule = {
  id: 'needless-query',
  remedy: {
    en: 'ask the tries left once before VERIFY, and take them from the answer after it',
    ja: '残り回数の照会は照合前の1回だけにし、以後は照合の応答から得る',
  },
  find(run, spent) {
    const known = new Set<string>();
    return wasteBy(
      unspent(run, spent, ({operation}, index) => {
        if (!('credential' in operation)) {
          return false;
        }
        const key = `${run.dialogues[index]} ${operation.credential.application?.aid} ${operation.credential.id}`;
        if (operation.kind !== 'query') {
          known.delete(key);
          return false;
        }
        const again = known.has(key);
        known.add(key);
        return again;
      }),
      spent,
    );
  },
};

/** A command that was carried out and is sent again: VERIFY of what is verified, the same signature, the same bytes. */
export const sentTwice: Rule = {
  id: 'sent-twice',
  remedy: {en: 'send the command once', ja: 'コマンドを1回だけ送る'},
  find(run, spent) {
    const signed = new Set<string>();
    const verified = new Set<string>();
    let before: {readonly exchange: Exchange; readonly dialogue: number | undefined} | undefined;
    return wasteBy(
      unspent(run, spent, (exchange, index) => {
        const {operation, event, succeeded, name} = exchange;
        const dialogue = run.dialogues[index];
        const same =
          before?.dialogue === dialogue &&
          before?.exchange.event.command === event.command &&
          before.exchange.event.response === event.response;
        before = {exchange, dialogue};
        if (!succeeded) {
          return false;
        }
        if (operation.kind === 'verify') {
          const key = `${dialogue} ${operation.credential.id}`;
          const again = operation.again && verified.has(key);
          verified.add(key);
          return again;
        }
        if (operation.kind === 'sign') {
          const key = `${dialogue} ${event.command}${event.response}`;
          const again = signed.has(key);
          signed.add(key);
          return again;
        }
        return same && operation.kind === 'other' && name !== 'GET CHALLENGE';
      }),
      spent,
    );
  },
};

/**
 * Commands that the card refuses because they are meant for other cards, on the way to an application that it has. A
 * terminal whose application is not there, or is there at another time of the run, asked what it had to.
 */
export const foreignProbes: Rule = {
  id: 'foreign-probes',
  remedy: {
    en: 'select the card’s own application first (OpenSC: set card_drivers to jpki)',
    ja: '最初に本カードのアプリケーションを選択する(OpenSCでは card_drivers を jpki に設定)',
  },
  find(run, spent) {
    const found = run.exchanges.map(({exchange: {operation, succeeded}}) =>
      succeeded && operation.kind === 'select-application' ? operation.application?.aid : undefined,
    );
    const own = new Set(found.filter((aid) => aid !== undefined));
    const leadsOn = (index: number): boolean =>
      found.some((aid, i) => i > index && aid !== undefined && run.dialogues[i] === run.dialogues[index]);
    const needless = unspent(
      run,
      spent,
      ({operation, succeeded, application, sw}, index) =>
        !succeeded &&
        (operation.kind === 'select-application'
          ? !own.has(operation.application?.aid ?? '')
          : operation.kind === 'other' && application === undefined) &&
        [0x6a, 0x6d, 0x6e].includes(sw?.sw1 ?? 0) &&
        leadsOn(index),
    );
    return wasteBy(needless, spent, () => ({
      en: 'commands for other cards, refused',
      ja: '他のカード向けのコマンド(拒否)',
    }));
  },
};
