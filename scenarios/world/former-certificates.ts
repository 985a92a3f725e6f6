import type {Centre, IssuedCertificate, Renewal} from '../../centre/index.ts';
import {dayInJapan, personaNamed} from '../../emulator/index.ts';
import type {Random} from '../../protocol/index.ts';

export interface FormerLife {
  readonly centre: Pick<Centre, 'issue'>;
  readonly renewal: Renewal;
  readonly random: Random;
  /** The opaque id of the person. */
  readonly holder: string;
  /** The certificate for user authentication in use. */
  readonly present: {readonly serialNumber: string; readonly notBefore: Date};
}

const hour = 3_600_000;
const day = 24 * hour;

/** Before this no authority issued for My Number Cards. */
const firstIssue = Date.parse('2015-10-20T01:00:00Z');

/** A certificate is replaced this long before its end, and the one before it that long before its own. */
const earlyMs = 60 * day;

const mostYearsApart = 3.5;

/**
 * Two certificates that came before the present one, each renewed 60 days before its end; what they were is known,
 * what was on them is not: their keys are nobody's. Oldest first. When they ended: Bench-defined, C92.
 */
export const formerCertificates = async (life: FormerLife): Promise<readonly IssuedCertificate[]> => {
  const presentAt = life.present.notBefore.getTime();
  const apart = Math.min(mostYearsApart * 365 * day, (presentAt - firstIssue) / 2);
  const [first, second] = [presentAt - 2 * apart, presentAt - apart];
  const {publicKey} = await life.random.fork('former-card').rsaKeyPair(2048);
  const holder = {...personaNamed('adult').holder, birthDate: '1980-02-17'};
  const endingAfter = (ms: number) => dayInJapan(new Date(ms + earlyMs));
  const oldest = await life.centre.issue({
    kind: 'user-authentication',
    publicKey,
    holder,
    issuedAt: new Date(first),
    cardExpiresOn: endingAfter(second),
  });
  life.renewal.enrol(oldest, {holder: life.holder});
  const older = await life.renewal.renew({
    older: oldest.serialNumber,
    publicKey,
    holder,
    at: new Date(second),
    cardExpiresOn: endingAfter(presentAt),
  });
  life.renewal.supersede(life.present.serialNumber, older.serialNumber, life.present.notBefore);
  return [oldest, older];
};

/** One certificate of a card that was lost, which ended an hour before the present one was issued anew. */
export const lostCertificate = async (life: FormerLife): Promise<IssuedCertificate> => {
  const presentAt = life.present.notBefore.getTime();
  const {publicKey} = await life.random.fork('former-card').rsaKeyPair(2048);
  const holder = {...personaNamed('adult').holder, birthDate: '1980-02-17'};
  const issuedAt = new Date(Math.max(firstIssue, presentAt - 365 * day));
  const lost = await life.centre.issue({kind: 'user-authentication', publicKey, holder, issuedAt});
  life.renewal.enrol(lost, {holder: life.holder});
  life.renewal.abolish([lost.serialNumber], new Date(presentAt - hour));
  return lost;
};
