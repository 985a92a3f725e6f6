import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type CardImage, readCardFile, startCardProcess, writeCardFile} from '../../emulator/index.ts';
import {clockOrigin} from '../../protocol/index.ts';
import {type Dice, dice} from '../support/dice.ts';
import {FakeVpcd} from '../support/fake-vpcd.ts';
import {ClientView, type Known} from './client-view.ts';
import {exchange} from './exchange.ts';
import {issuerHammer, prepareIssuer} from './issuer-life.ts';
import {certifiedImage} from './issuer-sequences.ts';
import type {Toll} from './power-cuts.ts';
import {asking, changing, type HolderCommand, selectJpki, verifying} from './sequences.ts';
import {Standing} from './standing.ts';

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  /** Hears how many kills are done. */
  readonly progress?: (done: number) => void;
}

/** A card is killed within this many milliseconds of its first command. */
const longestLifeMs = 30;

/** How many of the lives are the issuer's, and how many of these renew a key and its certificate. */
const issuerShare = 0.4;
const renewalShare = 0.5;
/** The certificate is the first command of such a life: most kills fall around its one write. */
const longestRenewalMs = 15;

/**
 * Kills a real card process with SIGKILL, again and again on one card file, while the holder sends VERIFY and CHANGE,
 * or the issuer unblocks, locks, sets the life cycle and writes certificates for keys made on the card. What the client learnt from the answers is held against the file and against the next process.
 */
export const killProcesses = async ({kills, seed, progress}: KillOptions): Promise<Toll> => {
  const folder = mkdtempSync(join(tmpdir(), 'kz-torture-'));
  const file = join(folder, 'card.json');
  const chance = dice(seed);
  const losses: string[] = [];
  try {
    let known = newCard(file);
    for (let kill = 1; kill <= kills; kill += 1) {
      const wrong = await oneLife(file, known, chance);
      losses.push(...wrong.map((loss) => `kill ${kill} of seed ${seed}: ${loss}`));
      if (wrong.length > 0 || known.view.known.every(({most}) => most === 0)) {
        known = newCard(file);
      }
      progress?.(kill);
    }
    const left = readdirSync(folder).filter((name) => /\.\d+\.tmp$/.test(name));
    if (left.length > 1) {
      losses.push(`${left.length} drafts were left beside the card file`);
    }
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
  return {cuts: kills, losses};
};

/** What the client knows of the card. */
interface KnownCard {
  readonly view: ClientView;
  readonly standing: Standing;
}

const newCard = (file: string): KnownCard => {
  rmSync(`${file}.lock`, {force: true});
  writeCardFile(file, certifiedImage);
  return {view: new ClientView(certifiedImage), standing: new Standing(certifiedImage)};
};

/** One card process, from its start to its kill; what was wrong. */
const oneLife = async (file: string, {view, standing}: KnownCard, chance: Dice): Promise<string[]> => {
  const vpcd = await FakeVpcd.listen();
  const card = await startCardProcess({
    image: certifiedImage,
    file,
    timing: 'instant',
    host: '127.0.0.1',
    port: vpcd.port,
    origin: clockOrigin(),
  });
  try {
    await card.insert();
    await vpcd.until(() => vpcd.connected);
    vpcd.tell({kind: 'power-on'});
    const wrong = await greet(vpcd, view);
    const life = {vpcd, view, standing, chance};
    const issuer = chance.chance(issuerShare);
    const renews = issuer && chance.chance(renewalShare);
    const first = issuer ? await prepareIssuer(life, renews) : [];
    const lifeMs = chance.below(renews ? longestRenewalMs : longestLifeMs);
    const timer = setTimeout(() => process.kill(card.pid, 'SIGKILL'), lifeMs);
    wrong.push(...(issuer ? await issuerHammer(life, first) : await hammer(vpcd, view, chance)));
    clearTimeout(timer);
    if (wrong.length > 0) {
      await card.stop();
      return wrong;
    }
    await card.ended;
    const image = readable(file);
    return image ? [...view.compare(image), ...standing.compare(image)] : ['the card file cannot be read'];
  } finally {
    await vpcd.close();
  }
};

const readable = (file: string): CardImage | undefined => {
  try {
    return readCardFile(file);
  } catch {
    return undefined;
  }
};

/** What a card says first must be what its file said when the one before it was killed. */
const greet = async (vpcd: FakeVpcd, view: ClientView): Promise<string[]> => {
  await send(vpcd, selectJpki.apdu);
  const wrong: string[] = [];
  for (const known of knownHere(view)) {
    const status = await send(vpcd, asking(known));
    const expected = `63C${known.most.toString(16).toUpperCase()}`;
    if (status !== expected) {
      wrong.push(`a new process says ${status} where its file says ${expected}`);
    }
  }
  return wrong;
};

/** Sends commands until the card has gone. */
const hammer = async (vpcd: FakeVpcd, view: ClientView, chance: Dice): Promise<string[]> => {
  const verified = new Set<number>();
  for (;;) {
    const known = chance.pick(knownHere(view));
    const {apdu, effect} = nextCommand(known, verified, chance);
    const before = {...known};
    if (effect) {
      view.sent(effect);
    }
    const status = await send(vpcd, apdu);
    if (status === undefined) {
      return [];
    }
    const objection = effect && view.answered(effect, status, before);
    if (objection) {
      return [objection];
    }
    if (effect?.kind === 'verify') {
      if (status === '9000') {
        verified.add(known.id);
      } else {
        verified.delete(known.id);
      }
    }
  }
};

const nextCommand = (known: Known, verified: ReadonlySet<number>, chance: Dice): HolderCommand => {
  const [value = ''] = known.values;
  if (verified.has(known.id) && chance.chance(0.3)) {
    return changing(known, newValue(value, chance));
  }
  // The last try is spared mostly, or every card would soon be of no use.
  const right = chance.chance(known.most === 1 ? 0.9 : 0.5);
  return verifying(known, right ? value : value.split('').reverse().join('').concat('x').slice(1), right);
};

const newValue = (old: string, chance: Dice): string =>
  [...old].map(() => chance.pick([...'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'])).join('');

const knownHere = (view: ClientView): readonly Known[] =>
  view.known.filter(({application}) => application === 'jpki');

const send = async (vpcd: FakeVpcd, hex: string): Promise<string | undefined> =>
  (await exchange(vpcd, hex))?.status;
