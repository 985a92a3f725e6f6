import test, {type ExecutionContext} from 'ava';
import {type CardImage, RecordedCard} from '../../emulator/index.ts';
import {
  type ApduEvent,
  alignedCommands,
  type CardPort,
  digestInfo,
  KazasuError,
  type ReadRecord,
  type RecordEvent,
  realClock,
  toHex,
  virtualClock,
} from '../../protocol/index.ts';
import {
  type CredentialValue,
  credentialsOfImage,
  type DialogueOfRecord,
  dialogueOf,
  differencesToRecord,
  type ReplayedExchange,
  replayTerminal,
} from '../../scenarios/index.ts';
import {select, send} from '../support/dialogue.ts';
import {testCard, testImage} from '../support/test-card.ts';

const header: ReadRecord['header'] = {
  type: 'record',
  version: 1,
  product: 'test',
  origin: '2026-04-01T00:00:00.000Z',
  clock: 'real',
  secrets: 'masked',
};

const text = '00A4040C0AD3921000310001010408';
const verify = '002000800431323334';
const sign = `802A008033${toHex(digestInfo('sha256', Buffer.from('message')))}00`;

/** A dialogue with everything that is hard to say twice: PIN, 個人番号, challenge, signature. */
const commands = [
  ...[select.jpki, select.ef('0018'), '00200080', verify, select.ef('0017'), sign],
  ...['0084000008', select.ef('000A'), '00B0000010', text, select.ef('0011'), verify, select.ef('0001')],
  ...['00B0000011', '00CA006600', 'FFCA000000'],
];

const spoken = async (lines: readonly string[] = commands, of?: CardImage): Promise<RecordEvent[]> => {
  const {card, events} = testCard({}, 'instant', of);
  for (const line of lines) {
    await send(card, line);
  }
  return events;
};

const recordOf = (events: readonly RecordEvent[]): ReadRecord => ({header, events});

const dialogue = (events: readonly RecordEvent[]): DialogueOfRecord =>
  dialogueOf(recordOf(events), 'card', undefined, 'some.jsonl');

/** The recorded commands sent to a card of the test's own. */
const drive = async (
  recorded: DialogueOfRecord,
  {
    sameCard = true,
    image = testImage(),
    credential,
  }: Partial<{sameCard: boolean; image: CardImage; credential: CredentialValue}> = {},
): Promise<{exchanges: ReplayedExchange[]; events: RecordEvent[]}> => {
  const {card, events} = testCard({}, 'instant', image);
  const exchanges = await replayTerminal(recorded, {
    clock: realClock(),
    transmit: async (bytes) => card.transmit(bytes),
    async power(state) {
      if (state === 'reset') {
        card.reset();
      } else {
        card.powerOff();
        card.powerOn();
      }
    },
    credential: credential ?? credentialsOfImage(image),
    sameCard,
  });
  return {exchanges, events};
};

const kinds = (exchanges: readonly ReplayedExchange[], but: string): string[] =>
  exchanges.flatMap(({place, comparison: {kind}}) => (kind === but ? [] : [`${place} ${kind}`]));

/** The events with one exchange of the record changed, by its place from 1. */
const changed = (
  events: readonly RecordEvent[],
  place: number,
  change: Partial<ApduEvent>,
): RecordEvent[] => {
  let n = 0;
  return events.map((event) => {
    n += event.type === 'apdu' ? 1 : 0;
    return event.type === 'apdu' && n === place ? {...event, ...change} : event;
  });
};

test('Said again to the same card, only a challenge differs, and no PIN or 個人番号 is in what is kept', async (t) => {
  const {exchanges, events} = await drive(dialogue(await spoken()));
  t.is(exchanges.length, commands.length);
  t.deepEqual(kinds(exchanges, 'same'), ['7 not-comparable']);
  t.is(events.filter(({type}) => type === 'apdu').length, commands.length);
  const kept = JSON.stringify(exchanges);
  t.false(kept.includes('31323334'));
  t.true(exchanges[13]?.now?.event.response.startsWith('**'.repeat(17)));
});

test('At another card signatures are not compared, all else is', async (t) => {
  const {exchanges} = await drive(dialogue(await spoken()), {sameCard: false});
  t.deepEqual(kinds(exchanges, 'same'), ['7 not-comparable']);
  const forged = changed(await spoken(), 6, {response: `${'AB'.repeat(256)}9000`});
  t.deepEqual(kinds((await drive(dialogue(forged), {sameCard: false})).exchanges, 'same'), [
    '6 not-comparable',
    '7 not-comparable',
  ]);
  t.deepEqual(kinds((await drive(dialogue(forged))).exchanges, 'same'), ['6 data', '7 not-comparable']);
});

