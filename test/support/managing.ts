import {
  type CapContents,
  capComponents,
  type DapBlock,
  dataBlockOf,
  loadFile,
} from '../../protocol/cap/index.ts';
import {type CardPort, command, commandApdu, fromHex, toHex} from '../../protocol/index.ts';
import {type HostSession, lv, openSession} from './managed-card.ts';

/** Hex of a management command; data of any length. */
export const manage = (ins: string, p1: number, p2: number, data: string): string =>
  toHex(
    commandApdu.encode(
      command({
        cla: 0x80,
        ins: Number.parseInt(ins, 16),
        p1,
        p2,
        data: fromHex(data),
        ne: 256,
      }),
    ),
  );

export interface TestPackage {
  readonly aid: string;
  readonly modules: readonly string[];
  readonly imports?: readonly string[];
  readonly padding?: number;
}

/** A package of tests, and a module of it. */
export const testPackage: TestPackage = {aid: 'F04B415A4153550901', modules: ['F04B415A415355090101']};

/** The load file data block of a package, as GPPro (without Descriptor) or gpshell (with it) makes it. */
export const dataBlock = (
  {aid, modules, imports, padding = 0}: TestPackage,
  {descriptor = false} = {},
): Uint8Array => {
  const version = {major: 1, minor: 2};
  const contents: CapContents = {
    package: {aid: fromHex(aid), version},
    applets: modules.map(fromHex),
    padding,
    ...(imports ? {imports: imports.map((one) => ({aid: fromHex(one), version}))} : {}),
  };
  return dataBlockOf(capComponents(contents), {descriptor});
};

export interface LoadOrder {
  readonly domain?: string;
  readonly hash?: string;
  readonly parameters?: string;
  readonly dapBlocks?: readonly DapBlock[];
  readonly block?: Uint8Array;
  readonly blockBytes?: number;
  readonly token?: string;
}

/** INSTALL [for load] and LOAD, as they are sent. */
export const loading = (one: TestPackage, order: LoadOrder = {}): string[] => {
  const {
    domain = '',
    hash = '',
    parameters = '',
    dapBlocks = [],
    block = dataBlock(one),
    blockBytes = 200,
    token = '',
  } = order;
  const bytes = loadFile.encode({dapBlocks, dataBlock: block});
  const count = Math.ceil(bytes.length / blockBytes);
  return [
    manage('E6', 0x02, 0, lv(one.aid) + lv(domain) + lv(hash) + lv(parameters) + longLv(token)),
    ...Array.from({length: count}, (_, n) =>
      manage(
        'E8',
        n === count - 1 ? 0x80 : 0,
        n & 0xff,
        toHex(bytes.subarray(n * blockBytes, (n + 1) * blockBytes)),
      ),
    ),
  ];
};

/** A length in BER in front of a value, hex. */
export const longLv = (value: string): string => {
  const length = value.length / 2;
  const hex = length.toString(16).toUpperCase();
  return (
    (length < 0x80 ? hex.padStart(2, '0') : length < 0x100 ? `81${hex}` : `82${hex.padStart(4, '0')}`) + value
  );
};

export interface InstallOrder {
  readonly purpose?: number;
  readonly file?: string;
  readonly module?: string;
  readonly aid: string;
  readonly privileges?: string;
  readonly parameters?: string;
  readonly token?: string;
}

/** INSTALL of an application, by default [for install and make selectable] from the test package. */
export const installing = ({
  purpose = 0x0c,
  file = testPackage.aid,
  module = testPackage.modules[0] ?? '',
  aid,
  privileges = '000000',
  parameters = 'C900',
  token = '',
}: InstallOrder): string =>
  manage(
    'E6',
    purpose,
    0,
    lv(file) + lv(module) + lv(aid) + lv(privileges) + longLv(parameters) + longLv(token),
  );

export const deleting = (aid: string, related = false): string =>
  manage('E4', 0, related ? 0x80 : 0, `4F${lv(aid)}`);

/** GET STATUS of a subset, as entries of AID and life cycle. */
export const registry = async (session: HostSession, p1: number): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for (let p2 = 2; ; p2 = 3) {
    const answer = await session.send(manage('F2', p1, p2, '4F00'));
    for (const [, entry = ''] of answer.slice(0, -4).matchAll(/E3..(4F.*?)(?=E3..4F|$)/g)) {
      const length = Number.parseInt(entry.slice(2, 4), 16) * 2;
      found[entry.slice(4, 4 + length)] = entry.slice(4 + length).match(/^9F7001(..)/)?.[1] ?? '';
    }
    if (!answer.endsWith('6310')) {
      return found;
    }
  }
};

/** Sends commands one after the other; the last answer. */
export const all = async (session: HostSession, commands: readonly string[]): Promise<string> => {
  let answer = '';
  for (const one of commands) {
    answer = await session.send(one);
  }
  return answer;
};

/** INSTALL of a security domain that can be selected. */
export const installingDomain = (aid: string, privileges: string, parameters = 'C900'): string =>
  installing({file: 'A0000001515350', module: 'A000000151535041', aid, privileges, parameters});

/** The domain that `domainWith` installs. */
export const ownDomain = 'F04B415A415355090102';

/** A session with a new domain under the issuer's, whose keys are those of the issuer's until it has others. */
export const domainWith = async (
  card: CardPort,
  privileges: string,
  parameters = 'C900',
): Promise<HostSession> => {
  const session = await openSession(card);
  await session.send(installingDomain(ownDomain, privileges, parameters));
  return openSession(card, {aid: ownDomain});
};
