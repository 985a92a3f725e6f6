import {type Actor, dayInJapan} from '../../../centre/index.ts';
import {inTransaction} from '../../../terminal/index.ts';
import {cardAccess} from '../../card-management/card-access.ts';
import {channelTo} from '../../engine/card-channel.ts';
import {type Precondition, Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import type {TestIssuer} from '../../world/card-management-desk.ts';
import {lifecyclePhases} from './phases.ts';
import {preparationPhases} from './preparation-phases.ts';
import {lastDayOfCard} from './renewal/last-day.ts';

/** The card's way to card management; its challenges follow from the world's seed. */
export const accessTo = (stage: Stage) => {
  const {clock, world} = stage;
  return cardAccess({
    channel: channelTo(stage),
    random: world.random(`card-access/${clock.now()}`),
  });
};

/** By the world, since it keeps the card management that was told; and by the card. */
const known = new WeakMap<Stage['world'], Map<string, string>>();

/** By what card management knows the card: told by the card when it was entered. */
export const managedId = ({world, cardId}: Pick<Stage, 'world' | 'cardId'>): string => {
  const found = known.get(world)?.get(cardId);
  if (found === undefined) {
    throw new Error('the card was not entered into card management');
  }
  return found;
};

/** 運用中: registered by its town, prepared and delivered. */
export const cardInUse: Precondition = {
  id: 'card-in-use',
  title: {en: 'card management has the card in use', ja: 'カード管理システムでカードが運用中であること'},
  establish: (stage) =>
    stage.step(preparationPhases.registerCard, async () => {
      const desk = await stage.world.cardManagement();
      await desk.enter(await askManagedId(stage), ['prepare', 'deliver']);
    }),
};

/** Asks the card, and remembers it. */
export const askManagedId = async (stage: Stage): Promise<string> => {
  const {world, connection, capabilities} = stage;
  const id = await inTransaction(connection, capabilities, () => accessTo(stage).cardId());
  known.set(world, new Map(known.get(world)).set(stage.cardId, id));
  return id;
};

/** The system's word, before anything is written: the card is in use and its holder lives in this town. */
export const askCard = (stage: Stage, town: TestIssuer): Promise<Actor> =>
  stage.step(lifecyclePhases.askCard, async () => {
    const desk = await stage.world.cardManagement();
    const officer = await desk.as(town, 'card-officer');
    const {state, residence} = desk.management.cards.get(officer, managedId(stage));
    if (state !== 'operational') {
      throw new Refused(
        {
          en: `a card in use was expected, but card management has it as ${state}`,
          ja: `運用中のカードが必要ですが、カード管理システムでは ${state} です`,
        },
        'state',
      );
    }
    expectCardInDays(stage);
    if (residence !== officer.issuer.municipalityCode) {
      throw new Refused(
        {
          en: `a resident’s card was expected, but its holder lives in ${residence}`,
          ja: `住民のカードが必要ですが、住所地は ${residence} です`,
        },
        'residence',
      );
    }
    return officer;
  });

/** Behind its last day nothing is written on a card any more. */
export const expectCardInDays = (stage: Stage): void => {
  const [lastDay, today] = [lastDayOfCard(stage.image), dayInJapan(stage.world.wall())];
  if (lastDay < today) {
    throw new Refused(
      {
        en: `a card in its days was expected, but its last day was ${lastDay} and today is ${today}: the holder gets a new card`,
        ja: `有効期間内のカードが必要ですが、有効期限は ${lastDay}、本日は ${today} です(新しいカードを発行します)`,
      },
      'card-expired',
    );
  }
};
