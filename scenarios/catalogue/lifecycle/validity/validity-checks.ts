import {type KeyObject, sign} from 'node:crypto';
import {
  type Centre,
  type CertificateKind,
  certificateLinkage,
  certificateStates,
  certificatesInMemory,
  createCentre,
  type IssuedCertificate,
  linksInMemory,
  openRenewal,
  type Renewal,
  renewableFrom,
} from '../../../../centre/index.ts';
import {cardDates, dayInJapan, issueInstant, type Persona, personaNamed} from '../../../../emulator/index.ts';
import {Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {certificateHolder} from '../../../world/certified-keys.ts';
import {type ValidityCase, validityCases} from './validity-cases.ts';

/** What is judged; others than ours may be put in their place. */
export interface ValidityRules {
  readonly cardDates?: typeof cardDates;
  readonly centre?: (ours: Centre) => Centre;
}

/** The world's authorities once more, with a calendar that goes where it is told, and a key that signs for everybody. */
interface LawOffice {
  readonly dates: typeof cardDates;
  readonly centre: Centre;
  readonly renewal: Renewal;
  readonly publicKey: KeyObject;
  readonly signed: {readonly data: Uint8Array; readonly signature: Uint8Array};
  goTo(instant: Date): void;
}

/** A certificate, whose it is and when it must end. */
interface CertificateOfCase {
  readonly of: ValidityCase;
  readonly issued: IssuedCertificate;
  readonly lastDay: string;
}

export const openLawOffice = async (stage: Stage, rules: ValidityRules): Promise<LawOffice> => {
  let today = stage.world.wall();
  const clock = {...stage.clock, wall: () => today};
  const states = certificateStates(clock);
  const ours = createCentre({random: stage.world.random('centre'), clock, status: {states}});
  const centre = rules.centre?.(ours) ?? ours;
  const register = certificatesInMemory();
  const linkage = certificateLinkage({register, links: linksInMemory(register), states});
  const {publicKey, privateKey} = await stage.world.random('validity').rsaKeyPair(2048);
  const data = Buffer.from('validity');
  return {
    dates: rules.cardDates ?? cardDates,
    centre,
    renewal: openRenewal({centre, states, register, linkage, clock}),
    publicKey,
    signed: {data, signature: sign('sha256', data, privateKey)},
    goTo(instant) {
      today = instant;
    },
  };
};

export const checkCardDates = (one: ValidityCase, office: LawOffice): void => {
  const {cardExpiresOn} = office.dates(personaOf(one), one.issued);
  expectDay(one, {en: 'the card', ja: 'カード'}, one.card, cardExpiresOn);
};

/** The certificates the person has in the end; those they replace are issued first. */
export const issueFor = async (one: ValidityCase, office: LawOffice): Promise<CertificateOfCase[]> => {
  const {issued: issuedOn, later} = one;
  const renewedLater = later?.what === 'renewed' ? later : undefined;
  const logInOn = later?.what === 'issued-anew' ? later.on : issuedOn;
  const signatureOn = later && !renewedLater ? later.on : issuedOn;
  const logIn = await issue(one, office, {kind: 'user-authentication', on: logInOn});
  const signature =
    one.signature === 'none'
      ? undefined
      : await issue(one, office, {kind: 'digital-signature', on: signatureOn, logIn});
  const certificates = renewedLater
    ? await renewed(one, office, [logIn, signature], renewedLater)
    : [logIn, signature];
  return certificates.flatMap((issued) => {
    if (!issued) {
      return [];
    }
    const lastDay = issued.kind === 'user-authentication' ? one.logIn : one.signature;
    expectDay(one, namesOf[issued.kind], lastDay, dayInJapan(issued.notAfter));
    return [{of: one, issued, lastDay}];
  });
};

/** How the centre must judge at an instant near the last day. */
const around = {
  before: {at: (day: string) => new Date(Date.parse(`${day}T12:00:00+09:00`) - 24 * 3_600_000), good: true},
  last: {at: (day: string) => new Date(`${day}T23:59:59+09:00`), good: true},
  after: {at: (day: string) => new Date(Date.parse(`${day}T23:59:59+09:00`) + 1000), good: false},
} as const;

export const judgeAround = async (
  {of, issued, lastDay}: CertificateOfCase,
  when: keyof typeof around,
  {centre, signed, goTo}: LawOffice,
): Promise<void> => {
  const {at, good} = around[when];
  goTo(at(lastDay));
  const {reason} = await centre.verify(issued.kind, issued.certificate, signed);
  const expected = good ? 'passed' : 'expired';
  if (reason !== expected) {
    const {en, ja} = namesOf[issued.kind];
    throw new Refused(
      {
        en: `${of.id}: at ${at(lastDay).toISOString()} the centre was expected to find ${en} ${expected}, but it says ${reason}`,
        ja: `${of.id}: ${at(lastDay).toISOString()} の${ja}は ${expected} のはずですが、センターの判定は ${reason} です`,
      },
      'verdict-differs',
    );
  }
};

const namesOf: Readonly<Record<CertificateKind, {readonly en: string; readonly ja: string}>> = {
  'user-authentication': {en: 'the log-in certificate', ja: '利用者証明用電子証明書'},
  'digital-signature': {en: 'the signing certificate', ja: '署名用電子証明書'},
};

const personaOf = ({born, applied, issued, stay}: ValidityCase): Persona => {
  const adult = personaNamed('adult');
  return {
    ...adult,
    holder: {...adult.holder, birthDate: born},
    applied,
    issued,
    ...(stay === undefined ? {} : {stayUntil: stay}),
  };
};

const issue = async (
  one: ValidityCase,
  {centre, renewal, publicKey, dates}: LawOffice,
  {
    kind,
    on,
    logIn,
  }: {readonly kind: CertificateKind; readonly on: string; readonly logIn?: IssuedCertificate},
): Promise<IssuedCertificate> => {
  const persona = personaOf(one);
  const issued = await centre.issue({
    kind,
    publicKey,
    holder: certificateHolder(persona.holder),
    issuedAt: instantOf(one, on),
    cardExpiresOn: dates(persona, one.issued).cardExpiresOn,
    ...(logIn ? {notLaterThan: logIn.notAfter} : {}),
  });
  renewal.enrol(issued, {holder: one.id, ...(logIn ? {belongsTo: logIn.serialNumber} : {})});
  return issued;
};

const renewed = async (
  one: ValidityCase,
  {renewal, publicKey, dates}: LawOffice,
  older: readonly (IssuedCertificate | undefined)[],
  {on, from}: {readonly on: string; readonly from: string},
): Promise<IssuedCertificate[]> => {
  const persona = personaOf(one);
  const newer: IssuedCertificate[] = [];
  for (const old of older) {
    if (old) {
      expectDay(
        one,
        {en: 'the first day of renewal', ja: '更新開始日'},
        from,
        dayInJapan(renewableFrom(old.notAfter)),
      );
      newer.push(
        await renewal.renew({
          older: old.serialNumber,
          publicKey,
          holder: certificateHolder(persona.holder),
          at: instantOf(one, on),
          cardExpiresOn: dates(persona, one.issued).cardExpiresOn,
        }),
      );
    }
  }
  return newer;
};

/** A second of the person's own: an order that is the same in all else would be the same certificate. */
const instantOf = (one: ValidityCase, day: string): Date =>
  new Date(issueInstant(day).getTime() + validityCases.indexOf(one) * 1000);

const expectDay = (
  {id}: ValidityCase,
  what: {readonly en: string; readonly ja: string},
  expected: string,
  came: string,
): void => {
  if (came !== expected) {
    throw new Refused(
      {
        en: `${id}: ${what.en} was expected on ${expected} by the law, but ours is on ${came}`,
        ja: `${id}: ${what.ja}は法令では ${expected} ですが、${came} になりました`,
      },
      'day-differs',
    );
  }
};
