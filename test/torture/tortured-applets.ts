import {createHmac} from 'node:crypto';
import {fileURLToPath} from 'node:url';
import {builtInApplets, type CardImage, loadApplets} from '../../emulator/index.ts';
import {
  appletCap,
  personalisationObjects,
  type StandardAppletName,
  standardApplets,
} from '../../protocol/applets/index.ts';
import {dataBlockOf, loadFileHash, readCapArchive} from '../../protocol/cap/index.ts';
import {command, fromHex, type Sentence, toHex} from '../../protocol/index.ts';
import {
  type ApduChannel,
  globalPlatform,
  readCommonCardId,
  TerminalKeyRefused,
  WrongPin,
} from '../../terminal/index.ts';
import {openService, pinBytes, servicePin, userId, usualPersonalisation} from '../support/service-card.ts';
import {testApplet} from '../support/test-applet.ts';

/** The module of a user's applet, from which card processes load it too. */
export const stampModule = fileURLToPath(new URL('../../examples/applets/stamp-card.js', import.meta.url));
const stamps = await loadApplets([stampModule]);

/** Every program that a tortured card can run. */
export const torturedPrograms = [testApplet, ...builtInApplets, ...stamps.applets];

type Kept = NonNullable<NonNullable<CardImage['content']>['instances'][string]['data']>;

/** An application that a card is tortured with: how it is personalised and used, and what shows that it is whole. */
export interface TorturedApplet {
  readonly title: Sentence;
  readonly packageAid: Uint8Array;
  readonly moduleAid: Uint8Array;
  personalise(managed: globalPlatform.ManagedCard): Promise<void>;
  /** What a terminal does first; throws where a personalised instance is not there for it. */
  open(channel: ApduChannel): Promise<void>;
  /** What a terminal does with it, wrong values first; throws where it is not served as it should be. */
  use(channel: ApduChannel): Promise<void>;
  /** What an instance keeps: `new` and `personalised` are whole, anything else is told. */
  standing(kept: Kept): string;
}

const commonId = fromHex('4C494252415259000000000000000042');
const shopKey = new Uint8Array(16).fill(0x5a);

const standard = (
  name: StandardAppletName,
  given: Parameters<typeof personalisationObjects>[0],
  {open, use}: Pick<TorturedApplet, 'open' | 'use'>,
): TorturedApplet => ({
  ...standardApplets[name],
  open,
  use,
  personalise: (managed) =>
    globalPlatform.personalise(
      managed,
      standardApplets[name].moduleAid,
      personalisationObjects(given),
      'dataObjects',
    ),
  standing({contents, credentials}) {
    const [files, secrets] = [Object.keys(contents).length, Object.keys(credentials).length];
    const wanted = 1 + Number(given.diversification !== undefined) + Number(given.pinChangeable === true);
    const secretsWanted = Number(given.key !== undefined) + Number(given.pin !== undefined);
    if (files === 0 && secrets === 0) {
      return 'new';
    }
    const sameId = contents['0001'] === Buffer.from(given.id).toString('base64');
    return sameId && files === wanted && secrets === secretsWanted
      ? 'personalised'
      : `an instance half personalised, with ${files} files and ${secrets} secrets`;
  },
});

/** What a terminal must be refused. */
const refusal = async (
  what: string,
  kind: typeof TerminalKeyRefused | typeof WrongPin,
  work: Promise<unknown>,
): Promise<void> => {
  const error = await work.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof kind)) {
    throw new Error(`${what} was to be refused, but ${error === undefined ? 'was served' : String(error)}`);
  }
};

const service = (type: 'service-a' | 'service-d'): TorturedApplet =>
  standard(
    type,
    {...usualPersonalisation, pin: pinBytes(servicePin), pinChangeable: true},
    {
      open: async (channel) => void (await openService(channel, type)),
      async use(channel) {
        const stranger = openService(channel, type, {key: new Uint8Array(16)});
        await refusal('a stranger', TerminalKeyRefused, stranger);
        const session = await openService(channel, type);
        await refusal('a wrong PIN', WrongPin, session.verifyPin(pinBytes('0000')));
        await session.verifyPin(pinBytes(servicePin));
        await session.changePin(pinBytes('7777'));
        await session.verifyPin(pinBytes('7777'));
        await session.changePin(pinBytes(servicePin));
        await session.verifyPin(pinBytes(servicePin));
        same('the id', await session.readId(), userId);
      },
    },
  );

