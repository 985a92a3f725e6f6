import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type CardImage, readCardFile, startCardProcess, writeCardFile} from '../../emulator/index.ts';
import {clockOrigin, fromHex, toHex} from '../../protocol/index.ts';
import {type Dice, dice} from '../support/dice.ts';
import {FakeVpcd} from '../support/fake-vpcd.ts';
import {testImage} from '../support/test-card.ts';
import {ClientView, type Known} from './client-view.ts';
import type {Toll} from './power-cuts.ts';
import {asking, changing, selectJpki, type TorturedCommand, verifying} from './sequences.ts';

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  /** Hears how many kills are done. */
  readonly progress?: (done: number) => void;
}

/** A card is killed within this many milliseconds of its first command. */
const longestLifeMs = 30;

/**
 * Kills a real card process with SIGKILL, again and again on one card file, while a client sends VERIFY and CHANGE.
 * What the client learnt from the answers is held against the file and against the next process.
 */
export const killProcesses = async ({kills, seed, progress}: KillOptions): Promise<Toll> => {
  const folder = mkdtempSync(join(tmpdir(), 'kz-torture-'));
  const file = join(folder, 'card.json');
  const chance = dice(seed);
  const losses: string[] = [];
  try {
    let view = newCard(file);
    for (let kill = 1; kill <= kills; kill += 1) {
      const wrong = await oneLife(file, view, chance);
      losses.push(...wrong.map((loss) => `kill ${kill} of seed ${seed}: ${loss}`));
      if (wrong.length > 0 || view.known.every(({most}) => most === 0)) {
        view = newCard(file);
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

const newCard = (file: string): ClientView => {
  rmSync(`${file}.lock`, {force: true});
  writeCardFile(file, testImage());
  return new ClientView(testImage());
};

/** One card process, from its start to its kill; what was wrong. */
const oneLife = async (file: string, view: ClientView, chance: Dice): Promise<string[]> => {
  const vpcd = await FakeVpcd.listen();
  const card = await startCardProcess({
    image: testImage(),
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
    const timer = setTimeout(() => process.kill(card.pid, 'SIGKILL'), chance.below(longestLifeMs));
    wrong.push(...(await hammer(vpcd, view, chance)));
    clearTimeout(timer);
    if (wrong.length > 0) {
      await card.stop();
      return wrong;
    }
    await card.ended;
    return view.compare(readable(file) ?? {...testImage(), applications: {}});
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

const nextCommand = (known: Known, verified: ReadonlySet<number>, chance: Dice): TorturedCommand => {
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

const send = async (vpcd: FakeVpcd, hex: string): Promise<string | undefined> => {
  vpcd.tell({kind: 'apdu', bytes: fromHex(hex)});
  const answer = await vpcd.answerOrGone();
  return answer && toHex(answer.slice(-2));
};
