import {Card, cardProfileNamed, type Environment} from '../../emulator/index.ts';
import {type Application, application, type CommandRow} from '../../emulator/os/application.ts';

/** The same applications with some of their command rows replaced: how a test plants a defect in a card. */
export const withRows = (
  applications: readonly Application[],
  change: (row: CommandRow) => CommandRow,
): readonly Application[] =>
  applications.map((one) => application({...one, commands: one.commands.map(change)}));

/** The same card with some of its command rows replaced, those of what is installed on it among them. */
export const cardWithRows = (
  card: Card,
  environment: Environment,
  change: (row: CommandRow) => CommandRow,
): Card => {
  const {installed} = card;
  const changed = oncePerApplication(change);
  return new Card(
    {
      id: card.id,
      profile: cardProfileNamed('my-number-card'),
      applications: withRows(card.applications, change),
      ...(installed ? {installed: (content) => installed(content).map(changed)} : {}),
      persistent: card.persistent,
      timing: card.timing,
    },
    environment,
  );
};

/** An application stays the same one as long as the card's own does, so that the selected one is still found. */
const oncePerApplication = (change: (row: CommandRow) => CommandRow): ((one: Application) => Application) => {
  const known = new WeakMap<Application, Application>();
  return (one) => {
    const made = known.get(one) ?? application({...one, commands: one.commands.map(change)});
    known.set(one, made);
    return made;
  };
};