const stampCard = (): TorturedApplet => {
  const [applet] = stamps.applets;
  if (!applet) {
    throw new Error('the module has an applet');
  }
  const {title, packageAid, moduleAid} = applet;
  return {
    title,
    packageAid,
    moduleAid,
    personalise: (managed) => globalPlatform.personalise(managed, moduleAid, [shopKey]),
    async open(channel) {
      await channel.send(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: moduleAid}));
      const {data} = await channel.send(command({cla: 0x80, ins: 0x12, p1: 0, p2: 0, ne: 256}));
      same('the goal', data.slice(1), Uint8Array.of(10));
    },
    async use(channel) {
      await channel.send(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: moduleAid}));
      for (let n = 0; n < 2; n += 1) {
        const before = (await channel.send(command({cla: 0x80, ins: 0x12, p1: 0, p2: 0, ne: 256}))).data[0];
        const {data: challenge} = await channel.send(command({cla: 0, ins: 0x84, p1: 0, p2: 0, ne: 16}));
        const proof = createHmac('sha256', shopKey).update(challenge).update(Uint8Array.of(0x10)).digest();
        const data = Uint8Array.from(proof.subarray(0, 16));
        const {data: after} = await channel.send(
          command({cla: 0x80, ins: 0x10, p1: 0, p2: 0, data, ne: 256}),
        );
        same('the stamps', after, Uint8Array.of((before ?? 0) + 1, 10));
      }
    },
    standing({contents}) {
      const state: unknown = JSON.parse(Buffer.from(contents['0001'] ?? '', 'base64').toString() || 'null');
      const key = typeof state === 'object' && state !== null && 'key' in state ? state.key : undefined;
      return key === ''
        ? 'new'
        : key === toHex(shopKey).toLowerCase()
          ? 'personalised'
          : 'an instance without a state of its own';
    },
  };
};

const same = (what: string, is: Uint8Array, wanted: Uint8Array): void => {
  if (Buffer.compare(is, wanted) !== 0) {
    throw new Error(`${what} was to be ${toHex(wanted)}, but ${toHex(is)} came`);
  }
};

const readCommon = async (channel: ApduChannel): Promise<void> =>
  same('the id', await readCommonCardId(channel), commonId);

/** The three applications for municipalities and others, and one of a user. */
export const torturedApplets: readonly TorturedApplet[] = [
  service('service-a'),
  service('service-d'),
  standard('common-card', {id: commonId}, {open: readCommon, use: readCommon}),
  stampCard(),
];

/** How far an application has come on a card, as its image tells; anything but these four is told as it is. */
export type Stage = 'absent' | 'loaded' | 'new' | 'personalised';

/** The stage of an application in an image, or what of it is not whole. */
export const stageIn = ({content}: CardImage, applet: TorturedApplet): Stage | (string & {}) => {
  const [packageAid, moduleAid] = [toHex(applet.packageAid), toHex(applet.moduleAid)];
  const file = content?.loadFiles[packageAid];
  const instance = content?.instances[moduleAid];
  if (!file) {
    return instance ? 'an instance without its load file' : 'absent';
  }
  const {bytes, hash} = expectedFile(applet);
  if (file.size !== bytes || file.hash !== hash || !file.modules.includes(moduleAid)) {
    return 'a load file that is not whole';
  }
  return instance ? (instance.data ? applet.standing(instance.data) : 'an instance without data') : 'loaded';
};

const expectedFile = (applet: TorturedApplet): {readonly bytes: number; readonly hash: string} => {
  const block = dataBlockOf(readCapArchive(appletCap(applet)).components);
  return {bytes: block.length, hash: toHex(loadFileHash('sha256', block))};
};
