import {command, commandApdu, type ResponseApdu, responseApdu, sw} from '../../../../protocol/index.ts';
import {ServiceSession, TerminalKeyRefused, UnexpectedStatus} from '../../../../terminal/index.ts';
import {channelTo} from '../../../engine/card-channel.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {appletPhases as p} from '../phases.ts';
import {openService, readServiceId, typeOf} from '../read-service-id.ts';
import {pinBytes, type ServiceTerminal, servicePin} from '../town-service.ts';
import {type Between, wiretapped, withBetween} from './wire.ts';

/** Instructions as they travel; of type D protected. */
const mutualAuthenticate = 0x82;
const readBinary = 0xb0;
const protectedClass = 0x0c;

/** How a run ends in which somebody got what nobody may get. */
const gotThrough = (reasonId: string, en: string, ja: string): Ending => ({
  verdict: 'pass',
  reasonId,
  reason: {en, ja},
});

const answered = async (stage: Stage, bytes: Uint8Array): Promise<ResponseApdu> =>
  responseApdu.decode(await stage.connection.transmit(bytes));

const select = ({aid}: ServiceTerminal): Uint8Array =>
  commandApdu.encode(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: aid}));
const getChallenge = commandApdu.encode(command({cla: 0, ins: 0x84, p1: 0, p2: 0, ne: 16}));

/** Somebody heard a whole authentication, and sends the terminal's cryptogram again to a new challenge. */
export const replayCryptogram = async (stage: Stage, terminal: ServiceTerminal): Promise<Ending> => {
  const wire = wiretapped(stage);
  await openService(wire.stage, terminal);
  const heard = wire.heard.find((message) => message[1] === mutualAuthenticate && message.length > 64);
  return stage.step(p.attack, async () => {
    await answered(stage, select(terminal));
    await answered(stage, getChallenge);
    const {sw: status} = await answered(stage, heard ?? new Uint8Array(0));
    if (status.triesLeft !== undefined) {
      throw new TerminalKeyRefused(status.triesLeft);
    }
    return status === sw.ok
      ? gotThrough(
          'replay-accepted',
          'the card took a cryptogram twice',
          'カードが再送された暗号文を受け付けました',
        )
      : refusedWith(status.toString());
  });
};

/** The same without a new challenge: the one of the terminal was good for one answer. */
export const replayAtOnce = async (stage: Stage, terminal: ServiceTerminal): Promise<Ending> => {
  const wire = wiretapped(stage);
  await openService(wire.stage, terminal);
  const heard = wire.heard.find((message) => message[1] === mutualAuthenticate && message.length > 64);
  return stage.step(p.attack, async () => {
    const {sw: status} = await answered(stage, heard ?? new Uint8Array(0));
    return status === sw.ok
      ? gotThrough(
          'replay-accepted',
          'the card took a cryptogram twice',
          'カードが再送された暗号文を受け付けました',
        )
      : refusedWith(status.toString());
  });
};

const refusedWith = (status: string): never => {
  throw new Refused(
    {
      en: `the card answers ${status} to what somebody else sent`,
      ja: `第三者の送信にカードが ${status} を返しました`,
    },
    'command-refused',
  );
};

/** A command without the authentication before it: reading, or trying PINs. */
export const withoutAuthentication =
  (what: 'read' | 'verify') =>
  async (stage: Stage, terminal: ServiceTerminal): Promise<Ending> =>
    stage.step(p.attack, async () => {
      await answered(stage, select(terminal));
      const sent =
        what === 'read'
          ? command({cla: 0, ins: readBinary, p1: 0x81, p2: 0, ne: 256})
          : command({cla: 0, ins: 0x20, p1: 0, p2: 0x91, data: pinBytes()});
      const {sw: status, data} = await answered(stage, commandApdu.encode(sent));
      return status === sw.ok && (what === 'verify' || data.length > 0)
        ? gotThrough('let-in', 'the card served a stranger', 'カードが認証なしで応じました')
        : refusedWith(status.toString());
    });

/** A terminal with the right key, behind the authentication, which leaves out the PIN. */
export const readWithoutPin = async (stage: Stage, terminal: ServiceTerminal): Promise<Ending> => {
  const session = await openService(stage, terminal);
  return stage.step(p.attack, async () => {
    const id = await session.readId().catch((error: unknown) => refusedBehind(error));
    return id.length > 0
      ? gotThrough('let-in', 'the card told the id without the PIN', 'カードが暗証番号なしでIDを返しました')
      : refusedWith('no id');
  });
};

