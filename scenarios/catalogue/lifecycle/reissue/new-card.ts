import {dayInJapan} from '../../../../centre/index.ts';
import {type CardImage, personas, type Secrets} from '../../../../emulator/index.ts';
import {type CardFile, IssuerSession, jpkiKeyFiles} from '../../../../terminal/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {cardCertificates} from '../../../world/card-certificates.ts';
import {registeredHolder} from '../../../world/registered-holder.ts';
import {askManagedId} from '../card-in-use.ts';
import {lifecyclePhases} from '../phases.ts';
import {logInWith} from '../renewal/renew-at-counter.ts';

const dayMs = 86_400_000;

/** The card is made a week before it lies in the town. Bench-defined, D269 */
const madeBeforeMs = 7 * dayMs;

/** Where each of the holder's secrets goes. */
const credentials: readonly (readonly [secret: keyof Secrets, file: CardFile])[] = [
  ['digitalSignaturePassword', jpkiKeyFiles('digital-signature').credential],
  ['userAuthenticationPin', jpkiKeyFiles('user-authentication').credential],
  ['residentRegisterPin', {application: 'resident-register', file: 0x001c}],
  ['textAssistancePin', {application: 'text-assistance', file: 0x0011}],
];

/** 再交付: the same person's next card, set up and delivered in short, in a reader beside the old one. */
export const deliverNewCard = async (
  stage: Stage,
  secrets: Secrets,
  takeFee: () => Promise<unknown>,
): Promise<Stage> => {
  await stage.step(lifecyclePhases.makeCard, () => undefined);
  const image = await newCardOf(stage);
  await takeFee();
  const beside = await stage.insertAnother(image);
  const next: Stage = {...beside, secrets};
  await stage.step(lifecyclePhases.setUpCard, () => setUp(next, secrets));
  await stage.step(lifecyclePhases.enterCard, async () => {
    const desk = await stage.world.cardManagement();
    await desk.enter(await askManagedId(next), ['prepare', 'deliver']);
  });
  return next;
};

/** The service asks for the link; behind an abolished card there is none, and the user is enrolled again. [S71] */
export const linkAnew = async (next: Stage, wanted: boolean): Promise<Ending> => {
  const serialNumber = cardCertificates(next.image).userAuthentication?.serialNumber ?? '';
  await logInWith(next, serialNumber);
  const answer = await next.step(lifecyclePhases.askPredecessor, () =>
    next.world.linkage.predecessorOf(serialNumber, next.world.wall()),
  );
  if (answer.outcome === 'linked') {
    throw new Refused(
      {
        en: `the certificate of a reissued card was expected to replace none, but it is linked to ${answer.to}`,
        ja: `再交付カードの証明書に旧証明書の紐付けはないはずですが、${answer.to} に紐付いています`,
      },
      'linked',
    );
  }
  const users = new Set<string>();
  await next.step(lifecyclePhases.linkAnew, () => void (wanted && users.add(serialNumber)));
  return users.has(serialNumber) ? reissued(serialNumber) : unknownUser(serialNumber);
};

const newCardOf = async ({world, image}: Stage): Promise<CardImage> => {
  const persona = personas[image.persona] ?? personas['adult'];
  if (!persona) {
    throw new Error('there is no built-in persona');
  }
  const {issued: _, cardExpiresOn, certificatesExpireOn, ...kind} = persona;
  const made = new Date(world.wall().getTime() - madeBeforeMs);
  return world.cardFor(
    {...kind, holder: {...persona.holder, ...registeredHolder(image)}, issued: dayInJapan(made)},
    0,
    'arrived',
    {earlierCards: 1},
  );
};

/** 交付前設定 and 交付 on the chip: prepared, the secrets set, operational. */
const setUp = (stage: Stage, secrets: Secrets): Promise<void> =>
  atTerminal(stage, async (channel) => {
    const issuer = await IssuerSession.authenticate(channel, stage.world.issuerKey(stage.cardId));
    await issuer.setLifeCycle('prepared');
    const {digitalSignature} = cardCertificates(stage.image);
    for (const [name, file] of credentials) {
      if (name !== 'digitalSignaturePassword' || digitalSignature) {
        await issuer.setPin(file, secrets[name]);
      }
    }
    await issuer.setLifeCycle('operational');
  });

const reissued = (serialNumber: string): Ending => ({
  verdict: 'pass',
  reasonId: 'reissued',
  reason: {
    en: `the old card is refused by authorities and services; the new one logs in with ${serialNumber}, which replaces none, and the service has enrolled its user again`,
    ja: `旧カードは認証局とサービスに拒否されます。新カードは ${serialNumber} でログインでき、旧証明書との紐付けはなく、サービスは利用者を再登録しました`,
  },
});

const unknownUser = (serialNumber: string): Ending => ({
  verdict: 'fail',
  reasonId: 'unknown-user',
  reason: {
    en: `the new card logs in with ${serialNumber}, but the service knows no user by it: the holder has to enrol again`,
    ja: `新カードは ${serialNumber} でログインできますが、サービスに該当の利用者がなく、再登録が必要です`,
  },
});
