import type {Transition} from '../../../centre/index.ts';
import {KazasuError, type LifeCycle, lifeCycleNames} from '../../../protocol/index.ts';
import type {Precondition} from '../../engine/scenario.ts';
import {issuerSession, municipalTerminal} from './municipal-terminal.ts';
import {issuancePhases} from './phases.ts';
import {terminalRecord} from './terminal-record.ts';

/** The chip stands there, and the system has it as arrived at its town and taken on by these transitions. */
export const registeredCard = (state: LifeCycle, transitions: readonly Transition[] = []): Precondition => ({
  id: `card-${state}`,
  title: {
    en: `the card is ${lifeCycleNames[state].en}, on the chip and at the system`,
    ja: `カードがチップ・システムとも「${lifeCycleNames[state].ja}」である`,
  },
  establish: (stage) =>
    stage.step(issuancePhases.registerCard, async () => {
      const terminal = await municipalTerminal(stage);
      const issuer = await issuerSession(stage, terminal);
      const chip = await issuer.lifeCycle();
      if (chip !== state) {
        throw new KazasuError('KZS-SCENARIO-CARD-STATE', {
          en: `the card is ${lifeCycleNames[chip].en}`,
          ja: `カードは「${lifeCycleNames[chip].ja}」です`,
        });
      }
      const cardId = await terminal.access.cardId();
      await terminal.desk.enter(cardId, transitions);
      terminalRecord(stage.world).keep(cardId, state);
    }),
});
