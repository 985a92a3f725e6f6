import {KazasuError, type Random, seededRandom} from '../../protocol/index.ts';
import {canShow, operations, type ServiceMisbehaviour, timed} from './service-misbehaviour.ts';

/** When to misbehave, and how. What is absent fits everything. */
export interface RuleRequest {
  /** Its name. */
  readonly misbehaviour: string;
  /** For those that take a time. */
  readonly ms?: number | undefined;
  readonly operation?: string | undefined;
  readonly relyingParty?: string | undefined;
  /** Upper-case hex. */
  readonly serialNumber?: string | undefined;
  /** How often; then the rule stays in the list, spent. */
  readonly times?: number | undefined;
  /** 0 to 1, drawn for every request that fits. */
  readonly probability?: number | undefined;
  /** Of the draws; the same seed draws the same. */
  readonly seed?: string | undefined;
}

export interface Rule extends RuleRequest {
  readonly id: number;
  /** How often it was shown. */
  readonly shown: number;
}

/** A request, as far as rules look at it. */
export interface RuleQuestion {
  readonly operation: string;
  readonly relyingParty?: string | undefined;
  readonly serialNumber?: string | undefined;
}

/** A misbehaviour that a request meets, with its time. */
export interface Met {
  readonly name: string;
  readonly misbehaviour: ServiceMisbehaviour;
}

/** The rules in force, in the order they were given. They live in memory: a test makes its own. */
export interface MisbehaviourRules {
  /** Errors: `KZS-MISBEHAVIOUR-UNKNOWN`, `-OPERATION`, `-RULE`. */
  add(request: RuleRequest): Rule;
  list(): Rule[];
  /** Whether there was one. */
  remove(id: number): boolean;
  clear(): void;
  /** What this request meets: the first rule that fits and is drawn. It counts as shown. */
  meet(question: RuleQuestion): Met | undefined;
  /** Calls back whenever the rules may have changed. */
  onChange(listener: () => void): void;
}

interface Held {
  readonly request: RuleRequest;
  readonly id: number;
  readonly misbehaviour: ServiceMisbehaviour;
  readonly draws: Random;
  shown: number;
}

export const openMisbehaviourRules = (): MisbehaviourRules => {
  const held = new Map<number, Held>();
  let last = 0;
  let changed: () => void = () => undefined;
  return {
    add(request) {
      const misbehaviour = timed(request.misbehaviour, request.ms);
      refuseWhatCannotBe(request, misbehaviour);
      last += 1;
      const draws = seededRandom(request.seed ?? `rule ${last}`);
      const rule: Held = {request, id: last, misbehaviour, draws, shown: 0};
      held.set(last, rule);
      changed();
      return told(rule);
    },
    list: () => [...held.values()].map(told),
    remove(id) {
      const there = held.delete(id);
      changed();
      return there;
    },
    clear() {
      held.clear();
      changed();
    },
    meet(question) {
      for (const rule of held.values()) {
        if (fits(rule, question) && drawn(rule)) {
          rule.shown += 1;
          return {name: rule.request.misbehaviour, misbehaviour: rule.misbehaviour};
        }
      }
      return undefined;
    },
    onChange(listener) {
      changed = listener;
    },
  };
};

const told = ({request, id, shown}: Held): Rule => ({...request, id, shown});

const fits = ({request, misbehaviour, shown}: Held, question: RuleQuestion): boolean =>
  canShow(question.operation, misbehaviour) &&
  shown < (request.times ?? Number.POSITIVE_INFINITY) &&
  (['operation', 'relyingParty', 'serialNumber'] as const).every(
    (name) => request[name] === undefined || request[name] === question[name],
  );

const drawn = ({request: {probability = 1}, draws}: Held): boolean => {
  if (probability >= 1) {
    return true;
  }
  const [a = 0, b = 0, c = 0] = draws.bytes(3);
  return (a * 65_536 + b * 256 + c) / 2 ** 24 < probability;
};

const refuseWhatCannotBe = (request: RuleRequest, misbehaviour: ServiceMisbehaviour): void => {
  const {operation, misbehaviour: name} = request;
  if (operation !== undefined && !canShow(operation, misbehaviour)) {
    const able = Object.keys(operations).filter((one) => canShow(one, misbehaviour));
    const came = operation.slice(0, 60);
    throw new KazasuError('KZS-MISBEHAVIOUR-OPERATION', {
      en: `${name} can be shown by ${able.join(', ')}, but the operation "${came}" came`,
      ja: `${name} は ${able.join('、')} で使えますが、操作「${came}」が指定されました`,
    });
  }
  const given = narrowing.filter((part) => request[part] !== undefined);
  if (name === 'http-closed' && given.length > 0) {
    throw new KazasuError('KZS-MISBEHAVIOUR-RULE', {
      en: `http-closed closes a port for everybody and takes no condition, but ${given.join(', ')} came`,
      ja: `http-closed は全員に対してポートを閉じるので条件を付けられませんが、${given.join('、')} が指定されました`,
    });
  }
};

/** What a closed port cannot look at. */
const narrowing = ['operation', 'relyingParty', 'serialNumber', 'times', 'probability'] as const;
