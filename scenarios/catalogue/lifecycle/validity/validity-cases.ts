/** What became of the certificates behind the card's issue. */
export type LaterIssue =
  | {
      readonly what: 'renewed';
      readonly on: string;
      /** The first day on which it may be renewed. */
      readonly from: string;
    }
  | {readonly what: 'issued-anew' | 'signature-anew'; readonly on: string};

/** A person, days `YYYY-MM-DD` in Japan, and the last days that the law gives. */
export interface ValidityCase {
  readonly id: string;
  readonly born: string;
  readonly applied: string;
  readonly issued: string;
  /** 在留期間の満了日. */
  readonly stay?: string;
  readonly later?: LaterIssue;
  readonly card: string;
  readonly logIn: string;
  /** `none`: below 15 years none is issued. */
  readonly signature: string;
}

const laterIssue = (said: ReadonlyMap<string, string>): LaterIssue | undefined => {
  const [renewed, from] = [said.get('renewed'), said.get('from')];
  if (renewed !== undefined && from !== undefined) {
    return {what: 'renewed', on: renewed, from};
  }
  const what = (['issued-anew', 'signature-anew'] as const).find((word) => said.has(word));
  return what && {what, on: said.get(what) ?? ''};
};

/**
 * The last days were counted by hand on a calendar: birthdays behind the day of issue, the tenth for who was an adult
 * at the application (20 years before 2022-04-01, 18 since), the fifth for others and for certificates, the sixth
 * after a renewal; a certificate ends with its card, that for signatures with the one for log-in. [S40] [S85] Who is
 * born on 29 February has the birthday on the 28th in common years: Bench-defined, C6
 */