const refusedBehind = (error: unknown): never => {
  throw error instanceof UnexpectedStatus ? refusedWith(error.sw.toString()) : error;
};

/** Somebody heard a command of an encrypted session, and sends it again in that session. */
export const replayCommand = async (stage: Stage, terminal: ServiceTerminal): Promise<Ending> => {
  const wire = wiretapped(stage);
  await readServiceId(wire.stage, terminal, servicePin);
  const heard = wire.heard.findLast((message) => message[0] === protectedClass && message[1] === readBinary);
  return stage.step(p.attack, async () => {
    const {sw: status} = await answered(stage, heard ?? new Uint8Array(0));
    return status === sw.ok
      ? gotThrough(
          'replay-accepted',
          'the card took a command twice',
          'カードが再送されたコマンドを受け付けました',
        )
      : refusedWith(status.toString());
  });
};

/** A plain command in an encrypted session. */
export const plainInSession = async (stage: Stage, terminal: ServiceTerminal): Promise<Ending> => {
  await openService(stage, terminal);
  return stage.step(p.attack, async () => {
    const read = command({cla: 0, ins: readBinary, p1: 0x81, p2: 0, ne: 256});
    const {sw: status, data} = await answered(stage, commandApdu.encode(read));
    return status === sw.ok && data.length > 0
      ? gotThrough('let-in', 'the card told the id in the clear', 'カードが平文でIDを返しました')
      : refusedWith(status.toString());
  });
};

/** What somebody in the line does to the first message that fits: made for one play, which it is the first of. */
const once = (fits: (sent: Uint8Array) => boolean, then: Between): Between => {
  let done = false;
  return async (sent, toCard) => {
    if (done || !fits(sent)) {
      return toCard(sent);
    }
    done = true;
    return then(sent, toCard);
  };
};

/** One bit of the MAC is turned: it stands last, in an answer before the status word. */
const turned = (message: Uint8Array, fromEnd: number): Uint8Array =>
  message.map((byte, at) => (at === message.length - fromEnd ? byte ^ 1 : byte));

const isProtectedRead = (sent: Uint8Array): boolean => sent[0] === protectedClass && sent[1] === readBinary;

/** A bit of a command's MAC is turned on the way to the card; Le stands behind it. */
export const commandAltered = (): Between => once(isProtectedRead, (sent, toCard) => toCard(turned(sent, 2)));

/** A bit of an answer's MAC is turned on the way back. */
export const answerAltered = (): Between =>
  once(isProtectedRead, async (sent, toCard) => turned(await toCard(sent), 3));

/** A card that knows no key answers the authentication with bytes of its own. */
export const fakeCard: Between = async (sent, toCard) =>
  sent[1] === mutualAuthenticate && sent.length > 64 ? fakeAnswer : toCard(sent);

/** As long as a cryptogram, with 9000 behind it. */
const fakeAnswer = Uint8Array.of(...new Uint8Array(64).fill(0x5a), 0x90, 0x00);

/** A card that knows no key, but has heard the right one answer before, and says the same again. */
export const answerReplayed = async (stage: Stage, terminal: ServiceTerminal): Promise<Ending> => {
  const wire = wiretapped(stage);
  await openService(wire.stage, terminal);
  const at = wire.heard.findIndex((message) => message[1] === mutualAuthenticate && message.length > 64);
  const answer = wire.heard[at + 1] ?? new Uint8Array(0);
  const repeating = withBetween(stage, async (sent, toCard) =>
    sent[1] === mutualAuthenticate && sent.length > 64 ? answer : toCard(sent),
  );
  await openService(repeating, terminal);
  return gotThrough(
    'fake-believed',
    'the terminal believed what a card had said before',
    '端末が以前の応答を信じました',
  );
};

/** The same authentication with a key that is no card's. */
export const openWithWrongKey = (stage: Stage, terminal: ServiceTerminal): Promise<unknown> =>
  ServiceSession.open(channelTo(stage), {
    type: typeOf(terminal),
    aid: terminal.aid,
    key: {key: new Uint8Array(16).fill(0x11)},
    random: terminal.random,
  });