/** Change of the record, and what the comparison says of it. */
const planted: Readonly<Record<string, readonly [place: number, response: string, comparison: object]>> = {
  'another status word': [9, '6982', {kind: 'status'}],
  'fewer tries': [3, '63C1', {kind: 'status'}],
  'another length': [9, `${'30'.repeat(15)}9000`, {kind: 'length', expected: 15, came: 16}],
  'other data': [9, `3082${'77'.repeat(14)}9000`, {kind: 'data', at: 2}],
};

for (const [what, [place, response, comparison]] of Object.entries(planted)) {
  test(`A record planted with ${what} is told at its place`, async (t) => {
    const {exchanges} = await drive(dialogue(changed(await spoken(), place, {response})));
    t.deepEqual(
      kinds(exchanges, 'same'),
      [`${place} ${(comparison as {kind: string}).kind}`, '7 not-comparable'].sort(),
    );
    t.deepEqual(exchanges[place - 1]?.comparison, comparison as ReplayedExchange['comparison']);
  });
}

const notSent = (exchanges: readonly ReplayedExchange[]): string[] =>
  exchanges.flatMap(({place, notSent: reason}) => (reason ? [`${place} ${reason.en}`] : []));

const sentIns = (events: readonly RecordEvent[], ins: string): number =>
  events.filter((event) => event.type === 'apdu' && event.command.slice(2, 4) === ins).length;

test('A PIN nobody knows, or of another length, is not sent, and no try is lost', async (t) => {
  for (const [credential, reason] of [
    [() => undefined, 'the secret is masked and not known'],
    [() => '123456', 'the secret that is known has another length'],
  ] as const) {
    const {exchanges, events} = await drive(dialogue(await spoken()), {credential});
    t.deepEqual(notSent(exchanges), [`4 ${reason}`, `12 ${reason}`]);
    t.is(sentIns(events, '20'), 1);
    t.deepEqual(kinds(exchanges, 'same'), [
      ...['4 not-sent', '6 status', '7 not-comparable', '12 not-sent', '14 status'],
    ]);
  }
});

test('A wrong PIN of the record, a new PIN and an answer to a challenge are not sent', async (t) => {
  const lines = [
    select.jpki,
    select.ef('0018'),
    '002000800439393939',
    verify,
    '002401800435363738',
    '008200000401020304',
  ];
  const {exchanges, events} = await drive(dialogue(await spoken(lines)));
  t.deepEqual(notSent(exchanges), [
    '3 the secret was refused when it was recorded; sending one would cost a try',
    '5 the new secret is masked',
    '6 it answers a challenge, which is another one today',
  ]);
  t.is(sentIns(events, '20'), 1);
  t.is(sentIns(events, '24') + sentIns(events, '82'), 0);
});

test('A PIN that the card refuses is sent once, however often it was recorded', async (t) => {
  const lines = [select.jpki, select.ef('0018'), verify, verify];
  const {exchanges, events} = await drive(dialogue(await spoken(lines)), {credential: () => '0000'});
  t.deepEqual(kinds(exchanges, 'same'), ['3 status', '4 not-sent']);
  t.is(sentIns(events, '20'), 1);
});

test('Power that went and a reset in the record are done again at their place', async (t) => {
  const {card, events} = testCard();
  for (const line of [select.jpki, select.ef('0018'), verify]) {
    await send(card, line);
  }
  card.reset();
  await send(card, select.ef('0017'));
  await send(card, sign);
  card.powerOff();
  card.powerOn();
  await send(card, select.ef('0017'));
  const recorded = dialogue(events);
  t.deepEqual(
    [...recorded.power],
    [
      [0, 'off'],
      [3, 'reset'],
      [5, 'off'],
    ],
  );
  t.deepEqual(kinds((await drive(recorded)).exchanges, 'same'), []);
});

const recordedCard = (events: readonly RecordEvent[], heard: ApduEvent[] = []): CardPort => {
  const {exchanges} = dialogue(events);
  const card = new RecordedCard(
    {id: 'recorded', atr: '3B80', exchanges: exchanges.map(({event}) => event), pace: 'instant'},
    {clock: realClock(), record: (event) => void (event.type === 'apdu' && heard.push(event))},
  );
  card.powerOn();
  return card;
};

/** What a terminal's commands, said to the recorded card, were answered, and the differences by kind and place. */
const told = async (
  t: ExecutionContext,
  recorded: readonly RecordEvent[],
  lines: readonly string[],
): Promise<{answers: string[]; differences: string[]}> => {
  const heard: ApduEvent[] = [];
  const card = recordedCard(recorded, heard);
  const answers: string[] = [];
  for (const line of lines) {
    answers.push(await send(card, line));
  }
  t.false(JSON.stringify(heard).includes('31323334'));
  const differences = differencesToRecord(dialogue(recorded).exchanges, heard);
  return {
    answers,
    differences: differences.map((difference) =>
      [
        difference.kind,
        difference.place,
        ...(difference.kind === 'extra' && !difference.known ? ['unknown'] : []),
      ].join(' '),
    ),
  };
};

