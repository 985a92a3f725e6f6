import test from 'ava';
import {cardDates, dayOf, type Persona} from '../../emulator/index.ts';
import {judgeValidity} from '../../scenarios/catalogue/lifecycle/validity/validity.ts';
import {validityCases} from '../../scenarios/catalogue/lifecycle/validity/validity-cases.ts';
import type {ValidityRules} from '../../scenarios/catalogue/lifecycle/validity/validity-checks.ts';
import {play, said, scenarioCalled} from '../support/scenario-play.ts';

const validity = scenarioCalled('lifecycle/validity');

test('43 persons’ cards and certificates end on the days that were counted by hand, and nothing changes', async (t) => {
  const {outcome} = await play(validity);
  t.is(said(outcome), 'pass by-the-law', outcome.reason.en);
  t.deepEqual(outcome.changes, []);
});

test('the table has every case once, and no day that does not exist', (t) => {
  t.is(new Set(validityCases.map(({id}) => id)).size, 43);
  for (const {id, born, applied, issued, card, logIn, signature, stay, later} of validityCases) {
    const days = [born, applied, issued, card, logIn, ...(signature === 'none' ? [] : [signature])];
    for (const day of [...days, ...(stay ? [stay] : []), ...(later ? [later.on] : [])]) {
      t.is(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10), day, id);
    }
    t.true(
      born <= applied && applied <= issued && logIn <= card && (signature === 'none' || signature <= logIn),
      id,
    );
  }
});

const changed =
  (change: (persona: Persona) => Persona): typeof cardDates =>
  (persona, usual) =>
    cardDates(change(persona), usual);

const defects: readonly (readonly [title: string, rules: ValidityRules, ending: string, reason: RegExp])[] = [
  [
    'an age that is counted at the issue instead of the application',
    {cardDates: changed(({applied, ...rest}) => rest)},
    'fail day-differs',
    /^18-between-application-and-issue: the card was expected on 2030-04-10 by the law, but ours is on 2035-04-10$/,
  ],
  [
    'a card that outlives the stay period',
    {cardDates: changed(({stayUntil, ...rest}) => rest)},
    'fail day-differs',
    /^stay-of-3-months: the card/,
  ],
  [
    'a birthday on 1 March for who was born on 29 February',
    {
      cardDates: (persona, usual) => {
        const found = cardDates(persona, usual);
        const moved = persona.holder.birthDate.endsWith('-02-29') && found.cardExpiresOn.endsWith('-02-28');
        return moved ? {...found, cardExpiresOn: dayOf('P1D', found.cardExpiresOn)} : found;
      },
    },
    'fail day-differs',
    /^leap-issued-before-birthday: the card was expected on 2034-02-28/,
  ],
  [
    'a renewal to the fifth birthday',
    {centre: (ours) => ({...ours, issue: ({renews, ...request}) => ours.issue(request)})},
    'fail day-differs',
    /^renewed-on-first-day: the log-in certificate was expected on 2031-02-17 by the law, but ours is on 2030-02-17$/,
  ],
  [
    'a signing certificate that outlives the one for log-in',
    {centre: (ours) => ({...ours, issue: ({notLaterThan, ...request}) => ours.issue(request)})},
    'fail day-differs',
    /^signature-anew-after-a-move: the signing certificate/,
  ],
  [
    'a certificate that outlives its card',
    {centre: (ours) => ({...ours, issue: ({cardExpiresOn, ...request}) => ours.issue(request)})},
    'fail day-differs',
    /^stay-of-3-months: the log-in certificate/,
  ],
  [
    'a centre that takes a certificate on the day behind its last',
    {
      centre: (ours) => ({
        ...ours,
        async verify(kind, certificate, signed) {
          const found = await ours.verify(kind, certificate, signed);
          return found.reason === 'expired' ? {...found, result: 'valid', reason: 'passed'} : found;
        },
      }),
    },
    'fail verdict-differs',
    /the log-in certificate expired, but it says passed$/,
  ],
];

for (const [title, rules, ending, reason] of defects) {
  test(`${title} fails the scenario, and the person is named`, async (t) => {
    const {outcome} = await play({...validity, run: (stage) => judgeValidity(stage, rules)});
    t.is(said(outcome), ending, outcome.reason.en);
    t.regex(outcome.reason.en, reason);
  });
}