const table = `
#id                               born       applied    issued     card ends  log-in     signature
# An adult around the birthday.
adult-month-before-birthday       1980-02-17 2024-12-20 2025-01-10 2034-02-17 2029-02-17 2029-02-17
adult-day-before-birthday         1980-02-17 2025-01-30 2025-02-16 2034-02-17 2029-02-17 2029-02-17
adult-on-birthday                 1980-02-17 2025-01-30 2025-02-17 2035-02-17 2030-02-17 2030-02-17
adult-day-after-birthday          1980-02-17 2025-01-30 2025-02-18 2035-02-17 2030-02-17 2030-02-17
adult-in-autumn                   1980-02-17 2025-10-01 2025-10-27 2035-02-17 2030-02-17 2030-02-17
born-new-years-eve                1975-12-31 2025-12-01 2025-12-30 2034-12-31 2029-12-31 2029-12-31
born-new-years-day                1975-01-01 2025-12-01 2025-12-31 2035-01-01 2030-01-01 2030-01-01
aged-90                           1935-07-07 2025-07-01 2025-07-20 2035-07-07 2030-07-07 2030-07-07
# Children, and what changes with 15 and 18 years.
newborn                           2025-05-01 2025-05-07 2025-05-12 2030-05-01 2030-05-01 none
child-of-3                        2021-06-10 2024-08-01 2024-08-20 2029-06-10 2029-06-10 none
child-of-14                       2010-09-30 2025-09-01 2025-09-29 2029-09-30 2029-09-30 none
young-of-15                       2010-09-30 2025-10-01 2025-10-15 2030-09-30 2030-09-30 2030-09-30
18-between-application-and-issue  2007-04-10 2025-04-09 2025-04-20 2030-04-10 2030-04-10 2030-04-10
18-on-the-day-of-issue            2007-04-10 2025-03-28 2025-04-10 2030-04-10 2030-04-10 2030-04-10
18-on-the-day-of-application      2007-04-10 2025-04-10 2025-04-20 2035-04-10 2030-04-10 2030-04-10
# Around 2022-04-01, by the day of application.
19-issued-before                  2002-10-05 2022-03-01 2022-03-20 2026-10-05 2026-10-05 2026-10-05
19-applied-on-03-31               2002-10-05 2022-03-31 2022-04-12 2026-10-05 2026-10-05 2026-10-05
19-applied-on-04-01               2002-10-05 2022-04-01 2022-04-12 2031-10-05 2026-10-05 2026-10-05
18-applied-on-03-31               2004-03-31 2022-03-31 2022-04-05 2027-03-31 2027-03-31 2027-03-31
18-applied-on-04-01               2004-03-31 2022-04-01 2022-04-05 2032-03-31 2027-03-31 2027-03-31
17-applied-on-04-01               2004-04-02 2022-04-01 2022-04-20 2027-04-02 2027-04-02 2027-04-02
20-applied-on-03-31               2002-03-31 2022-03-31 2022-04-08 2032-03-31 2027-03-31 2027-03-31
20-between-application-and-issue  2002-04-05 2022-03-31 2022-04-08 2027-04-05 2027-04-05 2027-04-05
# Born on 29 February.
leap-issued-before-birthday       1984-02-29 2024-12-20 2025-01-15 2034-02-28 2029-02-28 2029-02-28
leap-issued-on-28-february        1984-02-29 2025-02-01 2025-02-28 2035-02-28 2030-02-28 2030-02-28
leap-issued-day-before-29         1984-02-29 2024-02-01 2024-02-28 2033-02-28 2028-02-29 2028-02-29
leap-fifth-in-leap-year           1984-02-29 2023-02-20 2023-03-10 2033-02-28 2028-02-29 2028-02-29
leap-tenth-in-leap-year           1984-02-29 2026-05-10 2026-06-01 2036-02-29 2031-02-28 2031-02-28
leap-18-on-28-february            2008-02-29 2026-02-28 2026-03-10 2036-02-29 2031-02-28 2031-02-28
leap-17-on-27-february            2008-02-29 2026-02-27 2026-03-10 2031-02-28 2031-02-28 2031-02-28
# A stay period.
stay-of-3-months                  1991-08-05 2025-05-01 2025-05-20 2025-08-20 2025-08-20 2025-08-20 stay=2025-08-20
stay-shorter-than-certificates    1991-08-05 2025-05-01 2025-05-20 2027-03-14 2027-03-14 2027-03-14 stay=2027-03-14
stay-day-before-fifth-birthday    1991-08-05 2025-05-01 2025-05-20 2029-08-04 2029-08-04 2029-08-04 stay=2029-08-04
stay-until-fifth-birthday         1991-08-05 2025-05-01 2025-05-20 2029-08-05 2029-08-05 2029-08-05 stay=2029-08-05
stay-shorter-than-card            1991-08-05 2025-05-01 2025-05-20 2032-01-31 2029-08-05 2029-08-05 stay=2032-01-31
stay-longer-than-card             1991-08-05 2025-05-01 2025-05-20 2034-08-05 2029-08-05 2029-08-05 stay=2040-01-01
# Certificates that came later than the card.
renewed-on-first-day              1980-02-17 2021-05-10 2021-06-01 2031-02-17 2031-02-17 2031-02-17 renewed=2025-11-17 from=2025-11-17
renewed-inside-three-months       1980-02-17 2021-05-10 2021-06-01 2031-02-17 2031-02-17 2031-02-17 renewed=2025-12-10 from=2025-11-17
renewed-on-last-day               1980-02-17 2021-05-10 2021-06-01 2031-02-17 2031-02-17 2031-02-17 renewed=2026-02-17 from=2025-11-17
leap-renewed                      1984-02-29 2023-02-20 2023-03-10 2033-02-28 2033-02-28 2033-02-28 renewed=2028-01-20 from=2027-11-29
renewed-from-end-of-february      1970-05-31 2020-06-20 2020-07-15 2030-05-31 2030-05-31 2030-05-31 renewed=2025-03-01 from=2025-02-28
issued-anew-after-the-end         1980-02-17 2021-05-10 2021-06-01 2031-02-17 2031-02-17 2031-02-17 issued-anew=2026-03-05
signature-anew-after-a-move       1980-02-17 2021-05-10 2021-06-01 2031-02-17 2026-02-17 2026-02-17 signature-anew=2024-05-10
`;

export const validityCases: readonly ValidityCase[] = table
  .trim()
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .map((line): ValidityCase => {
    const [id = '', born = '', applied = '', issued = '', card = '', logIn = '', signature = '', ...more] =
      line.split(/ +/);
    const said = new Map(more.map((word) => word.split('=') as [string, string]));
    const stay = said.get('stay');
    const later = laterIssue(said);
    return {
      id,
      born,
      applied,
      issued,
      card,
      logIn,
      signature,
      ...(stay === undefined ? {} : {stay}),
      ...(later ? {later} : {}),
    };
  });
