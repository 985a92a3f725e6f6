import {pathToFileURL} from 'node:url';
import {isDeepStrictEqual} from 'node:util';
import {workerData} from 'node:worker_threads';
import {placeInModule} from '../../protocol/modules/module-file.ts';
import type {Applet, AppletAnswer, Json} from './applet.ts';
import type {FromThread, ThreadStart, ToThread} from './thread-messages.ts';

/** The thread that an applet of a user runs in: loads its module, then does one thing after the other. */
const {path, port, told} = workerData as ThreadStart;

// What it prints is for whoever wrote it, and must not get between the lines of a command's own output. A reader of
// the thread's standard output would keep the process alive.
process.stdout.write = process.stderr.write.bind(process.stderr);

const tell = (message: FromThread): void => {
  port.postMessage(message);
  Atomics.add(told, 0, 1);
  Atomics.notify(told, 0);
};

/** Carries no message of the module's own, so that it may be told whole. */
class NotJson extends Error {
  override readonly name = 'an error, since what it left is nothing that JSON can say';
}

/** What an error is called and where it came from. Its message may hold what no record shall: it is left out. */
const named = (error: unknown): string => {
  if (!(error instanceof Error)) {
    return `something that is no Error (${typeof error})`;
  }
  const place = placeInModule(path, error.stack ?? '');
  return place === undefined ? error.name : `${error.name} at ${place}`;
};

/** A value without its functions, to be judged where nothing of the module runs. */
const described = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'function') {
    return 'function';
  }
  if (typeof value !== 'object' || value === null || depth > 4) {
    return typeof value === 'symbol' ? 'symbol' : value;
  }
  return Array.isArray(value)
    ? value.map((one) => described(one, depth + 1))
    : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, described(one, depth + 1)]));
};

/** Undefined stays undefined; what would come back as something else is refused. */
const inJson = (value: unknown): string | undefined => {
  if (value === undefined) {
    return undefined;
  }
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined || !isDeepStrictEqual(JSON.parse(text), value)) {
    throw new NotJson();
  }
  return text;
};

const fromJson = (text: string): Json => JSON.parse(text) as Json;

const obey = async (applet: Applet, order: ToThread): Promise<FromThread> => {
  const {id} = order;
  switch (order.kind) {
    case 'install':
      return {id, kind: 'state', state: inJson(await applet.install(order.order))};
    case 'personalise':
      return {
        id,
        kind: 'state',
        state: inJson(await applet.personalise?.(fromJson(order.state), order.block)),
      };
    case 'process': {
      const {instruction, command, state, session, random} = order;
      const answer: AppletAnswer | undefined = await applet.commands[instruction]?.process(command, {
        state: fromJson(state),
        session: session === undefined ? undefined : fromJson(session),
        random,
      });
      if (typeof answer !== 'object' || answer === null) {
        throw new TypeError('an object was expected');
      }
      return {
        id,
        kind: 'answer',
        answer: {
          data: answer.data,
          sw: answer.sw,
          state: inJson(answer.state),
          session: inJson(answer.session),
        },
      };
    }
  }
};

/** An error with a number `sw` is a refusal, any other one a failure. */
const ended = (id: number, error: unknown): FromThread => {
  const sw: unknown = typeof error === 'object' && error !== null && 'sw' in error ? error.sw : undefined;
  return typeof sw === 'number' ? {id, kind: 'refused', sw} : {id, kind: 'threw', what: named(error)};
};

const answerTo = async (applet: Applet, order: ToThread): Promise<void> => {
  let message: FromThread;
  try {
    message = await obey(applet, order);
  } catch (error) {
    message = ended(order.id, error);
  }
  try {
    tell(message);
  } catch (error) {
    // Something that cannot leave the thread.
    tell({id: order.id, kind: 'threw', what: named(error)});
  }
};

const begin = async (): Promise<void> => {
  let applet: Applet;
  try {
    const loaded = (await import(pathToFileURL(path).href)) as {readonly applet?: Applet};
    tell({id: 0, kind: 'described', description: described({...loaded}.applet)});
    applet = loaded.applet as Applet;
  } catch (error) {
    tell({id: 0, kind: 'unloadable', why: error instanceof Error ? error.message : String(error)});
    return;
  }
  port.on('message', (order: ToThread) => void answerTo(applet, order));
};

// Whoever waits shall not wait for a thread that has ended.
process.on('exit', () => tell({id: 0, kind: 'ended'}));
await begin();
