import test from 'ava';
import {z} from 'zod';
import type {RecordEvent} from '../../protocol/index.ts';
import {toChromeTrace, toOtlp} from '../../reports/index.ts';
import {laneChooser} from '../../reports/trace/lanes.ts';
import {exchange, loginEvents, recordHeader} from '../support/records.ts';

/** Trace Event Format, JSON object form, as far as complete events, instants and names of it go. */
const place = {pid: z.int().positive(), tid: z.int().nonnegative()};
const traceFile = z.strictObject({
  displayTimeUnit: z.enum(['ms', 'ns']),
  otherData: z.record(z.string(), z.string()),
  traceEvents: z.array(
    z.discriminatedUnion('ph', [
      z.strictObject({
        ph: z.literal('X'),
        name: z.string(),
        cat: z.string(),
        ts: z.number(),
        dur: z.number().nonnegative(),
        args: z.record(z.string(), z.unknown()),
        ...place,
      }),
      z.strictObject({
        ph: z.literal('i'),
        s: z.enum(['g', 'p', 't']),
        name: z.string(),
        cat: z.string(),
        ts: z.number(),
        args: z.record(z.string(), z.unknown()),
        ...place,
      }),
      z.strictObject({
        ph: z.literal('M'),
        name: z.enum(['process_name', 'process_sort_index', 'thread_name']),
        args: z.record(z.string(), z.unknown()),
        ...place,
      }),
    ]),
  ),
});

const chrome = (events: readonly RecordEvent[]): z.infer<typeof traceFile>['traceEvents'] =>
  traceFile.parse(JSON.parse([...toChromeTrace(recordHeader, events, 'en')].join(''))).traceEvents;

const overlapping: readonly RecordEvent[] = [
  ...loginEvents,
  exchange('00B00000=6986', 10_000, 12_000),
  exchange('00B00001=6986', 11_000, 13_000),
  exchange('00B00002=6986', 12_500, 14_000),
];

test('A trace for Perfetto has µs, its threads are named before use, and on each of them events nest or stand apart', (t) => {
  const events = chrome(overlapping);
  const verify = events.find(({name, ph}) => ph === 'X' && name === 'VERIFY user authentication PIN');
  t.like(verify, {ts: 2900, dur: 400});
  const named = new Set<number>();
  const open = new Map<number, number[]>();
  for (const event of events) {
    if (event.ph === 'M') {
      if (event.name === 'thread_name') {
        named.add(event.tid);
      }
      continue;
    }
    t.true(named.has(event.tid), `${event.name} stands on a thread without a name`);
    if (event.ph === 'X') {
      const [at, end] = [Math.round(event.ts * 1e3), Math.round((event.ts + event.dur) * 1e3)];
      const around = (open.get(event.tid) ?? []).filter((until) => until > at);
      t.true(
        around.every((until) => end <= until),
        `${event.name} crosses the end of another`,
      );
      open.set(event.tid, [...around, end]);
    }
  }
  const processes = events.flatMap((event) =>
    event.ph === 'M' && event.name === 'process_name' ? [event.args['name']] : [],
  );
  t.deepEqual(processes.sort(), ['card', 'centre', 'reader', 'scenario', 'terminal']);
});

test('Exchanges that cross get lanes of their own', (t) => {
  const lane = laneChooser();
  const given = [
    [0, 10, 0],
    [2, 8, 0],
    [3, 9, 1],
    [8, 10, 0],
    [9, 12, 1],
    [10, 11, 0],
  ] as const;
  t.deepEqual(
    given.map(([at, end]) => lane({at, end})),
    given.map(([, , expected]) => expected),
  );
});

/** OTLP in JSON as opentelemetry-proto 1.x says: hex ids, 64-bit numbers as strings, enumerations as numbers. */
const decimal = z.string().regex(/^\d+$/);
const keyValues = z.array(
  z.strictObject({
    key: z.string().min(1),
    value: z.union([
      z.strictObject({stringValue: z.string()}),
      z.strictObject({intValue: decimal}),
      z.strictObject({doubleValue: z.number()}),
      z.strictObject({boolValue: z.boolean()}),
    ]),
  }),
);
const span = z.strictObject({
  traceId: z.string().regex(/^(?!0+$)[0-9a-f]{32}$/),
  spanId: z.string().regex(/^(?!0+$)[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  name: z.string().min(1),
  kind: z.int().min(1).max(5),
  startTimeUnixNano: decimal,
  endTimeUnixNano: decimal,
  attributes: keyValues,
  events: z.array(z.strictObject({timeUnixNano: decimal, name: z.string(), attributes: keyValues})),
  status: z.strictObject({code: z.int().min(0).max(2), message: z.string().optional()}).optional(),
});
const tracesData = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({attributes: keyValues}),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({name: z.string(), version: z.string()}),
          spans: z.array(span),
        }),
      ),
    }),
  ),
});

