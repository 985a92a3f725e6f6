import {
  builtInApplets,
  type CardImage,
  cardFromImage,
  memoryStore,
  withState,
} from '../../../emulator/index.ts';
import {
  personalisationObjects,
  standardAppletNames,
  standardApplets,
} from '../../../protocol/applets/index.ts';
import {realClock, seededRandom} from '../../../protocol/index.ts';
import {globalPlatform} from '../../../terminal/index.ts';
import {dice} from '../../support/dice.ts';
import {channelTo} from '../../support/issuer.ts';
import {bareImage} from '../../support/managed-card.ts';
import {areaSession, cardKey, diversification, installed} from '../../support/service-card.ts';

export const inertRsa = {
  warm: () => undefined,
  compute: () => {
    throw new Error('a card without RSA keys was asked to compute with one');
  },
  close: () => Promise.resolve(),
};

/** Which area each of the three is in, and what its holder's id and PIN are. */
export const places = {
  'service-a': {area: 'ordinance', id: dice(1).bytes(24), pin: '4649'},
  'service-d': {area: 'ordinance', id: dice(2).bytes(32), pin: '7777'},
  'common-card': {area: 'extended', id: dice(3).bytes(16), pin: ''},
} as const;

/** A card of which every area is in use: the three applications installed and personalised through secure channels. */
export const managedImage = async (): Promise<CardImage> => {
  const image = bareImage({areaBytes: 9000});
  const card = cardFromImage(
    image,
    'instant',
    {
      clock: realClock(),
      random: seededRandom('managed world'),
      store: memoryStore,
      rsa: inertRsa,
    },
    builtInApplets,
  );
  card.powerOn();
  const channel = channelTo(card);
  for (const name of standardAppletNames) {
    const {area, id, pin} = places[name];
    const managed = await areaSession(channel, area);
    await installed(managed, standardApplets[name], area);
    const secrets = {key: cardKey, diversification, pin: Buffer.from(pin), keyTries: 15, pinTries: 15};
    const objects = personalisationObjects(
      name === 'common-card' ? {id} : {id, ...secrets, pinChangeable: true},
    );
    await globalPlatform.personalise(managed, standardApplets[name].moduleAid, objects, 'dataObjects');
  }
  return withState(image, card.persistent);
};
