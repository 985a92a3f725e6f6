import {performance} from 'node:perf_hooks';
import {exchangeCost, personaNamed, timingProfileNamed} from '../../emulator/index.ts';
import {type RecordEvent, virtualClock} from '../../protocol/index.ts';
import {
  createTestWorld,
  openInProcessBench,
  profileBuilder,
  profileScenario,
  scenariosMatching,
} from '../../scenarios/index.ts';
import type {Measurement} from './measurement.ts';

const runs = 2_000;

/** How long a profile of log-ins on the virtual clock takes, attribution, floor and advice included. */
export const measureVirtualLogIns = async (): Promise<Measurement[]> => {
  const clock = virtualClock(new Date());
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => void events.push(event);
  const world = createTestWorld({clock, record});
  const image = await world.cardFor(personaNamed('adult'));
  const timing = timingProfileNamed('contactless-106');
  const bench = await openInProcessBench({image, timing, timingSeed: 1, clock, record});
  const [scenario] = scenariosMatching('jpki/login');
  if (!scenario) {
    return [];
  }
  const builder = profileBuilder({
    budgets: scenario.budgets,
    judgeable: true,
    cost: exchangeCost(timing),
  });
  const secrets = {userAuthenticationPin: '1234', digitalSignaturePassword: 'ABC123'};
  const from = performance.now();
  const {profile} = await profileScenario(scenario, builder, {
    runs,
    bench,
    world,
    image,
    secrets,
    events,
    record,
  });
  const seconds = (performance.now() - from) / 1000;
  await bench.close();
  const forTenThousand = (seconds / profile.passed) * 10_000;
  return [
    {
      name: '10,000 log-ins profiled on the virtual clock',
      value: `${forTenThousand.toFixed(1)} s (${runs} measured)`,
      aim: 'seconds, at most 30',
      met: forTenThousand <= 30,
    },
  ];
};
