import type {Application} from '../os/application.ts';
import {type PersistentState, withCredential} from '../os/state.ts';

const notSet = {value: new Uint8Array(0), triesLeft: 0};

/** The card as it leaves the factory: what the holder will choose at delivery is empty and blocked. */
export const withoutHolderSecrets = (
  card: PersistentState,
  applications: readonly Application[],
): PersistentState =>
  applications
    .flatMap(({name, files}) => files.map((file) => ({name, file})))
    .filter(
      ({name, file}) =>
        file.kind === 'credential' && !file.fixed && card.applications.get(name)?.credentials.has(file.id),
    )
    .reduce((state, {name, file}) => withCredential(state, name, file.id, notSet), card);
