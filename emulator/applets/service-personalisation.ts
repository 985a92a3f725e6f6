import {
  appletFiles,
  appletOptions,
  appletSizes,
  personalisationTags as tags,
  usualAppletTries,
} from '../../protocol/applets/index.ts';
import {berTlv, sw, type Tlv} from '../../protocol/index.ts';
import {refuse} from '../os/refusal.ts';
import type {ApplicationState, CredentialState} from '../os/state.ts';
import type {PersonalisationBlock} from './applet.ts';

/** What one data object changes. */
type Change = (state: ApplicationState, value: Uint8Array) => ApplicationState;

const f = appletFiles;

const between = (value: Uint8Array, least: number, most: number): Uint8Array =>
  value.length >= least && value.length <= most ? Uint8Array.from(value) : refuse(sw.incorrectData);

const content =
  (file: number, least: number, most: number): Change =>
  (state, value) => ({
    ...state,
    contents: new Map(state.contents).set(file, between(value, least, most)),
  });

const unset: CredentialState = {
  value: new Uint8Array(0),
  triesLeft: usualAppletTries,
  tries: usualAppletTries,
};

/** A PIN or key; the number of tries may come before it or behind it, and a new value is unblocked. */
const secret =
  (file: number, least: number, most: number): Change =>
  (state, value) => {
    const {tries = usualAppletTries} = state.credentials.get(file) ?? unset;
    const kept = {value: between(value, least, most), triesLeft: tries, tries};
    return {...state, credentials: new Map(state.credentials).set(file, kept)};
  };

const triesOfSecret =
  (file: number): Change =>
  (state, value) => {
    const [tries = 0, ...more] = value;
    if (tries < 1 || tries > 15 || more.length > 0) {
      refuse(sw.incorrectData);
    }
    const before = state.credentials.get(file) ?? unset;
    return {
      ...state,
      credentials: new Map(state.credentials).set(file, {...before, tries, triesLeft: tries}),
    };
  };

const options: Change = (state, value) =>
  value.length === 1 && ((value[0] ?? 0) & ~appletOptions.pinChangeable) === 0
    ? content(f.options, 1, 1)(state, value)
    : refuse(sw.incorrectData);

/** The data objects of STORE DATA and where each goes. Bench-defined, D202 */
const serviceObjects: Readonly<Record<number, Change>> = {
  [tags.id]: content(f.id, 1, appletSizes.id),
  [tags.pin]: secret(f.pin, appletSizes.pinMin, appletSizes.pinMax),
  [tags.pinTries]: triesOfSecret(f.pin),
  [tags.key]: secret(f.key, appletSizes.key, appletSizes.key),
  [tags.keyTries]: triesOfSecret(f.key),
  [tags.diversification]: content(f.diversification, 1, appletSizes.diversification),
  [tags.options]: options,
};

const commonCardObjects: Readonly<Record<number, Change>> = {
  [tags.id]: content(f.id, appletSizes.commonId, appletSizes.commonId),
};

/** STORE DATA of 業務タイプA and D: with the last block an id and a key must be there, and tries only of what is there. */
export const personaliseService = (
  state: ApplicationState,
  block: PersonalisationBlock,
): ApplicationState => {
  const next = changed(state, block, serviceObjects);
  const secrets = [...next.credentials.values()];
  const whole = next.contents.has(f.id) && next.credentials.has(f.key);
  return block.last && !(whole && secrets.every(({value}) => value.length > 0))
    ? refuse(sw.incorrectData)
    : next;
};

/** STORE DATA of 共通カードAP: the id and nothing else. */
export const personaliseCommonCard = (
  state: ApplicationState,
  block: PersonalisationBlock,
): ApplicationState => changed(state, block, commonCardObjects);

/** The id, which whoever wrote it compares with what was meant; PIN and key are told nobody. */
export const readBackId = ({contents}: ApplicationState, tag: number): Uint8Array | undefined =>
  tag === tags.id ? contents.get(f.id) : undefined;

/** P1 b7-b6 = 01: encrypted in a way that is the application's own. There is none here. */
const encryptedForTheApplication = 0x20;

const changed = (
  state: ApplicationState,
  {p1, data}: PersonalisationBlock,
  objects: Readonly<Record<number, Change>>,
): ApplicationState => {
  if ((p1 & 0x60) === encryptedForTheApplication) {
    refuse(sw.incorrectP1P2);
  }
  const found = objectsIn(data);
  if (found.length === 0) {
    refuse(sw.incorrectData);
  }
  return found.reduce((before, {tag, value}) => {
    const change = objects[tag] ?? refuse(sw.referencedDataNotFound);
    return change(before, value);
  }, state);
};

const objectsIn = (data: Uint8Array): Tlv[] => {
  try {
    return berTlv.decodeAll(data);
  } catch {
    return refuse(sw.incorrectData);
  }
};
