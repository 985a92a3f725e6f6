import {cardAreas, KazasuError, toHex} from '../../protocol/index.ts';
import {globalPlatform as gp} from '../../terminal/index.ts';
import {type ContentRefusal, contentError, contentRefusal} from './content-refusal.ts';
import type {OpenedArea} from './opened-area.ts';
import type {Program} from './program.ts';

export interface Installation {
  readonly program: Pick<Program, 'cap' | 'module'>;
  /** Of the new instance. */
  readonly aid: Uint8Array;
  /** Data objects of STORE DATA; absent: the instance is left without. */
  readonly data?: readonly Uint8Array[];
}

export interface Installed {
  readonly loadFile: Uint8Array;
  /** Whether the package was brought, or lay in the area already. */
  readonly loaded: boolean;
  /** What the area has less than before, and what it has left; absent where the card does not tell. */
  readonly takenBytes?: number;
  readonly freeBytes?: number;
}

/**
 * Loads, installs and personalises in an opened area; what was brought before a refusal is taken back.
 * @throws KazasuError `KZS-CARD-CONTENT-…`, `KZS-GP-…`.
 */
export const installProgram = async (
  opened: OpenedArea,
  {program: {cap, module}, aid, data}: Installation,
): Promise<Installed> => {
  const {area, managed, lifeCycle} = opened;
  const loadFile = cap.header.package.aid;
  if (lifeCycle !== undefined && lifeCycle !== 'prepared' && lifeCycle !== 'operational') {
    // As for the card management system. Bench-defined, C112
    throw contentRefusal('LIFE-CYCLE', area, lifeCycle);
  }
  const loaded = !(await lies(opened, loadFile, module));
  const applications = await opened.applications();
  if (applications.some((one) => toHex(one.aid) === toHex(aid))) {
    throw contentRefusal('AID-TAKEN', area, toHex(aid));
  }
  const before = await opened.freeBytes();
  const brought: Uint8Array[] = [];
  try {
    if (loaded) {
      await gp.loadCap(managed, cap, {securityDomain: cardAreas[area].aid});
      brought.unshift(loadFile);
    }
    await gp.installForInstall(managed, {loadFile, module, instance: aid});
    brought.unshift(aid);
    if (data) {
      await gp.personalise(managed, aid, data, 'dataObjects');
    }
  } catch (error) {
    await takenBack(managed, brought);
    throw contentError(error, area, whatOf({loadFile, aid, before, applications: applications.length}));
  }
  const after = await opened.freeBytes();
  return {
    loadFile,
    loaded,
    ...(before === undefined || after === undefined ? {} : {takenBytes: before - after, freeBytes: after}),
  };
};

/** Whether the package lies in the area with the module in it; another package of its AID is in the way. */
const lies = async (opened: OpenedArea, loadFile: Uint8Array, module: Uint8Array): Promise<boolean> => {
  const found = (await opened.loadFiles()).find((one) => toHex(one.aid) === toHex(loadFile));
  if (found && !found.modules.some((one) => toHex(one) === toHex(module))) {
    throw contentRefusal('PACKAGE-TAKEN', opened.area, toHex(loadFile));
  }
  return found !== undefined;
};

const takenBack = async (managed: gp.ManagedCard, brought: readonly Uint8Array[]): Promise<void> => {
  for (const aid of brought) {
    try {
      await gp.deleteObject(managed, aid);
    } catch (error) {
      if (!(error instanceof KazasuError)) {
        throw error;
      }
      // The refusal that led here is told; a card that answers no more cannot be cleared.
      return;
    }
  }
};

interface Around {
  readonly loadFile: Uint8Array;
  readonly aid: Uint8Array;
  readonly before: number | undefined;
  readonly applications: number;
}

const whatOf =
  ({loadFile, aid, before, applications}: Around) =>
  (name: ContentRefusal): string => {
    switch (name) {
      case 'PACKAGE-TAKEN':
        return toHex(loadFile);
      case 'AID-TAKEN':
        return toHex(aid);
      default:
        return `bytes free: ${before ?? 'not told'}, applications: ${applications}`;
    }
  };
