import {
  installPurposes,
  instructions,
  type Privilege,
  privileges,
  receiptContext,
  tags,
} from '../../protocol/globalplatform/index.ts';
import {berTlv, type CommandApdu, command, type Tlv, tlv} from '../../protocol/index.ts';
import {type Confirmed, carryOut, confirmed, type ManagedCard, tokenised} from './managed-card.ts';

/** Memory an application or load file reserves, in bytes. */
export interface Reservation {
  readonly nonVolatileCode?: number;
  readonly volatileData?: number;
  readonly nonVolatileData?: number;
}

export interface InstallForLoad {
  readonly loadFile: Uint8Array;
  /** The security domain it will belong to; the selected one where left out. */
  readonly securityDomain?: Uint8Array;
  /** Hash over the load file data block, where the card shall compare it. */
  readonly hash?: Uint8Array;
  readonly reservation?: Reservation;
}

/** INSTALL [for load], GPC 2.3.1 clause 11.5.2.3.1: announces a load file. [S13] */
export const installForLoad = async (card: ManagedCard, wanted: InstallForLoad): Promise<void> => {
  const {loadFile, securityDomain = none, hash = none, reservation = {}} = wanted;
  const data = [short(loadFile), short(securityDomain), short(hash), long(systemParameters(reservation))];
  await carryOut(card, 'INSTALL [for load]', tokenised(card, install(installPurposes.load, data)));
};

export interface InstallForInstall {
  readonly loadFile: Uint8Array;
  readonly module: Uint8Array;
  /** AID the instance is selected by; the module's where left out. */
  readonly instance?: Uint8Array;
  readonly privileges?: readonly Privilege[];
  /** What the applet itself is given. */
  readonly parameters?: Uint8Array;
  readonly reservation?: Reservation;
  /** Whether it can be selected at once. Default true. */
  readonly selectable?: boolean;
}

/** INSTALL [for install] or [for install and make selectable], GPC 2.3.1 clause 11.5.2.3.2. [S13] */
export const installForInstall = async (card: ManagedCard, wanted: InstallForInstall): Promise<Confirmed> => {
  const {
    loadFile,
    module,
    instance = module,
    parameters = none,
    reservation = {},
    selectable = true,
  } = wanted;
  const purpose = selectable ? installPurposes.installAndMakeSelectable : installPurposes.install;
  const given = Buffer.concat([
    berTlv.encode(tlv(tags.applicationParameters, parameters)),
    systemParameters(reservation),
  ]);
  const held = privileges.encode(wanted.privileges ?? []);
  const data = [short(loadFile), short(module), short(instance), short(held), long(given)];
  const title = selectable ? 'INSTALL [for install and make selectable]' : 'INSTALL [for install]';
  const answer = await carryOut(card, title, tokenised(card, install(purpose, data)));
  return confirmed(card, title, answer, receiptContext(loadFile, instance));
};

/** INSTALL [for make selectable], clause 11.5.2.3.3; with card reset, the application becomes the default one. */
export const makeSelectable = async (
  card: ManagedCard,
  instance: Uint8Array,
  held: readonly Privilege[] = [],
): Promise<Confirmed> => {
  const data = [short(none), short(none), short(instance), short(privileges.encode(held)), long(none)];
  const title = 'INSTALL [for make selectable]';
  const sent = tokenised(card, install(installPurposes.makeSelectable, data));
  return confirmed(card, title, await carryOut(card, title, sent), receiptContext(none, instance));
};

/** INSTALL [for extradition], clause 11.5.2.3.4: another security domain takes an application or load file over. */
export const extradite = async (
  card: ManagedCard,
  what: {readonly from: Uint8Array; readonly object: Uint8Array; readonly to: Uint8Array},
): Promise<Confirmed> => {
  const data = [short(what.to), short(none), short(what.object), short(none), long(none)];
  const title = 'INSTALL [for extradition]';
  const answer = await carryOut(card, title, tokenised(card, install(installPurposes.extradition, data)));
  return confirmed(card, title, answer, receiptContext(what.from, what.object, what.to));
};

/** INSTALL [for registry update], clause 11.5.2.3.5: new privileges of an application. */
export const updateRegistry = async (
  card: ManagedCard,
  application: Uint8Array,
  held: readonly Privilege[],
): Promise<void> => {
  const data = [short(none), short(none), short(application), short(privileges.encode(held)), long(none)];
  const sent = tokenised(card, install(installPurposes.registryUpdate, data));
  await carryOut(card, 'INSTALL [for registry update]', sent);
};

/** INSTALL [for personalisation], clause 11.5.2.3.6: STORE DATA goes to this application from now on. */
export const installForPersonalisation = async (
  card: ManagedCard,
  application: Uint8Array,
): Promise<void> => {
  const data = [short(none), short(none), short(application), short(none), short(none), short(none)];
  await carryOut(card, 'INSTALL [for personalisation]', install(installPurposes.personalisation, data));
};

const none = new Uint8Array(0);

const install = (purpose: number, data: readonly Uint8Array[]): CommandApdu =>
  command({
    cla: 0x80,
    ins: instructions.install,
    p1: purpose,
    p2: 0,
    data: Uint8Array.from(Buffer.concat(data)),
    ne: 256,
  });

/** A field with its length in one byte. */
const short = (value: Uint8Array): Uint8Array => Uint8Array.of(value.length, ...value);

/** A field whose length may have more bytes: parameters. */
const long = (value: Uint8Array): Uint8Array => {
  const {length} = value;
  const form =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.of(...form, ...value);
};

const systemParameters = (reservation: Reservation): Uint8Array => {
  const {nonVolatileCode, volatileData, nonVolatileData} = reservation;
  const parts: readonly (readonly [number, number | undefined])[] = [
    [tags.nonVolatileCode, nonVolatileCode],
    [tags.volatileData, volatileData],
    [tags.nonVolatileData, nonVolatileData],
  ];
  const objects: Tlv[] = parts.flatMap(([tag, bytes]) =>
    bytes === undefined ? [] : [tlv(tag, amount(bytes))],
  );
  return objects.length > 0 ? berTlv.encode(tlv(tags.systemParameters, objects)) : none;
};

/** Two bytes, or four from 32,768 on. GPC 2.3.1 table 11-49. [S13] */
const amount = (bytes: number): Uint8Array => {
  const whole = Buffer.alloc(4);
  whole.writeUInt32BE(bytes);
  return Uint8Array.from(bytes < 0x8000 ? whole.subarray(2) : whole);
};
