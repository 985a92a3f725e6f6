import {type CardImage, fileStore, readCardFile} from '../../emulator/index.ts';
import {removeLeftovers} from '../../emulator/store/file-store.ts';
import {fromHex, toHex} from '../../protocol/index.ts';
import {testImage} from '../support/test-card.ts';
import {ClientView, type Known} from './client-view.ts';
import {askChallenge, issuerAuthority, proving} from './issuer-sequences.ts';
import type {Defect} from './planted-defects.ts';
import {idText, type Sequence, type TorturedCommand, verifying} from './sequences.ts';
import {type Cut, SimulatedDisk} from './simulated-disk.ts';
import {selecting, startAgain} from './start-again.ts';
import {startedCard, textOf, tortureEnvironment} from './started-card.ts';

/** How many ways the power went, and what was lost. */
export interface Toll {
  readonly cuts: number;
  readonly losses: readonly string[];
}

type Files = ReadonlyMap<string, Uint8Array>;

const path = '/cards/card.json';

/**
 * The power goes at every call to the disk, in every way, and between any two commands; with `until`, no longer than
 * to the loss that is looked for.
 */
export const cutEverywhere = async (
  sequence: Sequence,
  defect: Defect = {},
  until?: RegExp,
): Promise<Toll> => {
  const image = (sequence.card ?? ((same) => same))(testImage());
  const start: Files = new Map([[path, fileOf(image)]]);
  const states = await statesOf(sequence, start);
  const whole = await run(sequence, start, defect);
  const losses: string[] = [];
  let cuts = 0;
  for (const cut of cutsOf(whole.disk)) {
    const ran = cut === undefined ? whole : await run(sequence, start, defect, cut);
    const seen = new Set<string>();
    for (const survivors of ran.disk.survivors()) {
      cuts += 1;
      for (const loss of await judge(sequence, image, ran, survivors, states)) {
        seen.add(loss);
      }
    }
    const where = cut === undefined ? 'after the end' : `before call ${cut.call}${bytesText(cut)}`;
    losses.push(...[...ran.wrong, ...seen].map((loss) => `${sequence.title}, power cut ${where}: ${loss}`));
    if (until && losses.some((loss) => until.test(loss))) {
      break;
    }
  }
  return {cuts, losses};
};

/** The power goes between two commands; what the card knew of verified credentials must be gone with it. */
export const cutBetweenCommands = async (sequence: Sequence, defect: Defect = {}): Promise<Toll> => {
  const image = (sequence.card ?? ((same) => same))(testImage());
  const start: Files = new Map([[path, fileOf(image)]]);
  const losses: string[] = [];
  let cuts = 0;
  const states = await statesOf(sequence, start);
  for (let count = 0; count <= sequence.commands.length; count += 1) {
    const part = {...sequence, commands: sequence.commands.slice(0, count)};
    const ran = await run(part, start, defect);
    for (const survivors of ran.disk.survivors()) {
      cuts += 1;
      const lost = await judge(part, image, ran, survivors, states);
      losses.push(...lost.map((loss) => `${sequence.title}, power cut after command ${count}: ${loss}`));
    }
  }
  return {cuts, losses};
};

/**
 * Whoever watches the card's writes and cuts the power once they show that a value is wrong must have paid for it:
 * where the writes of a right and a wrong VERIFY part, the try is already gone from the disk.
 */
export const watchWrites = async (defect: Defect = {}): Promise<Toll> => {
  const image = testImage();
  const start: Files = new Map([[path, fileOf(image)]]);
  const losses: string[] = [];
  let cuts = 0;
  // A reference that is blocked from the start has no try to lose.
  for (const known of new ClientView(image).known.filter((one) => one.most > 0)) {
    const {application, id, most} = known;
    const title = `watching ${application} ${idText(id)}`;
    const trying = (right: boolean): Sequence => ({title, commands: attempt(known, right)});
    const wrong = trying(false);
    const right = await run(trying(true), start, defect);
    const {disk} = await run(wrong, start, defect);
    const parting = disk.trace.findIndex((call, i) => call !== right.disk.trace[i]);
    const call = parting === -1 ? disk.calls : parting;
    const stopped = await run(wrong, start, defect, {call});
    for (const survivors of stopped.disk.survivors()) {
      cuts += 1;
      const survivor = readable(survivors);
      const left = survivor && new ClientView(survivor).of({application, id}).most;
      if (left === undefined || left >= most) {
        losses.push(
          `${title}: call ${call} tells right from wrong with ${left ?? 'no'} tries on disk of ${most}`,
        );
      }
    }
  }
  return {cuts, losses: [...new Set(losses)]};
};

/** One attempt at a credential, or at the issuer's authority, from the selection of its application on. */
const attempt = ({application, id, values: [value = '']}: Known, right: boolean): TorturedCommand[] => {
  const select = {apdu: selecting(application)};
  if (application === issuerAuthority.application) {
    return [select, askChallenge, proving(value, right)];
  }
  const candidate = right ? value : value.replace(/./g, (c) => (c === '0' ? '1' : '0'));
  return [select, verifying({application, id}, candidate, right)];
};

