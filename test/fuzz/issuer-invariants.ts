import {createPrivateKey, X509Certificate} from 'node:crypto';
import type {ApplicationState} from '../../emulator/os/state.ts';
import type {CommandApdu, LifeCycle} from '../../protocol/index.ts';
import type {Invariant} from './invariants.ts';
import type {View} from './view.ts';

/** Which state of the card may follow which, an account of its own. */
const followers: Readonly<Record<LifeCycle, readonly LifeCycle[]>> = {
  manufactured: ['arrived'],
  arrived: ['prepared'],
  prepared: ['operational'],
  operational: ['suspended', 'terminated'],
  suspended: ['operational', 'terminated'],
  terminated: [],
};

/** What only the issuer may change, and by which instruction. */
const issuersOwn: readonly (readonly [what: keyof ApplicationState, instructions: readonly number[]])[] = [
  ['contents', [0xd6]],
  ['records', []],
  ['privateKeys', [0xd6]],
  ['pendingKeys', [0x47, 0xd6]],
  ['publicKeys', []],
  ['locked', [0x50, 0x52]],
];

/** A certificate EF of the JPKI application with the EF of its key. */
const certified: readonly (readonly [certificate: number, key: number])[] = [
  [0x000a, 0x0017],
  [0x0001, 0x001a],
];

/** Numbers printed on the card, which open before delivery too: by application. */
const printed: Readonly<Record<string, readonly number[]>> = {
  'text-assistance': [0x12, 0x14, 0x15],
  'card-surface': [0x11, 0x12, 0x13],
};

/** SELECT, and what serves the issuer alone. */
const servedWhileLocked = new Set([0xa4, 0x47, 0x50, 0x52, 0x54]);

const accepted = (response: Uint8Array): boolean => response.at(-2) === 0x90 && response.at(-1) === 0;

export const issuerInvariants: Readonly<Record<string, Invariant>> = {
  'the issuer’s authority is its own to prove': ({command, before, after}, view) => {
    const [had, has] = [before.issuer.triesLeft, after.issuer.triesLeft];
    const proves = command?.ins === 0x82 && command.p2 === 1;
    if (has > had && !(command && view.isIssuer(command))) {
      return `its tries rose from ${had} to ${has}`;
    }
    return has < had && !(proves && has === had - 1) ? `its tries fell from ${had} to ${has}` : undefined;
  },
  'a wrong proof of the issuer’s authority is not accepted': ({command, response}, view) =>
    command?.ins === 0x82 &&
    command.p2 === 1 &&
    (command.cla & 0xef) === 0 &&
    accepted(response) &&
    !view.isIssuer(command)
      ? 'EXTERNAL AUTHENTICATE was accepted'
      : undefined,
  'files, keys and locks change for the issuer alone': ({command, before, after}, view) => {
    for (const [name, now] of after.applications) {
      const then = before.applications.get(name);
      const changed = issuersOwn.find(([what]) => then?.[what] !== now[what]);
      if (changed && !byIssuer(command, view, changed[1])) {
        return `${changed[0]} of ${name} changed`;
      }
    }
    return undefined;
  },
  'the life cycle goes its way, for the issuer alone': ({command, before, after}, view) => {
    const [from, to] = [before.issuer.lifeCycle, after.issuer.lifeCycle];
    if (from === to) {
      return undefined;
    }
    const lawful = byIssuer(command, view, [0xf0]) && followers[from].includes(to);
    return lawful ? undefined : `from ${from} to ${to}`;
  },
  'a certificate that was written belongs to its key': ({before, after}) => {
    const [then, now] = [before, after].map(({applications}) => applications.get('jpki'));
    for (const [certificate, key] of certified) {
      const [der, pkcs8] = [now?.contents.get(certificate), now?.privateKeys.get(key)];
      const same = der === then?.contents.get(certificate) && pkcs8 === then?.privateKeys.get(key);
      if (!same && !(der && pkcs8 && isPair(der, pkcs8))) {
        return `EF ${certificate.toString(16)} is not the certificate of ${key.toString(16)}`;
      }
    }
    return undefined;
  },
  'a locked application serves the issuer alone': ({command, response, before}, view) => {
    const locked = before.applications.get(view.application.name)?.locked === true;
    return locked && command && accepted(response) && !servedWhileLocked.has(command.ins)
      ? `instruction ${command.ins.toString(16)} was served`
      : undefined;
  },
  'before delivery nothing of the holder’s opens or signs': ({command, response, before}, view) => {
    const undelivered = ['manufactured', 'arrived', 'prepared'].includes(before.issuer.lifeCycle);
    if (!undelivered || !command || !accepted(response)) {
      return undefined;
    }
    if (command.ins === 0x2a && (command.cla & 0x80) !== 0) {
      return 'a key signed';
    }
    const file = command.ins === 0x20 && command.data.length > 0 ? view.target(command.p2) : undefined;
    return typeof file === 'number' && !printed[view.application.name]?.includes(file)
      ? `the credential ${file.toString(16)} was verified`
      : undefined;
  },
};

const byIssuer = (command: CommandApdu | undefined, view: View, instructions: readonly number[]): boolean =>
  view.issuerAuthenticated && command !== undefined && instructions.includes(command.ins);

const isPair = (certificate: Uint8Array, pkcs8: Uint8Array): boolean => {
  try {
    const key = createPrivateKey({key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8'});
    return new X509Certificate(certificate).checkPrivateKey(key);
  } catch {
    return false;
  }
};
