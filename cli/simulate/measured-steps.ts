import {secretsOf} from '../../emulator/index.ts';
import {type RecordEvent, virtualClock} from '../../protocol/index.ts';
import {
  createTestWorld,
  measuredBy,
  measuredTable,
  openInProcessBench,
  runScenario,
  type ScenarioOutcome,
  type StepTable,
  scenariosMatching,
} from '../../scenarios/index.ts';
import {chooseCard} from '../card-options.ts';
import type {Language} from '../language.ts';
import {chooseTiming} from '../timing/timing-option.ts';
import {UsageError} from '../usage-error.ts';
import type {MeasuredChoice} from './measured-options.ts';

/** The steps of a run of each scenario, all in this process; nothing is waited for. */
export const measuredSteps = async (options: MeasuredChoice, language: Language): Promise<StepTable> => {
  if (options.steps !== undefined || options['setting-hands'] !== undefined) {
    throw new UsageError({
      en: '--measured takes its steps from runs; neither --steps nor --setting-hands was expected beside it',
      ja: '--measured は実行結果の手順を使うため、--steps や --setting-hands と同時に指定できません',
    });
  }
  const {timing} = chooseTiming({timing: options.timing, 'timing-seed': 'none'});
  const outcomes: ScenarioOutcome[] = [];
  for (const scenario of Object.values(measuredBy).flatMap((id) => scenariosMatching(id))) {
    const clock = virtualClock(new Date());
    const events: RecordEvent[] = [];
    const record = (event: RecordEvent): void => void events.push(event);
    const world = createTestWorld({clock, record});
    const {lifeCycle} = scenario;
    const {image} = await chooseCard(world, {lifeCycle}, language);
    const bench = await openInProcessBench({image, timing, clock, record});
    try {
      const secrets = secretsOf(image);
      outcomes.push(
        await runScenario(scenario, {bench, world, image, timing: timing.name, secrets, events, record}),
      );
    } finally {
      await bench.close();
    }
  }
  return measuredTable(outcomes, `--timing ${timing.name} --clock virtual`);
};
