import {KazasuError} from '../../protocol/index.ts';
import type {CertificateStates} from '../status/certificate-states.ts';
import type {CertificateLinks, CertificateRegister, CertificateRow, LinkKind} from '../store/centre-store.ts';
import {type LinkAnswer, linkAnswer, type NoLinkReason} from './link-answer.ts';

export interface LinkageParts {
  readonly register: CertificateRegister;
  readonly links: CertificateLinks;
  /** What an answer tells of the older certificate's state. */
  readonly states: Pick<CertificateStates, 'stateAt'>;
}

/** 証明書紐付け: which certificate another one replaced, and which one for log-in belongs to a signing one. */
export interface CertificateLinkage {
  /**
   * The newer certificate takes the older one's place. Both are in the register, of one person and one kind; each
   * replaces one and is replaced by one, a later one an earlier one, so no chain comes back to its beginning.
   * @throws KazasuError `KZS-CENTRE-LINK`
   */
  replace(newer: string, older: string, since: Date): void;
  /** The signing certificate belongs to one for log-in, of the same person. @throws KazasuError `KZS-CENTRE-LINK` */
  belong(signature: string, authentication: string, since: Date): void;
  /** Which certificate did this one replace? */
  predecessorOf(serialNumber: string, at: Date): LinkAnswer;
  /** Which certificate replaced this one? */
  successorOf(serialNumber: string, at: Date): LinkAnswer;
  /** Which certificate for log-in belongs to this signing one? */
  authenticationOf(serialNumber: string, at: Date): LinkAnswer;
  /** Everything this certificate replaced, one link after the other, youngest first. */
  lineageOf(serialNumber: string, at: Date): LinkAnswer[];
}

/** Serial numbers are upper-case hex. What is asked never throws; an unknown number is an answer. */
export const certificateLinkage = ({register, links, states}: LinkageParts): CertificateLinkage => {
  const known = (serialNumber: string): CertificateRow =>
    register.get(serialNumber) ?? notKnown(serialNumber);
  const answer = (
    asked: string,
    kind: LinkKind,
    found: {readonly from: string; readonly to: string; readonly since: Date} | undefined,
    at: Date,
    none: NoLinkReason,
  ): LinkAnswer => {
    if (!register.get(asked)) {
      return {outcome: 'no-link', asked, kind, reason: 'unknown-certificate'};
    }
    const [from, to] = found ? [register.get(found.from), register.get(found.to)] : [];
    return found && from && to && found.since <= at
      ? linkAnswer({
          asked,
          kind,
          from,
          to,
          since: found.since,
          olderState: states.stateAt(to.serialNumber, at),
        })
      : {outcome: 'no-link', asked, kind, reason: none};
  };
  const predecessorOf: CertificateLinkage['predecessorOf'] = (asked, at) =>
    answer(asked, 'replaces', links.from(asked, 'replaces'), at, 'replaces-none');

  return {
    replace(newer, older, since) {
      const [young, old] = [known(newer), known(older)];
      checkPair(young, old, young.kind === old.kind, 'two certificates of one kind', '同じ種類の証明書2枚');
      if (young.notBefore <= old.notBefore) {
        refuse(
          newer,
          older,
          'the newer certificate begins after the older one',
          '新しい証明書は古い証明書より後に始まります',
        );
      }
      const [before, after] = [links.from(newer, 'replaces'), links.to(older, 'replaces')[0]];
      if (before?.to === older) {
        return;
      }
      if (before || after) {
        refuse(
          newer,
          older,
          'a certificate replaces one and is replaced by one',
          '1枚の証明書が置き換えるのも、置き換えられるのも1枚だけです',
        );
      }
      links.add({kind: 'replaces', from: newer, to: older, since});
    },
    belong(signature, authentication, since) {
      const [signing, logIn] = [known(signature), known(authentication)];
      checkPair(
        signing,
        logIn,
        signing.kind === 'digital-signature' && logIn.kind === 'user-authentication',
        'a certificate for digital signature and one for user authentication',
        '署名用電子証明書と利用者証明用電子証明書',
      );
      const before = links.from(signature, 'belongs-to');
      if (before?.to === authentication) {
        return;
      }
      if (before) {
        refuse(
          signature,
          authentication,
          'a signing certificate belongs to one certificate',
          '署名用電子証明書の対応先は1枚だけです',
        );
      }
      links.add({kind: 'belongs-to', from: signature, to: authentication, since});
    },
    predecessorOf,
    successorOf: (asked, at) =>
      answer(asked, 'replaces', links.to(asked, 'replaces')[0], at, 'replaced-by-none'),
    authenticationOf: (asked, at) =>
      answer(asked, 'belongs-to', links.from(asked, 'belongs-to'), at, 'belongs-to-none'),
    lineageOf(serialNumber, at) {
      const found: LinkAnswer[] = [];
      // A store that somebody else wrote might hold a circle; none is followed.
      const seen = new Set([serialNumber]);
      for (let next = predecessorOf(serialNumber, at); next.outcome === 'linked'; ) {
        if (seen.has(next.to)) {
          break;
        }
        seen.add(next.to);
        found.push(next);
        next = predecessorOf(next.to, at);
      }
      return found;
    },
  };
};

const checkPair = (
  one: CertificateRow,
  other: CertificateRow,
  kinds: boolean,
  en: string,
  ja: string,
): void => {
  if (!kinds) {
    refuse(one.serialNumber, other.serialNumber, `a link joins ${en}`, `紐付けるのは${ja}です`);
  }
  if (one.holder !== other.holder || one.serialNumber === other.serialNumber) {
    refuse(
      one.serialNumber,
      other.serialNumber,
      'a link joins two certificates of one person',
      '紐付けるのは1人の2枚の証明書です',
    );
  }
};

const refuse = (from: string, to: string, en: string, ja: string): never => {
  throw new KazasuError('KZS-CENTRE-LINK', {
    en: `${en}, but ${from} was to be linked to ${to}`,
    ja: `${ja}が、${from} を ${to} に紐付けようとしました`,
  });
};

const notKnown = (serialNumber: string): never => {
  throw new KazasuError('KZS-CENTRE-LINK', {
    en: `a link joins certificates that the centre issued, but it does not know ${serialNumber}`,
    ja: `紐付けるのはセンターが発行した証明書ですが、${serialNumber} は登録されていません`,
  });
};
