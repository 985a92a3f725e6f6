import type {AreaName} from '../../../../centre/index.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {appletPhases as p} from '../phases.ts';
import {lookUp, readServiceId, type UsersById} from '../read-service-id.ts';
import {idBytes, serviceTerminal, townX, userId} from '../town-service.ts';
import {heardIn, wiretapped} from './wire.ts';

export type ServiceKind = 'type-a' | 'type-d';

/** Whom the service knows. */
export const users: UsersById = new Map([[userId, 'user 7']]);

/** The dialogue as the town's own terminal has it with a card it meets for the first time. */
export const identify = async (
  stage: Stage,
  kind: ServiceKind,
  pin: string | undefined,
  area: AreaName = 'ordinance',
): Promise<Ending> => {
  const terminal = await serviceTerminal(stage, townX(kind, area));
  await stage.step(p.tap, () => undefined);
  const wire = wiretapped(stage);
  const id = await readServiceId(wire.stage, terminal, pin);
  if (kind === 'type-d' && heardIn(wire, idBytes(kind, id))) {
    throw plaintextOnTheWire();
  }
  return identified(await lookUp(stage, users, id));
};

/** What a sniffer between card and terminal must not find behind type D. */
export const plaintextOnTheWire = (): Refused =>
  new Refused(
    {
      en: 'whoever listens between card and terminal was expected to hear no id, but it travelled in the clear',
      ja: 'カードと端末の間の盗聴者にIDが読めてはなりませんが、平文で流れました',
    },
    'plaintext-on-the-wire',
  );

export const identified = (user: string): Ending => ({
  verdict: 'pass',
  reasonId: 'identified',
  reason: {
    en: `card and terminal proved themselves to each other, and the service knows its ${user}`,
    ja: `カードと端末が互いを認証し、業務システムは利用者(${user})を識別しました`,
  },
});