test('The recorded card answers as recorded, masked bytes as 00, and a masked PIN by its length', async (t) => {
  const events = await spoken();
  const {answers, differences} = await told(t, events, commands);
  const recorded = dialogue(events).exchanges.map(({event}) => event.response.replaceAll('**', '00'));
  t.deepEqual(answers, recorded);
  t.deepEqual(differences, []);
  t.is((await told(t, events, ['00200080063132333435'])).answers[0], '6F00');
});

const without = (place: number): string[] => commands.filter((_, i) => i + 1 !== place);
const with_ = (place: number, line: string): string[] => commands.toSpliced(place, 0, line);

/** What the terminal says, the differences, and the answers that must still be right, by place of the record. */
const deviations: Readonly<
  Record<string, readonly [lines: readonly string[], differences: readonly string[]]>
> = {
  'a command left out': [without(3), ['missing 3']],
  'the first command left out': [without(1), ['missing 1']],
  'the end left out': [commands.slice(0, -2), ['missing 15', 'missing 16']],
  'one too many that the record knows': [with_(2, text), ['extra 2']],
  'one too many that it does not know': [with_(2, '00A4020C020005'), ['extra 2 unknown']],
  'another command in place of one': [with_(8, '00A4020C020001').toSpliced(9, 1), ['extra 8', 'missing 9']],
  'all of it twice': [[...commands, select.jpki], ['extra 16']],
};

for (const [what, [lines, differences]] of Object.entries(deviations)) {
  test(`The recorded card tells ${what} with its place, and answers the rest rightly`, async (t) => {
    const events = await spoken();
    const result = await told(t, events, lines);
    t.deepEqual(result.differences, differences);
    const answerOf = new Map(
      dialogue(events).exchanges.map(({event}, i) => [commands[i], event.response.replaceAll('**', '00')]),
    );
    const single = lines.filter((line) => commands.indexOf(line) === commands.lastIndexOf(line));
    t.deepEqual(
      single.map((line) => result.answers[lines.indexOf(line)]),
      single.map((line) => answerOf.get(line) ?? '6F00'),
    );
  });
}

test('A command too many that the record knows further on does not lead the dialogue there', async (t) => {
  const [jpki, pin] = [select.jpki, select.ef('0018')];
  const events = await spoken([jpki, pin, '00200080', '002000800439393939', jpki, pin, '00200080']);
  const {answers, differences} = await told(t, events, [
    jpki,
    jpki,
    pin,
    '00200080',
    '002000800439393939',
    jpki,
    pin,
    '00200080',
  ]);
  t.deepEqual(answers, ['9000', '9000', '9000', '63C3', '63C2', '9000', '9000', '63C2']);
  t.deepEqual(differences, ['extra 1']);
});

test('The recorded card takes as long as recorded, or no time', async (t) => {
  const at = (pace: 'recorded' | 'instant'): Promise<number> => {
    const clock = virtualClock(new Date(0));
    const exchanges = [{command: '0084000001', response: '129000', at: 5, end: 40_000_005}];
    const card = new RecordedCard({id: 'a', atr: '3B80', exchanges, pace}, {clock});
    card.powerOn();
    return send(card, '0084000001').then(() => clock.now());
  };
  t.is(await at('recorded'), 40_000_000);
  t.is(await at('instant'), 0);
});

test('Which card of a record is meant is asked for where it has several, and a record of none is refused', async (t) => {
  const events = await spoken();
  const two = [...events, ...events.map((event) => ('card' in event ? {...event, card: 'b'} : event))];
  const asked = (name: string | undefined): KazasuError | undefined =>
    t.throws(() => dialogueOf(recordOf(two), 'card', name, 'r'), {instanceOf: KazasuError});
  t.regex(asked(undefined)?.sentence.en ?? '', /\("test-card", "b"\), but none was named$/);
  t.regex(asked('c')?.sentence.en ?? '', /but "c" was named$/);
  t.is(dialogueOf(recordOf(two), 'card', 'b', 'r').exchanges.length, commands.length);
  const empty = t.throws(() => dialogueOf(recordOf([]), 'card', undefined, 'r'), {instanceOf: KazasuError});
  t.is(empty?.id, 'KZS-REPLAY-EMPTY');
});

test('Dialogues longer than what is laid side by side at once are laid in pieces, with nothing lost', (t) => {
  const recorded = Array.from({length: 9_000}, (_, i) => i.toString(16).padStart(8, '0').toUpperCase());
  const came = recorded.filter((_, i) => i % 1_000 !== 500);
  const steps = alignedCommands(recorded, came);
  t.is(steps.filter(({kind}) => kind !== 'extra').length, 9_000);
  t.is(steps.filter(({kind}) => kind !== 'missing').length, came.length);
  t.deepEqual(
    steps.flatMap((step) => (step.kind === 'missing' ? [step.recorded] : [])),
    [500, 1_500, 2_500, 3_500, 4_500, 5_500, 6_500, 7_500, 8_500],
  );
});
