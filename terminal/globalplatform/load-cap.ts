import type {KeyObject} from 'node:crypto';
import {
  type CapPackage,
  dataBlockOf,
  type LoadFileHash,
  loadFile,
  loadFileHash,
  readCapArchive,
} from '../../protocol/cap/index.ts';
import {managementSignature, type Receipt} from '../../protocol/globalplatform/index.ts';
import {deleteObject} from './delete.ts';
import {type InstallForInstall, installForInstall, installForLoad, type Reservation} from './install.ts';
import {load} from './load.ts';
import type {Confirmed, ManagedCard} from './managed-card.ts';

export interface LoadCapOptions {
  /** The security domain that is selected; the package will belong to it unless `target` says otherwise. */
  readonly securityDomain: Uint8Array;
  readonly target?: Uint8Array;
  /** The hash the card shall compare. Default sha256; none where left to the card. */
  readonly hash?: LoadFileHash | 'none';
  readonly reservation?: Reservation;
  /** Who vouches for the load file: a security domain with the key that signs for it. */
  readonly dap?: readonly {readonly securityDomain: Uint8Array; readonly key: KeyObject}[];
  /** Whether the Descriptor component is loaded, as some clients do. */
  readonly descriptor?: boolean;
}

/** A package that is on the card now. */
export interface LoadedCap {
  readonly package: CapPackage;
  readonly aid: Uint8Array;
  readonly modules: readonly Uint8Array[];
  readonly receipt?: Receipt;
}

/**
 * Loads a CAP file, its bytes or what `readCapArchive` made of them for many cards: checked here first, then INSTALL
 * [for load] and LOAD.
 * @throws KazasuError `KZS-CAP-…` before anything is sent; `KZS-GP-…`.
 */
export const loadCap = async (
  card: ManagedCard,
  cap: Uint8Array | CapPackage,
  options: LoadCapOptions,
): Promise<LoadedCap> => {
  const {securityDomain, target = securityDomain, hash = 'sha256', reservation = {}, dap = []} = options;
  const contents = cap instanceof Uint8Array ? readCapArchive(cap) : cap;
  const {aid} = contents.header.package;
  const dataBlock = dataBlockOf(contents.components, {descriptor: options.descriptor ?? false});
  const signed = hash === 'none' ? 'sha256' : hash;
  const dapBlocks = dap.map(({securityDomain: domain, key}) => ({
    securityDomain: domain,
    signature: managementSignature(key, loadFileHash(signed, dataBlock)),
  }));
  await installForLoad(card, {
    loadFile: aid,
    securityDomain: target,
    reservation,
    // A signature is over this hash, so the card must be told it.
    ...(hash === 'none' && dap.length === 0 ? {} : {hash: loadFileHash(signed, dataBlock)}),
  });
  const {receipt} = await load(card, loadFile.encode({dapBlocks, dataBlock}), {
    loadFile: aid,
    securityDomain: target,
  });
  const modules = contents.modules.map((module) => module.aid);
  return {package: contents, aid, modules, ...(receipt ? {receipt} : {})};
};

/** Installs an applet of a package that is on the card. */
export const installApplet = async (
  card: ManagedCard,
  loaded: Pick<LoadedCap, 'aid' | 'modules'>,
  options: Omit<InstallForInstall, 'loadFile' | 'module'> & {readonly module?: Uint8Array} = {},
): Promise<Confirmed> => {
  const {module = loaded.modules[0] ?? loaded.aid} = options;
  return installForInstall(card, {...options, loadFile: loaded.aid, module});
};

/** Deletes a package together with all its instances. */
export const deletePackage = async (card: ManagedCard, aid: Uint8Array): Promise<Confirmed> =>
  deleteObject(card, aid, {related: true});
