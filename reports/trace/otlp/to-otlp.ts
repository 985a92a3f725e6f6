import {createHash} from 'node:crypto';
import type {RecordEvent, RecordHeader} from '../../../protocol/index.ts';
import {eventText} from '../event-text.ts';
import {meaningOf} from '../meaning.ts';
import {type Language, statusDigits} from '../status-words.ts';
import {type Span, type SpanSubject, spanTree} from './span-tree.ts';

/** Numbers of opentelemetry-proto, trace/v1: `SpanKind` and `StatusCode`. */
const kinds = {internal: 1, server: 2, client: 3} as const;
const codes = {ok: 1, error: 2} as const;

/**
 * A record as OTLP traces in JSON (opentelemetry-proto, `TracesData`): a trace for each run or scenario, a span for
 * each step, below it one for each exchange and side. Ids grow from the record, so that exporting it twice gives the
 * same. Without data fields, which may be a person's. In pieces, since a record may be long.
 */
export const toOtlp = function* (
  header: RecordHeader,
  events: readonly RecordEvent[],
  language: Language,
): Generator<string> {
  const [name = '', version = ''] = header.product.split(/ (?=[^ ]*$)/);
  const resource = {
    attributes: attributes({
      'service.name': name,
      'service.version': version,
      'kazasu.record.version': header.version,
      'kazasu.clock': header.clock,
    }),
  };
  const scope = {name: 'kazasu.record', version};
  yield `{"resourceSpans":[{"resource":${JSON.stringify(resource)},"scopeSpans":[{"scope":${JSON.stringify(scope)},"spans":[`;
  const named = new Map<Span, Names>();
  let separator = '';
  for (const [index, span] of spanTree(events).entries()) {
    const names = namesOf(header, span, index, named);
    named.set(span, names);
    yield separator + JSON.stringify(spanJson(span, names, header, language));
    separator = ',\n';
  }
  yield ']}]}]}\n';
};

interface Names {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

const namesOf = (
  {origin, product}: RecordHeader,
  {parent, subject}: Span,
  index: number,
  named: ReadonlyMap<Span, Names>,
): Names => {
  const id = (what: string, bytes: number): string =>
    createHash('sha256')
      .update(JSON.stringify([what, origin, product, index, subject.at, subject.end]))
      .digest('hex')
      .slice(0, bytes * 2);
  const above = parent && named.get(parent);
  return {
    traceId: above?.traceId ?? id('trace', 16),
    spanId: id('span', 8),
    ...(above ? {parentSpanId: above.spanId} : {}),
  };
};

const spanJson = (
  {subject, instants}: Span,
  names: Names,
  {origin}: RecordHeader,
  language: Language,
): Record<string, unknown> => {
  const nanos = (ns: number): string =>
    String(BigInt(Date.parse(origin)) * 1_000_000n + BigInt(Math.round(ns)));
  const {name, kind = kinds.internal, status, facts} = said(subject, language);
  return {
    ...names,
    name,
    kind,
    startTimeUnixNano: nanos(subject.at),
    endTimeUnixNano: nanos(subject.end),
    attributes: attributes(facts),
    events: instants.map((instant) => {
      const {type, at, ...rest} = instant;
      return {
        timeUnixNano: nanos(at),
        name: type,
        attributes: attributes({...rest, text: eventText(instant, language)}),
      };
    }),
    ...(status ? {status} : {}),
  };
};

interface Said {
  readonly name: string;
  readonly kind?: number;
  readonly status?: {readonly code: number; readonly message?: string} | undefined;
  readonly facts: Readonly<Record<string, unknown>>;
}

const said = (subject: SpanSubject, language: Language): Said => {
  switch (subject.type) {
    case 'record':
      return {name: 'record', facts: {}};
    case 'run':
      return {
        name: subject.what,
        facts: {'kazasu.run.number': subject.number, 'kazasu.run.outcome': subject.outcome},
      };
    case 'scenario': {
      const {scenario, verdict} = subject;
      return {
        name: scenario,
        status: verdict && statusOf(verdict.verdict, verdict.reason),
        facts: {'kazasu.scenario': scenario, 'kazasu.verdict': verdict?.verdict},
      };
    }
    case 'step':
      return {
        name: subject.step,
        facts: {'kazasu.scenario': subject.scenario, 'kazasu.actor': subject.actor},
      };
    case 'centre':
      return {
        name: subject.operation,
        kind: subject.side === 'client' ? kinds.client : kinds.server,
        facts: {'kazasu.centre.outcome': subject.outcome},
      };
    default: {
      const {decoded, side, card} = subject;
      const {what, result} = meaningOf(decoded, language);
      const {command, response, modelled} = decoded.event;
      return {
        name: what,
        kind: side === 'card' ? kinds.server : kinds.client,
        facts: {
          'kazasu.card': card,
          'kazasu.side': side,
          'kazasu.application': decoded.application?.name ?? decoded.application?.aid,
          'kazasu.result': result === '' ? undefined : result,
          'kazasu.succeeded': decoded.succeeded,
          'apdu.name': decoded.name,
          'apdu.header': command.slice(0, 8),
          'apdu.command.bytes': command.length / 2,
          'apdu.response.bytes': response.length / 2,
          'apdu.sw': decoded.sw && statusDigits(decoded.sw),
          'kazasu.modelled.card_ns': modelled?.cardNs,
          'kazasu.modelled.link_ns': modelled?.linkNs,
        },
      };
    }
  }
};

/** A verdict that says nothing about the device leaves the status unset. */
const statusOf = (verdict: string, reason: string): Said['status'] =>
  verdict === 'pass'
    ? {code: codes.ok}
    : verdict === 'fail' || verdict === 'error'
      ? {code: codes.error, message: reason}
      : undefined;

/** `KeyValue`s; a 64-bit integer is a decimal string in protobuf's JSON. What is undefined is left out. */
const attributes = (facts: Readonly<Record<string, unknown>>): unknown[] =>
  Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({key, value: anyValue(value)}));

const anyValue = (value: unknown): Record<string, unknown> => {
  switch (typeof value) {
    case 'boolean':
      return {boolValue: value};
    case 'number':
      return Number.isInteger(value) ? {intValue: String(value)} : {doubleValue: value};
    default:
      return {stringValue: String(value)};
  }
};
