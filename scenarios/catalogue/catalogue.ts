import {KazasuError} from '../../protocol/index.ts';
import type {Scenario} from '../engine/scenario.ts';
import {login} from './jpki/login.ts';
import {readCertificate} from './jpki/read-certificate.ts';
import {renewalLink} from './jpki/renewal-link.ts';
import {sharedVerifier} from './jpki/shared-verifier.ts';
import {sign} from './jpki/sign.ts';
import {kioskReset} from './lifecycle/kiosk-reset.ts';
import {pinChange} from './lifecycle/pin-change.ts';
import {pinLock} from './lifecycle/pin-lock.ts';
import {validity} from './lifecycle/validity.ts';

/** All scenarios, in the order they are listed and run. */
export const scenarios: readonly Scenario[] = [
  login,
  readCertificate,
  sign,
  sharedVerifier,
  renewalLink,
  validity,
  pinChange,
  pinLock,
  kioskReset,
];

/**
 * The scenarios that a selector means: an id, or a pattern in which `*` stands for any characters.
 * @throws KazasuError `KZS-SCENARIO-UNKNOWN` with the ids there are.
 */
export const scenariosMatching = (selector: string): readonly Scenario[] => {
  const pattern = selector.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const shape = new RegExp(`^${pattern.join('.*')}$`);
  const found = scenarios.filter(({id}) => shape.test(id));
  if (found.length === 0) {
    const ids = scenarios.map(({id}) => id).join(', ');
    throw new KazasuError('KZS-SCENARIO-UNKNOWN', {
      en: `a scenario is one of ${ids} or a pattern with *, but "${selector}" matches none`,
      ja: `シナリオは ${ids} のいずれか、または * を含むパターンですが、「${selector}」に一致するものはありません`,
    });
  }
  return found;
};
