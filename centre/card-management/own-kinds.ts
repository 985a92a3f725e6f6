import {type CapPackage, readCapArchive} from '../../protocol/cap/index.ts';
import {KazasuError, testAidPrefix, toHex} from '../../protocol/index.ts';
import {
  type ApplicationKind,
  applicationKinds,
  type BasicKind,
  type KindOfApplication,
} from './application-kinds.ts';
import {type ApplicationProgram, programOf} from './application-program.ts';
import type {AreaName} from './areas.ts';
import {type Actor, type ManagementContext, performed} from './context.ts';
import {refusal, shown} from './refusals.ts';
import type {OwnKindRow} from './rows.ts';

/** An application that an issuer developed itself (独自アプリ). [S8] */
export interface OwnKindRegistration {
  readonly name: string;
  /** The one area it is for: a package lies on a card once. */
  readonly area: AreaName;
  /** A CAP file with one applet. */
  readonly cap: Uint8Array;
  /** Whether STORE DATA gives it an id (80), and a key (83) and a PIN (81) with mutual authentication. */
  readonly personalised: boolean;
  readonly mutualAuthentication: boolean;
}

export type OwnKind = Omit<OwnKindRow, 'issuer' | 'cap'>;

/** The kinds of application that an issuer may put onto cards: the basic ones and its own, which no other issuer sees. */
export interface Kinds {
  /** Errors: `-KIND-TAKEN`, `-KIND-CAP`. */
  register(actor: Actor, registration: OwnKindRegistration): OwnKind;
  all(actor: Actor): OwnKind[];
  /** Error: `-KIND-UNKNOWN`. */
  named(actor: Actor, name: ApplicationKind): KindOfApplication;
  /** What is loaded for a kind in a package of this AID. Error: `-KIND-UNKNOWN`. */
  program(actor: Actor, name: ApplicationKind, loadFile: string): ApplicationProgram;
}

/** Numbers of own kinds in AIDs, and AIDs of packages that are spoken for. Bench-defined, C183 */
const numbers = {first: 0x40, last: 0x7f} as const;
const spokenFor = [0x00, 0x01, 0x02, 0x10, 0x11, 0x12].map((next) =>
  toHex(Uint8Array.of(...testAidPrefix, next)),
);

export const openKinds = (context: ManagementContext): Kinds => {
  const {rows} = context;
  return {
    register: (actor, {name, area, cap, personalised, mutualAuthentication}) =>
      performed(context, actor, 'kinds/change', name, () => {
        const issuer = actor.issuer.name;
        const own = rows.kinds.find({issuer});
        const {header, modules} = packageIn(cap);
        const [module, ...more] = modules;
        const loadFile = toHex(header.package.aid);
        if (!module || more.length > 0) {
          throw refusal('KIND-CAP', {
            en: `this one has ${modules.length} applets`,
            ja: `アプレットが${modules.length}個あります`,
          });
        }
        if (spokenFor.some((beginning) => loadFile.startsWith(beginning))) {
          throw refusal('KIND-CAP', {
            en: `the package AID ${loadFile} is kept for others`,
            ja: `パッケージAID ${loadFile} は予約されています`,
          });
        }
        const number = numbers.first + own.length;
        if (
          isBasic(name) ||
          own.some((row) => row.name === name) ||
          rows.kinds.one({loadFile}) ||
          number > numbers.last
        ) {
          throw refusal('KIND-TAKEN', `${shown(name)}, ${loadFile}`);
        }
        const row: OwnKindRow = {
          issuer,
          name,
          number,
          area,
          loadFile,
          module: toHex(module.aid),
          personalised,
          mutualAuthentication,
          cap,
        };
        rows.kinds.add(row);
        return account(row);
      }),
    all: (actor) =>
      performed(context, actor, 'kinds/read', '', () =>
        rows.kinds.find({issuer: actor.issuer.name}).map(account),
      ),
    named: (actor, name) => kindOf(context, actor, name),
    program(actor, name, loadFile) {
      if (isBasic(name)) {
        return programOf(name, loadFile);
      }
      const {cap, module} = ownKind(context, actor, name);
      return {cap, module};
    },
  };
};

/** A kind as this issuer knows it. Error: `-KIND-UNKNOWN`. */
export const kindOf = (
  context: ManagementContext,
  actor: Actor,
  name: ApplicationKind,
): KindOfApplication => {
  if (isBasic(name)) {
    return applicationKinds[name];
  }
  const {number, loadFile, area, mutualAuthentication, personalised} = ownKind(context, actor, name);
  return {
    title: {en: name, ja: name},
    number,
    mutualAuthentication,
    personalised,
    idBytes: 64,
    filledUp: false,
    own: {loadFile, area},
  };
};

const ownKind = ({rows}: ManagementContext, {issuer}: Actor, name: string): OwnKindRow => {
  const row = rows.kinds.one({issuer: issuer.name, name});
  if (!row) {
    throw refusal('KIND-UNKNOWN', shown(name));
  }
  return row;
};

const isBasic = (name: string): name is BasicKind => Object.hasOwn(applicationKinds, name);

const packageIn = (cap: Uint8Array): CapPackage => {
  try {
    return readCapArchive(cap);
  } catch (error) {
    throw error instanceof KazasuError
      ? refusal('KIND-CAP', {
          en: `this one cannot be read: ${error.sentence.en}`,
          ja: `読み取れません: ${error.sentence.ja}`,
        })
      : error;
  }
};

const account = ({issuer: _, cap: __, ...rest}: OwnKindRow): OwnKind => rest;
