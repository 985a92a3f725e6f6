import {type CalendarDate, dayInJapan, renewableFrom, startOfDay} from '../../../../centre/index.ts';
import type {CardImage} from '../../../../emulator/index.ts';
import type {Precondition} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {cardCertificates} from '../../../world/card-certificates.ts';
import {preparationPhases} from '../preparation-phases.ts';

const dayMs = 86_400_000;

/** The card's last day, as GET DATA 00F2 tells it. */
export const lastDayOfCard = ({cardData}: CardImage): CalendarDate => {
  const digits = Buffer.from(cardData['00F2'] ?? '', 'base64').toString('latin1');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
};

/** Moves the calendar to noon of a day, counted from the one on which the log-in certificate may first be renewed. */
export const calendarAt = async (stage: Stage, dayOf: (first: Date, last: Date) => Date): Promise<void> => {
  const {userAuthentication} = cardCertificates(stage.image);
  const {world} = stage;
  if (userAuthentication) {
    const {notAfter} = userAuthentication;
    const last = startOfDay(dayInJapan(notAfter));
    const noon = dayOf(renewableFrom(notAfter), last).getTime() + dayMs / 2;
    world.moveCalendarMs(Math.max(0, noon - world.wall().getTime()));
  }
  // Another generation of authorities may issue by then: its keys are made in nobody's time.
  await world.centre.ready();
};

/** A precondition that the day is so far from the first or the last one of renewal. */
export const renewalDay = (
  from: 'first' | 'last',
  days: number,
  title: Precondition['title'],
): Precondition => ({
  id: 'calendar',
  title,
  establish: (stage) =>
    stage.step(preparationPhases.moveCalendar, () =>
      calendarAt(
        stage,
        (first, last) => new Date((from === 'first' ? first : last).getTime() + days * dayMs),
      ),
    ),
});