const readable = (files: Files): CardImage | undefined => {
  try {
    return readCardFile(path, new SimulatedDisk(files));
  } catch {
    return undefined;
  }
};

interface Ran {
  readonly disk: SimulatedDisk;
  readonly view: ClientView;
  /** Commands that were answered. */
  readonly answered: number;
  readonly wrong: readonly string[];
}

const run = async (sequence: Sequence, start: Files, defect: Defect, cut?: Cut): Promise<Ran> => {
  const disk = new SimulatedDisk(start, cut);
  const image = readCardFile(path, disk);
  const view = new ClientView(image);
  const around = tortureEnvironment(fileStore(path, image, defect.disk?.(disk) ?? disk), sequence.newKeys);
  const sound = startedCard(image, around);
  const card = defect.card?.(sound, around) ?? sound;
  card.powerOn();
  const wrong: string[] = [];
  let answered = 0;
  let last = new Uint8Array(0);
  for (const {apdu, effect, expected = '9000'} of sequence.commands) {
    const before = effect && {...view.of(effect)};
    if (effect) {
      view.sent(effect);
    }
    const response = await card.transmit(fromHex(commandOf(apdu, last)));
    last = response.slice(0, -2);
    const status = toHex(response.slice(-2));
    if (disk.off) {
      return {disk, view, answered, wrong};
    }
    answered += 1;
    const objection =
      effect && before
        ? view.answered(effect, status, before)
        : status === expected
          ? undefined
          : `${status} was answered to command ${answered}, not ${expected}`;
    if (objection) {
      wrong.push(objection);
    }
  }
  return {disk, view, answered, wrong};
};

/** The states that a sound card puts on disk: before the first command, and during each. */
const statesOf = async (sequence: Sequence, start: Files): Promise<string[][]> => {
  const disk = new SimulatedDisk(start);
  const image = readCardFile(path, disk);
  const states: string[][] = [[textOf(image)]];
  const store = fileStore(path, image, disk);
  const recording = {
    write(state: Parameters<typeof store.write>[0]) {
      store.write(state);
      states.at(-1)?.push(textOf(readCardFile(path, disk)));
    },
  };
  const card = startedCard(image, tortureEnvironment(recording, sequence.newKeys));
  card.powerOn();
  let last = new Uint8Array(0);
  for (const {apdu} of sequence.commands) {
    states.push([]);
    last = (await card.transmit(fromHex(commandOf(apdu, last)))).slice(0, -2);
  }
  return states;
};

/** Each call, and for a write also after these numbers of its bytes; undefined is a cut after the end. */
const cutsOf = (disk: SimulatedDisk): (Cut | undefined)[] => {
  const cuts: (Cut | undefined)[] = [undefined];
  for (let call = 0; call < disk.calls; call += 1) {
    cuts.push({call});
    const length = disk.writes.get(call);
    if (length !== undefined) {
      cuts.push(...[1, 4096, length >> 1, length - 1, length].map((bytes) => ({call, bytes})));
    }
  }
  return cuts;
};

const judge = async (
  sequence: Sequence,
  before: CardImage,
  {view, answered}: Ran,
  survivors: Files,
  states: readonly (readonly string[])[],
): Promise<string[]> => {
  const disk = new SimulatedDisk(survivors);
  let image: CardImage;
  try {
    removeLeftovers(path, disk);
    image = readCardFile(path, disk);
  } catch (error) {
    return [`the card file cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
  const own = new ClientView(before);
  for (const [i, known] of own.known.entries()) {
    Object.assign(known, view.known[i]);
  }
  const losses = own.compare(image);
  const settled = states
    .slice(0, answered + 1)
    .flat()
    .at(-1);
  const possible = [settled, ...(answered < sequence.commands.length ? (states[answered + 1] ?? []) : [])];
  if (!possible.includes(textOf(image))) {
    losses.push('the card holds what no command wrote');
  }
  if (disk.list('/cards').length > 1) {
    losses.push('a draft stayed beside the card file');
  }
  losses.push(...(await startAgain(image)), ...(await afterwards(sequence, image)));
  return losses;
};

const judgedAfterwards = new Map<string, Promise<readonly string[]>>();

const afterwards = ({title, afterwards: judged}: Sequence, image: CardImage): Promise<readonly string[]> => {
  const key = `${title}\0${textOf(image)}`;
  const known = judgedAfterwards.get(key) ?? judged?.(image) ?? Promise.resolve([]);
  judgedAfterwards.set(key, known);
  return known;
};

const commandOf = (apdu: TorturedCommand['apdu'], last: Uint8Array): string =>
  typeof apdu === 'string' ? apdu : apdu(last);

const fileOf = (image: CardImage): Uint8Array => Buffer.from(JSON.stringify(image));
const bytesText = ({bytes}: Cut): string => (bytes === undefined ? '' : ` after ${bytes} bytes`);
