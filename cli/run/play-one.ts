import {secretsOf} from '../../emulator/index.ts';
import type {Clock, RecordEvent, Sentence} from '../../protocol/index.ts';
import type {ScenarioOutcome} from '../../scenarios/engine/outcome.ts';
import {runScenario} from '../../scenarios/engine/run-scenario.ts';
import type {Scenario} from '../../scenarios/engine/scenario.ts';
import {createTestWorld} from '../../scenarios/world/test-world.ts';
import {type AppletChoice, chosenApplets} from '../applet-option.ts';
import {type BenchChoice, chosenBench} from '../bench-options.ts';
import {type CardChoice, chooseCard} from '../card-options.ts';
import type {Language} from '../language.ts';
import type {RunReport} from '../run-report.ts';
import type {ChosenTiming} from '../timing/timing-option.ts';
import {heldAgainst, type MisbehaviourChoice, worldSetting} from './scenario-choice.ts';

/** What the scenarios of a run have in common: data alone, so that another thread can be told. */
export interface Circumstances {
  readonly options: CardChoice &
    AppletChoice &
    BenchChoice &
    MisbehaviourChoice & {readonly pin?: string | undefined};
  readonly timing: ChosenTiming;
  readonly language: Language;
}

/** Who hears of a scenario while it is played. */
export interface Hearers {
  readonly clock: Clock;
  /** Hears every event, as it is recorded. */
  record(event: RecordEvent): void;
  remark(said: Sentence): void;
  /** Hears of the bench before anything is played on it. */
  readonly begin: RunReport['begin'];
  /** Resolves where nobody waits for the outcome any more. */
  readonly givenUp?: Promise<unknown>;
}

export interface Played {
  /** Undefined where it was given up. */
  readonly outcome: ScenarioOutcome | undefined;
  /** The card's file refused a PIN, which would be typed again. */
  readonly wrongPinOnFile: boolean;
}

/** Plays one scenario of a run in a world, with a card and on a bench of its own. */
export const playOne = async (
  scenario: Scenario,
  {options, timing, language}: Circumstances,
  {clock, record: hear, remark, begin, givenUp = new Promise(() => undefined)}: Hearers,
): Promise<Played> => {
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => {
    events.push(event);
    hear(event);
  };
  const world = createTestWorld({clock, record, remark, ...worldSetting(options, scenario)});
  const {
    persona = options.persona,
    cardProfile = options['card-profile'],
    lifeCycle = scenario.lifeCycle,
  } = scenario.setting ?? {};
  const card = await chooseCard(
    world,
    {...options, persona, 'card-profile': cardProfile, lifeCycle},
    language,
  );
  const held = heldAgainst(scenario, options, card.image.persona);
  const {bench, notes} = await chosenBench(
    options,
    {
      image: card.image,
      ...timing,
      ...chosenApplets(options),
      clock,
      record,
      // Where time is not real, the card's own keys need not be new: known ones are there at once.
      ...(clock.kind === 'virtual' ? {random: world.random('card')} : {}),
      ...(card.file === undefined ? {} : {cardFile: card.file}),
    },
    remark,
  );
  try {
    const {binding} = await bench.port();
    const {name, evidence: grade, reference} = timing.timing;
    const {id, persona: whose, profile} = card.image;
    await begin(bench.describe, {
      timing: name,
      timingSeed: timing.timingSeed,
      timingEvidence: {grade, reference},
      card: {id, persona: whose, profile},
      clock: clock.kind,
      binding,
    });
    const {userAuthenticationPin, digitalSignaturePassword} = secretsOf(card.image);
    const outcome = await Promise.race([
      givenUp.then(() => undefined),
      runScenario(held, {
        bench,
        world,
        image: card.image,
        timing: name,
        cardFile: card.file !== undefined,
        secrets: {
          userAuthenticationPin: options.pin ?? userAuthenticationPin,
          digitalSignaturePassword,
        },
        events,
        record,
        notes,
      }),
    ]);
    return {outcome, wrongPinOnFile: card.file !== undefined && outcome?.reasonId === 'wrong-pin'};
  } finally {
    await bench.close();
    world.close();
  }
};
