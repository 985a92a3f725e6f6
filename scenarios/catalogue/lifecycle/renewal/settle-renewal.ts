import type {CertificateKind, CertificateRow} from '../../../../centre/index.ts';
import {KazasuError} from '../../../../protocol/index.ts';
import type {IssuerSession} from '../../../../terminal/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import type {Ending} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {authenticateIssuer, verifyResidentPin} from '../counter.ts';
import {certificatePhases} from '../phases.ts';
import {type CertificateInUse, certificateInUse, kindsOnCard} from './certificate-in-use.ts';
import {proveRenewed} from './renew-at-counter.ts';
import {freshNonce, newCertificate, supersede, writeCertificate} from './replace-certificate.ts';

/**
 * The second attempt behind a cut: what was issued and not written is written, what was written and not confirmed is
 * confirmed, and what was not begun is done.
 */
export const settleRenewal = async (stage: Stage, kinds: readonly CertificateKind[]): Promise<Ending> => {
  const settled = await atTerminal(stage, async (channel) => {
    await verifyResidentPin(stage, channel);
    const inUse: CertificateInUse[] = [];
    for (const kind of await kindsOnCard(channel, kinds)) {
      inUse.push(await certificateInUse(stage, channel, kind));
    }
    const issuer = await authenticateIssuer(stage, channel);
    const renewed = [];
    for (const one of inUse) {
      renewed.push({kind: one.kind, serialNumber: await settle(stage, issuer, one)});
    }
    return renewed;
  });
  return proveRenewed(stage, settled);
};

/** Where the centre says that a renewal stands. */
interface Standing {
  /** Issued, and not the one on the card. */
  readonly unwritten?: CertificateRow;
  /** On the card, and what it replaces is still good. */
  readonly unconfirmed?: CertificateRow;
  /** Given where nothing was begun. */
  readonly nonce?: Uint8Array;
}

const settle = async (stage: Stage, issuer: IssuerSession, inUse: CertificateInUse): Promise<string> => {
  const {kind, serialNumber} = inUse;
  const {unwritten, unconfirmed, nonce} = await stage.step(certificatePhases[kind].ask, () =>
    standingOf(stage, inUse),
  );
  if (unwritten) {
    await writeCertificate(stage, issuer, unwritten);
    await supersede(stage, kind, unwritten.serialNumber, serialNumber);
    return unwritten.serialNumber;
  }
  if (nonce) {
    const issued = await newCertificate(stage, issuer, inUse, nonce, {});
    await supersede(stage, kind, issued.serialNumber, serialNumber);
    return issued.serialNumber;
  }
  if (unconfirmed) {
    await supersede(stage, kind, serialNumber, unconfirmed.serialNumber);
  }
  return serialNumber;
};

const standingOf = (stage: Stage, {kind, serialNumber}: CertificateInUse): Standing => {
  const {certificates, renewal, linkage} = stage.world;
  const at = stage.world.wall();
  const {register, states} = certificates;
  const own = register.get(serialNumber);
  const line = register.ofHolder(own?.holder ?? '').filter((row) => row.kind === kind);
  const place = line.findIndex((row) => row.serialNumber === serialNumber);
  const unwritten = line.slice(place + 1).at(-1);
  if (unwritten) {
    return {unwritten};
  }
  const before = line[place - 1];
  if (before && states.stateAt(before.serialNumber, at).state === 'valid') {
    return {unconfirmed: before};
  }
  if (linkage.predecessorOf(serialNumber, at).outcome === 'linked') {
    return {};
  }
  try {
    renewal.check(serialNumber, at);
  } catch (error) {
    if (error instanceof KazasuError && error.id === 'KZS-CENTRE-RENEWAL-EARLY') {
      return {};
    }
    throw error;
  }
  return {nonce: freshNonce(stage, serialNumber)};
};
