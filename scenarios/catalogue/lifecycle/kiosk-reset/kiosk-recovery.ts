import {type HolderSecret, holderSecretNames, holderSecrets} from '../../../../terminal/index.ts';
import type {Invariant, Recovery} from '../../../engine/scenario.ts';
import {heldSecret, keptSecret} from '../secrets/held-secrets.ts';
import {bookAndReset, bookingOf, forgotten, newSecret, resetAtKiosk, useNewSecret} from './reset-at-kiosk.ts';

const oldOrNew: Invariant = {
  id: 'old-or-new',
  title: {
    en: 'the forgotten secret is the old or the new one, and the others are as they were',
    ja: '忘れた暗証番号は旧値か新値であり、他の暗証番号は変わらない',
  },
  async broken(stage) {
    const image = await stage.snapshot();
    const allowed = (secret: HolderSecret): readonly string[] => [
      heldSecret(stage, secret),
      ...(secret === forgotten(stage) ? [newSecret(stage)] : []),
    ];
    const other = holderSecretNames.find(
      (secret) => !allowed(secret).includes(keptSecret(image, secret).value),
    );
    return (
      other && {
        en: `the ${holderSecrets[other].name.en} is another`,
        ja: `${holderSecrets[other].name.ja}が別の値です`,
      }
    );
  },
};

const usedUpWhenWritten: Invariant = {
  id: 'used-up-when-written',
  title: {
    en: 'a booking is used up only where the card has the new secret',
    ja: '予約が完了するのはカードに新しい値がある場合に限る',
  },
  async broken(stage) {
    const image = await stage.snapshot();
    const written = keptSecret(image, forgotten(stage)).value === newSecret(stage);
    const done = stage.world.pinResets.all().find(({state}) => state === 'completed');
    return done && !written
      ? {
          en: `${done.number} is used up, the card is not`,
          ja: `予約 ${done.number} は完了済みですが、カードは未更新です`,
        }
      : undefined;
  },
};

/** The holder goes on where the booking stands: at the phone, at the kiosk, or with the new secret. */
export const kioskRecovery: Recovery = {
  invariants: [oldOrNew, usedUpWhenWritten],
  async recover(stage) {
    const number = bookingOf(stage);
    if (number === undefined) {
      return bookAndReset(stage);
    }
    if (stage.world.pinResets.find(number)?.state !== 'completed') {
      await resetAtKiosk(stage, number);
    }
    return useNewSecret(stage);
  },
};
