import {Card, cardProfileNamed, type Environment} from '../../emulator/index.ts';
import {type Application, application, type CommandRow} from '../../emulator/os/application.ts';

/** The same applications with some of their command rows replaced: how a test plants a defect in a card. */
export const withRows = (
  applications: readonly Application[],
  change: (row: CommandRow) => CommandRow,
): readonly Application[] =>
  applications.map((one) => application({...one, commands: one.commands.map(change)}));

/** The same card with some of its command rows replaced. */
export const cardWithRows = (
  card: Card,
  environment: Environment,
  change: (row: CommandRow) => CommandRow,
): Card =>
  new Card(
    {
      id: card.id,
      profile: cardProfileNamed('my-number-card'),
      applications: withRows(card.applications, change),
      ...(card.installed ? {installed: card.installed} : {}),
      persistent: card.persistent,
      timing: card.timing,
    },
    environment,
  );
