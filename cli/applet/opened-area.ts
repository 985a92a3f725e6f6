import {stateOf} from '../../emulator/images/card-image.ts';
import {keepCardFile} from '../../emulator/store/card-file.ts';
import {
  type AreaName,
  cardAreas,
  type LifeCycle,
  type RecordEvent,
  type Recorder,
  realClock,
  systemRandom,
  toHex,
} from '../../protocol/index.ts';
import {openInProcessBench} from '../../scenarios/bench/in-process-bench.ts';
import {keysOfDomain} from '../../scenarios/card-management/keys-of-domain.ts';
import {
  type ApduChannel,
  apduChannel,
  globalPlatform as gp,
  openKoffiPort,
  type PcscPort,
} from '../../terminal/index.ts';
import type {Language} from '../language.ts';
import {readerBeginning} from '../reader-beginning.ts';
import {openTrace} from '../trace-option.ts';
import {UsageError} from '../usage-error.ts';
import {type AreaChoice, chosenKeys} from './area-options.ts';
import {contentError, contentRefusal} from './content-refusal.ts';

/** An area of a card, in a session with its security domain. */
export interface OpenedArea {
  readonly area: AreaName;
  readonly managed: gp.ManagedCard;
  /** Of the chip, where the card is one of ours in this process: no terminal is told without the issuer's authority. */
  readonly lifeCycle?: LifeCycle;
  /** Applications in it, and security domains below it; itself left out. */
  applications(): Promise<gp.RegistryEntry[]>;
  /** Load files that belong to it, with their modules. */
  loadFiles(): Promise<gp.RegistryEntry[]>;
  /** Bytes that it has left; undefined where the card does not tell. */
  freeBytes(): Promise<number | undefined>;
}

const cardWithinMs = 5_000;

/**
 * Opens the area that the options choose and has it changed. A card file is kept by this process meanwhile and written
 * once, when all went well. Errors: `KZS-CARD-CONTENT-…`, `KZS-CARD-FILE…`, `KZS-GP-…`, those of the reader.
 */
export const withOpenedArea = async <T>(
  options: AreaChoice,
  language: Language,
  work: (opened: OpenedArea) => Promise<T>,
): Promise<T> => {
  const {card, reader} = options;
  const inReader = reader !== undefined || (card === undefined && process.env['PCSCLITE_CSOCK_NAME']);
  if ((card === undefined) === !inReader || (inReader && options.applet)) {
    throw new UsageError({
      en: 'a card was expected by --card FILE, with --applet where it needs them, or by --reader NAME alone, but neither or both came',
      ja: 'カードは --card ファイル(必要なら --applet)か --reader 名前 のどちらか一方で指定します',
    });
  }
  const clock = realClock();
  const trace = openTrace({...options, timing: 'instant', 'timing-seed': 'none'}, clock, language);
  const record = trace && ((event: RecordEvent): void => trace.write(event));
  const through = {options, work, ...(record ? {record} : {})};
  try {
    return card === undefined ? await onReader(through) : await onCardFile(card, through);
  } finally {
    trace?.close();
  }
};

interface Through<T> {
  readonly options: AreaChoice;
  readonly work: (opened: OpenedArea) => Promise<T>;
  readonly record?: Recorder;
}

const onCardFile = async <T>(card: string, through: Through<T>): Promise<T> => {
  const {options, record} = through;
  const kept = keepCardFile(card);
  try {
    const bench = await openInProcessBench({
      image: kept.image,
      clock: realClock(),
      timing: 'instant',
      ...(options.applet === undefined ? {} : {applets: options.applet}),
      ...(record ? {record} : {}),
    });
    try {
      const {lifeCycle} = stateOf(kept.image).issuer;
      const named = {reader: bench.describe.reader, card: kept.image.id};
      const result = await overPort(await bench.port(), named, through, lifeCycle);
      kept.store.write(stateOf(await bench.snapshot()));
      return result;
    } finally {
      await bench.close();
    }
  } finally {
    kept.close();
  }
};

const onReader = async <T>(through: Through<T>): Promise<T> => {
  const port = await openKoffiPort();
  try {
    const {reader} = through.options;
    const name = reader === undefined ? undefined : await readerBeginning(port, reader);
    return await overPort(port, {reader: name, card: name ?? 'card'}, through);
  } finally {
    await port.close();
  }
};

/** In a transaction where there is one, so that nobody else selects anything meanwhile; behind it the card is reset. */
const overPort = async <T>(
  port: PcscPort,
  {reader, card}: {readonly reader: string | undefined; readonly card: string},
  {options, work, record}: Through<T>,
  lifeCycle?: LifeCycle,
): Promise<T> => {
  const {name} = await port.waitForCard(reader, cardWithinMs);
  const connection = await port.connect(name);
  try {
    if (port.capabilities.transactions) {
      await connection.beginTransaction();
    }
    const channel = apduChannel(connection, {clock: realClock(), card, ...(record ? {record} : {})});
    const opened = await openArea(channel, options);
    return await work({...opened, ...(lifeCycle === undefined ? {} : {lifeCycle})});
  } finally {
    await connection.disconnect('reset').catch(() => undefined);
  }
};

const openArea = async (channel: ApduChannel, options: AreaChoice): Promise<OpenedArea> => {
  const {area} = options;
  const {aid} = cardAreas[area];
  if ((await gp.selectSecurityDomain(channel)).locked) {
    throw contentRefusal('LOCKED', area);
  }
  try {
    await gp.selectSecurityDomain(channel, aid);
    const keys = await keysOfDomain(channel, chosenKeys(options));
    const session = await gp.openSecureChannel(channel, {...keys, aid, random: systemRandom()});
    const own = toHex(aid);
    return {
      area,
      managed: {session},
      applications: async () =>
        (await gp.getStatus(session, 'applications')).filter((entry) => toHex(entry.aid) !== own),
      loadFiles: () => gp.getStatus(session, 'loadFilesAndModules'),
      freeBytes: async () => (await gp.readCardResources(session))?.freeNonVolatile,
    };
  } catch (error) {
    throw contentError(error, area);
  }
};
