import {KazasuError} from '../../../protocol/index.ts';
import {Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {managedId} from './card-in-use.ts';
import type {services} from './town-applications.ts';

/** Whether town X's service may use the card now, by card management; undefined where it may, else the refusal's id. */
export const refusalOfService = async (
  stage: Stage,
  name: keyof typeof services,
): Promise<string | undefined> => {
  const {management, as} = await stage.world.cardManagement();
  const desk = await as('town-x', 'service-desk');
  try {
    management.services.use(desk, name, managedId(stage));
    return undefined;
  } catch (error) {
    if (error instanceof KazasuError && error.id.startsWith('KZS-MANAGEMENT-')) {
      return error.id;
    }
    throw error;
  }
};

/** A service that is to be refused is refused, for one of these reasons. */
export const expectRefusedService = async (
  stage: Stage,
  name: keyof typeof services,
  reasons: readonly string[],
): Promise<void> => {
  const came = await refusalOfService(stage, name);
  if (came === undefined || !reasons.includes(came)) {
    throw new Refused(
      {
        en: `the service ${name} was expected to be refused (${reasons.join(', ')}), but ${came ?? 'it was not'}`,
        ja: `サービス ${name} は拒否されるはずですが(${reasons.join('、')})、${came ?? '利用できました'}`,
      },
      'service-used',
    );
  }
};

export const expectService = async (stage: Stage, name: keyof typeof services): Promise<void> => {
  const came = await refusalOfService(stage, name);
  if (came !== undefined) {
    throw new Refused(
      {
        en: `the service ${name} was expected to go on, but it was refused (${came})`,
        ja: `サービス ${name} は継続して利用できるはずですが、拒否されました(${came})`,
      },
      'service-refused',
    );
  }
};
