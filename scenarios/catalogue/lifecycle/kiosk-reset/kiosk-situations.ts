import type {Precondition} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {holdersCertificate, revokeFor} from '../holders-certificate.ts';
import {forgottenLocked} from './forgotten-locked.ts';
import {calendarAt, ordinaryDay} from './japan-calendar.ts';

/** That day of every year, `MM-DD`. */
export const day = (monthAndDay: string) => (date: string) => date.slice(5) === monthAndDay;

/** The calendar stands there, and the forgotten one is locked. */
export const at = (time: string, fits: (day: string) => boolean = ordinaryDay): readonly Precondition[] => [
  calendarAt(time, fits, {en: `it is ${time} in Japan`, ja: `日本時間 ${time} であること`}),
  forgottenLocked,
];

/** Forgotten, and not locked yet. */
export const nothingLocked = at('10:00:00').slice(0, 1);

/** The holder has the log-in certificate revoked. */
export const revokeKnown = (stage: Stage): void => {
  const held = holdersCertificate(stage, 'user-authentication');
  if (held) {
    revokeFor(stage, 'holder-request', held);
  }
};

/** The holder moved the day before yesterday: the signing certificate is revoked. */
export const moved: Precondition = {
  id: 'moved',
  title: {
    en: 'the signing certificate is revoked by a move',
    ja: '転居により署名用電子証明書が失効済みであること',
  },
  async establish(stage) {
    const {states} = stage.world.certificates;
    const held = holdersCertificate(stage, 'digital-signature');
    const since = new Date(stage.world.wall().getTime() - 48 * 3_600_000);
    if (held) {
      states.revoke(held.serialNumber, {reason: 'affiliationChanged', since});
    }
  },
};
