import {type CommandApdu, StatusWord, sw} from '../../protocol/index.ts';
import {type AppletDefinition, emptyAppletState, type Processed} from '../applets/applet.ts';
import {always} from '../os/access-rule.ts';
import type {CommandRow} from '../os/application.ts';
import {select} from '../os/commands/select.ts';
import {refuse} from '../os/refusal.ts';
import {type ApplicationState, withApplication} from '../os/state.ts';
import type {ReceivedCommand} from './applet.ts';
import type {BoundedThread} from './bounded-thread.ts';
import type {Description} from './description.ts';
import type {FromThread, ThreadAnswer} from './thread-messages.ts';

/** Where what an instance keeps stands in the card image, as JSON in UTF-8. Bench-defined, D210 */
const stateFile = 0x0001;
const randomBytes = 32;
/** A response with its status word fits the 16-bit length of a vpcd message. */
const mostData = 65_533;

/** What a session remembers: only what a user's applet itself put there. */
class UserSession {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/** A user's applet as the card runs it. What its thread leaves is judged here; anything but an answer is 6F00. */
export const userApplet = (description: Description, thread: BoundedThread): AppletDefinition => {
  const {title, packageAid, moduleAid, personalises, commands} = description;
  const fault = (what: string): Error => new Error(`the applet "${title.en}" ${what}`);
  const failed = (message: FromThread | undefined): Error => {
    if (message?.kind === 'refused' && isStatus(message.sw)) {
      return refuse(StatusWord.of(message.sw));
    }
    return fault(
      message?.kind === 'threw'
        ? `threw ${message.what}`
        : message
          ? 'left something that is no answer'
          : 'did not answer in time, or ended its thread',
    );
  };
  const keptBy = (message: FromThread | undefined): ApplicationState => {
    if (message?.kind !== 'state') {
      throw failed(message);
    }
    if (message.state === undefined) {
      throw fault('left nothing to keep');
    }
    return stateOf(message.state);
  };
  const row = ({name, cla, ins}: Description['commands'][number], instruction: number): CommandRow => ({
    name,
    cla: cla === 0 ? 'interindustry' : 'proprietary',
    ins,
    requires: always,
    evidence: 'bench-defined',
    run(card, command) {
      const {volatile, state, random} = card;
      const {appletSession: session} = volatile;
      const message = thread.ask({
        kind: 'process',
        instruction,
        command: received(command),
        state: jsonOf(state),
        session: session instanceof UserSession ? session.json : undefined,
        random: random.bytes(randomBytes),
      });
      if (message?.kind !== 'answer') {
        throw failed(message);
      }
      const {reply, next} = judged(message.answer, state, fault);
      if (next) {
        card.commit(withApplication(card.persistent, volatile.application.name, () => next));
      }
      if (message.answer.session !== undefined) {
        volatile.appletSession = new UserSession(message.answer.session);
      }
      return reply;
    },
  });
  return {
    title,
    packageAid,
    moduleAid,
    install: ({parameters, random}) =>
      keptBy(
        thread.ask({
          kind: 'install',
          order: {parameters: Uint8Array.from(parameters), random: random.bytes(randomBytes)},
        }),
      ),
    shape: () => ({files: [], commands: [select, ...commands.map(row)]}),
    storeData: (state, {data, number, last}) =>
      personalises
        ? keptBy(
            thread.ask({
              kind: 'personalise',
              state: jsonOf(state),
              block: {data: Uint8Array.from(data), number, last},
            }),
          )
        : refuse(sw.conditionsOfUseNotSatisfied),
  };
};

const received = ({cla, ins, p1, p2, data, ne}: CommandApdu): ReceivedCommand => ({
  cla,
  ins,
  p1,
  p2,
  data: Uint8Array.from(data),
  ne,
});

const stateOf = (json: string): ApplicationState => ({
  ...emptyAppletState,
  contents: new Map([[stateFile, Uint8Array.from(Buffer.from(json))]]),
});

/** An instance that was installed without the module keeps nothing: its applet sees null. */
const jsonOf = ({contents}: ApplicationState): string =>
  Buffer.from(contents.get(stateFile) ?? Buffer.from('null')).toString();

const judged = (
  {data = new Uint8Array(0), sw: status = 0x9000, state}: ThreadAnswer,
  before: ApplicationState,
  fault: (what: string) => Error,
): Processed => {
  if (typeof status !== 'number' || !Number.isInteger(status) || !isStatus(status)) {
    throw fault('answered with something that is no status word');
  }
  if (!(data instanceof Uint8Array) || data.length > mostData) {
    throw fault(`answered with something that is no Uint8Array of up to ${mostData} bytes`);
  }
  if (data.length > 0 && !carriesData(status)) {
    throw fault('answered with data and an error');
  }
  const reply = {data: Uint8Array.from(data), sw: StatusWord.of(status)};
  return state === undefined || state === jsonOf(before) ? {reply} : {reply, next: stateOf(state)};
};

/** SW1 of 61 to 6F, or 9000, ISO/IEC 7816-4 clause 5.6. */
const isStatus = (status: number): boolean => status === 0x9000 || (status >= 0x6100 && status <= 0x6fff);

const carriesData = (status: number): boolean => status === 0x9000 || status < 0x6400;
