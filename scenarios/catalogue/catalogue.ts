import {KazasuError, nearest} from '../../protocol/index.ts';
import type {Scenario} from '../engine/scenario.ts';
import {selects} from '../engine/selector.ts';
import {anyCard} from './applets/any-card/any-card.ts';
import {areaManagement} from './applets/area/area-management.ts';
import {commonCard} from './applets/common-card/common-card.ts';
import {counterEnrolment} from './applets/counter/counter-enrolment.ts';
import {typeA, typeD} from './applets/service/service-type.ts';
import {sharedApplication} from './applets/service/shared-application.ts';
import {commitFailure} from './issuance/commit-failure.ts';
import {delivery} from './issuance/delivery.ts';
import {deliveryByProxy} from './issuance/delivery-by-proxy.ts';
import {faceAuthenticationCard} from './issuance/face-authentication-card.ts';
import {preInstallAlone, preInstallLinked} from './issuance/pre-install.ts';
import {setting} from './issuance/setting.ts';
import {login} from './jpki/login.ts';
import {readCertificate} from './jpki/read-certificate.ts';
import {renewalLink} from './jpki/renewal-link.ts';
import {sharedVerifier} from './jpki/shared-verifier.ts';
import {sign} from './jpki/sign.ts';
import {kioskReset} from './lifecycle/kiosk-reset/kiosk-reset.ts';
import {loss} from './lifecycle/loss/loss.ts';
import {move} from './lifecycle/move/move.ts';
import {changeAddress} from './lifecycle/record/change-address.ts';
import {changeName} from './lifecycle/record/change-name.ts';
import {reissue} from './lifecycle/reissue/reissue.ts';
import {renewCertificate} from './lifecycle/renewal/renew-certificate.ts';
import {pinChange} from './lifecycle/secrets/pin-change.ts';
import {pinLock} from './lifecycle/secrets/pin-lock.ts';
import {validity} from './lifecycle/validity/validity.ts';
import {someOf} from './some-of.ts';

/** All scenarios, in the order they are listed and run. */
export const scenarios: readonly Scenario[] = [
  login,
  readCertificate,
  sign,
  sharedVerifier,
  renewalLink,
  typeA,
  typeD,
  sharedApplication,
  commonCard,
  counterEnrolment,
  areaManagement,
  anyCard,
  setting,
  preInstallAlone,
  preInstallLinked,
  delivery,
  deliveryByProxy,
  faceAuthenticationCard,
  commitFailure,
  renewCertificate,
  changeAddress,
  changeName,
  move,
  loss,
  reissue,
  validity,
  pinChange,
  pinLock,
  kioskReset,
];

/**
 * The scenarios that selectors mean, each once, in the order of the list: an id, or a pattern in which `*` stands for
 * any characters. `among`: those there are, users' own behind ours.
 * @throws KazasuError `KZS-SCENARIO-UNKNOWN` with one that may be meant, where one of them means none.
 */
export const scenariosMatching = (
  selectors: string | readonly string[],
  among: readonly Scenario[] = scenarios,
): readonly Scenario[] => {
  const meant = [selectors].flat().map((selector) => ({selector, means: selects(selector)}));
  const nothing = meant.find(({means}) => !among.some(({id}) => means(id)));
  if (nothing) {
    const ids = among.map(({id}) => id);
    const near = nearest(nothing.selector, ids);
    const some = someOf(ids);
    throw new KazasuError('KZS-SCENARIO-UNKNOWN', {
      en: `"${nothing.selector}" is no scenario and no pattern that matches one${near ? `; "${near}" may be meant` : ''}; ${some.en}`,
      ja: `「${nothing.selector}」に一致するシナリオはありません${near ? `(「${near}」でしょうか)` : ''}。${some.ja}`,
    });
  }
  return among.filter(({id}) => meant.some(({means}) => means(id)));
};
