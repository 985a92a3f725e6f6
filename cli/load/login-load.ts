import {loginOverHttp} from '../../centre/login-over-http.ts';
import {personaNamed, secretsOf, type TimingProfile} from '../../emulator/index.ts';
import {type Clock, seededRandom} from '../../protocol/index.ts';
import type {KazasuLoad} from '../../reports/index.ts';
import {type ArrivalPattern, intendedStarts} from '../../scenarios/load/arrivals.ts';
import {type Kiosk, openKiosk} from '../../scenarios/load/kiosk.ts';
import {kioskPool} from '../../scenarios/load/kiosk-pool.ts';
import {runOpenLoop} from '../../scenarios/load/open-loop.ts';
import {timerPacing} from '../../scenarios/load/pacing.ts';
import {createTestWorld} from '../../scenarios/world/test-world.ts';
import {machine} from '../machine.ts';
import {productName, productVersion} from '../product.ts';

export interface LoginLoadParts {
  readonly url: string;
  /** The relying party's. */
  readonly key: string;
  /** Of the world whose centre that is. */
  readonly worldSeed: string;
  readonly clock: Clock;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly arrivals: ArrivalPattern;
  readonly seed: string;
  readonly cards: number;
  readonly timing: TimingProfile;
}

/** Log-ins before the first one that counts: connections are open then, and code is compiled. */
const warmUps = 50;
/** Started and not ended; beyond, log-ins wait, and their waiting counts. Below what a centre takes at once (C81). */
const inFlight = 200;

/** Kiosks with a card each, all logging in at one centre, at the rate asked for. */
export const runLoginLoad = async (parts: LoginLoadParts): Promise<KazasuLoad> => {
  const {url, key, clock, ratePerSecond, seconds, arrivals, seed, cards, timing} = parts;
  const login = loginOverHttp({url, key});
  const kiosks: Kiosk[] = [];
  try {
    const world = createTestWorld({clock, seed: parts.worldSeed});
    const persona = personaNamed('adult');
    for (let number = 0; number < cards; number += 1) {
      const image = await world.cardFor(persona, number);
      const pin = secretsOf(image).userAuthenticationPin;
      kiosks.push(await openKiosk({image, pin, login, clock, timing}));
    }
    const pool = kioskPool(kiosks);
    for (let left = warmUps; left > 0; left -= cards) {
      await Promise.all(kiosks.map(() => pool.logIn()));
    }
    const startedAt = clock.wall().toISOString();
    const starts = intendedStarts({
      ratePerSecond,
      seconds,
      pattern: arrivals,
      random: seededRandom(`load/${seed}`),
    });
    const result = await runOpenLoop({
      starts,
      pacing: timerPacing(clock),
      inFlight,
      transact: () => pool.logIn(),
    });
    const passed = result.outcomes['passed'] ?? 0;
    // Drawn arrivals are as many as came, not the rate times the time.
    const wanted = 0.99 * (result.intended / seconds);
    return {
      kind: 'kazasu-load',
      version: 1,
      startedAt,
      product: {name: productName, version: productVersion},
      machine,
      centre: url,
      asked: {ratePerSecond, seconds, arrivals, seed, cards, timing: timing.name},
      held: passed === result.intended && result.passedPerSecond >= wanted,
      ...result,
    };
  } finally {
    login.close();
    await Promise.all(kiosks.map((kiosk) => kiosk.close()));
  }
};
