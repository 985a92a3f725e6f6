import type {Ending} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {appletPhases as p} from '../phases.ts';
import {servicePin, serviceTerminal, townX} from '../town-service.ts';
import {identify, type ServiceKind} from './identify-user.ts';
import {openWithWrongKey} from './service-attacks.ts';

/** So many terminals with a wrong key, one after the other; with none behind them the last one ends it. */
export const wrongKeys =
  (count: number, behind: boolean) =>
  async (stage: Stage, kind: ServiceKind): Promise<Ending> => {
    const terminal = await serviceTerminal(stage, townX(kind));
    for (let n = 1; n <= count; n += 1) {
      const attempt = stage.step(p.attack, () => openWithWrongKey(stage, terminal));
      await (n < count || behind ? attempt.catch(() => undefined) : attempt);
    }
    return identify(stage, kind, servicePin);
  };
