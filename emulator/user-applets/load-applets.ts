import path from 'node:path';
import {moduleFileTrouble, toHex} from '../../protocol/index.ts';
import type {AppletDefinition} from '../applets/applet.ts';
import {builtInApplets} from '../applets/catalogue.ts';
import {BoundedThread, limits} from './bounded-thread.ts';
import {type Description, descriptionOf, unusableModule} from './description.ts';
import {userApplet} from './user-applet.ts';

/** Applets of users, each in a thread of its own. */
export interface LoadedApplets {
  readonly applets: readonly AppletDefinition[];
  /** Ends the threads. */
  close(): Promise<void>;
}

/**
 * The applets in these modules, for cards that are about to run. The caller's thread waits while they load. `workMs`:
 * how long one may take for one command.
 * @throws KazasuError `KZS-APPLET-MODULE` with the path and what was expected; no thread is left then.
 */
export const loadApplets = async (
  paths: readonly string[],
  {workMs = limits.workMs}: {readonly workMs?: number} = {},
): Promise<LoadedApplets> => {
  const threads: BoundedThread[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(threads.map((thread) => thread.close()));
  };
  const applets: AppletDefinition[] = [];
  try {
    for (const file of paths) {
      checkFile(file);
      const thread = new BoundedThread(path.resolve(file), workMs);
      threads.push(thread);
      const description = describedBy(file, thread);
      checkFree(file, description, [...builtInApplets, ...applets]);
      applets.push(userApplet(description, thread));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {applets, close};
};

const checkFile = (file: string): void => {
  const trouble = moduleFileTrouble(file);
  if (trouble) {
    unusableModule(file, trouble.en, trouble.ja);
  }
};

const describedBy = (file: string, thread: BoundedThread): Description => {
  const message = thread.describe();
  switch (message?.kind) {
    case 'described':
      return descriptionOf(file, message.description);
    case 'unloadable':
      return unusableModule(
        file,
        `it does not load: ${message.why}`,
        `読み込みに失敗しました: ${message.why}`,
      );
    default:
      return unusableModule(
        file,
        `it was not loaded within ${limits.loadMs} ms`,
        `${limits.loadMs} ミリ秒以内に読み込まれませんでした`,
      );
  }
};

/** Two programs of one package and module would be one too many for INSTALL. */
const checkFree = (
  file: string,
  {packageAid, moduleAid}: Description,
  taken: readonly AppletDefinition[],
): void => {
  const other = taken.find(
    (one) => toHex(one.packageAid) === toHex(packageAid) || toHex(one.moduleAid) === toHex(moduleAid),
  );
  if (other) {
    unusableModule(
      file,
      `its AIDs ${toHex(packageAid)} and ${toHex(moduleAid)} are not free: "${other.title.en}" has one of them`,
      `AID ${toHex(packageAid)} と ${toHex(moduleAid)} のどちらかは「${other.title.ja}」が使用しています`,
    );
  }
};