type Span = z.infer<typeof span>;

const otlpText = (events: readonly RecordEvent[]): string => [...toOtlp(recordHeader, events, 'en')].join('');

const otlp = (events: readonly RecordEvent[]): Span[] =>
  tracesData.parse(JSON.parse(otlpText(events))).resourceSpans[0]?.scopeSpans[0]?.spans ?? [];

const twice: readonly RecordEvent[] = [
  ...overlapping,
  {type: 'step', at: 2e7, end: 2.1e7, scenario: 'jpki/login', step: 'select-application', actor: 'card'},
  {type: 'verdict', at: 2.2e7, subject: 'jpki/login', verdict: 'pass', reason: 'all well'},
  exchange('00B00000=6986', 30_100, 30_900),
  {type: 'step', at: 3e7, end: 3.1e7, scenario: 'other', step: 'read', actor: 'card'},
  {type: 'run', at: 3e7, end: 3.2e7, number: 1, what: 'other', outcome: 'pass'},
];

test('OTLP has unique ids, every child in its parent and in its trace, and a trace for each run or scenario', (t) => {
  const spans = otlp(twice);
  const byId = new Map(spans.map((one) => [one.spanId, one]));
  t.is(byId.size, spans.length);
  for (const {parentSpanId, traceId, startTimeUnixNano, endTimeUnixNano, name} of spans) {
    t.true(BigInt(startTimeUnixNano) <= BigInt(endTimeUnixNano));
    if (parentSpanId !== undefined) {
      const parent = byId.get(parentSpanId);
      t.is(parent?.traceId, traceId, name);
      t.true(BigInt(startTimeUnixNano) >= BigInt(parent?.startTimeUnixNano ?? 0), name);
      t.true(BigInt(endTimeUnixNano) <= BigInt(parent?.endTimeUnixNano ?? 0), name);
    }
  }
  const roots = spans.filter(({parentSpanId}) => parentSpanId === undefined);
  t.deepEqual(
    roots.map(({name, status}) => [name, status?.code]),
    [
      ['record', undefined],
      ['jpki/login', 2],
      ['jpki/login', 1],
      ['other', undefined],
    ],
  );
  t.is(new Set(roots.map(({traceId}) => traceId)).size, roots.length);
});

test('In OTLP a card’s exchange lies in the terminal’s, that in its step, that in its scenario, on UTC', (t) => {
  const spans = otlp(loginEvents);
  const path = (from: Span | undefined): string[] =>
    from ? [from.name, ...path(spans.find(({spanId}) => spanId === from.parentSpanId))] : [];
  const verify = spans.filter(({name}) => name.startsWith('VERIFY'));
  const what = 'VERIFY user authentication PIN';
  t.deepEqual(path(verify.find(({kind}) => kind === 2)), [what, what, 'verify-pin', 'jpki/login']);
  const answers = spans.filter(({name}) => name === 'login/answer');
  t.deepEqual(path(answers.find(({kind}) => kind === 2)), ['login/answer', 'login/answer', 'jpki/login']);
  const origin = BigInt(Date.parse(recordHeader.origin)) * 1_000_000n;
  t.is(verify[0]?.startTimeUnixNano, String(origin + 2_900_000n));
  t.deepEqual(
    spans.find(({name}) => name === 'jpki/login')?.events.map(({name}) => name),
    ['verdict'],
  );
});

test('Exported twice a record gives the same, and no data field leaves it for a picture or for telemetry', (t) => {
  t.is(otlpText(twice), otlpText(twice));
  const secretive = [exchange('00D6000004C0FFEE11=9000', 1, 2), exchange('00B0000004=C0FFEE229000', 3, 4)];
  for (const text of [otlpText(secretive), [...toChromeTrace(recordHeader, secretive, 'en')].join('')]) {
    t.true(text.includes('READ BINARY'));
    t.false(text.includes('C0FFEE'));
  }
});

test('A record without events is exported as well', (t) => {
  t.deepEqual(otlp([]), []);
  t.deepEqual(chrome([]), []);
});
