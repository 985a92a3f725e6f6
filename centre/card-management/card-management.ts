import {type Clock, type Random, systemRandom} from '../../protocol/index.ts';
import type {CentreStore} from '../store/centre-store.ts';
import {domainAid} from './application-kinds.ts';
import type {AreaName} from './areas.ts';
import {type AuditHead, type AuditVerdict, openAuditLog} from './audit-log.ts';
import {type CardTransitions, openCardTransitions} from './card-transitions.ts';
import {type Cards, openCards} from './cards.ts';
import {type Actor, type ManagementContext, performed, performedByRegistrar} from './context.ts';
import type {DomainKeys, KeyFormat} from './domain-keys.ts';
import {type Issuers, openIssuers} from './issuers.ts';
import {openKeyVault} from './key-vault.ts';
import {type Operations, openOperations} from './operations.ts';
import {type Operators, openOperators} from './operators.ts';
import {type Kinds, openKinds} from './own-kinds.ts';
import {openProfiles, type Profiles} from './profiles.ts';
import {refusal} from './refusals.ts';
import {openResidentLinkage, type ResidentLinkage} from './resident-linkage.ts';
import type {AuditRow} from './rows.ts';
import {openServices, type Services} from './services.ts';
import {openSettings, type Settings} from './settings.ts';

export interface CardManagementParts {
  readonly store: Pick<CentreStore, 'management' | 'transaction'>;
  readonly clock: Pick<Clock, 'wall'>;
  /** 32 bytes that open the issuers' keys and the audit log's chain; the store does not hold them. */
  readonly installationKey: Uint8Array;
  /** Where keys, tokens and salts come from. Default: the system's. */
  readonly random?: Random;
  /** log2 of scrypt's N for new passwords. Default 14: about 50 ms. */
  readonly passwordCost?: number;
}

/** カード管理システム: several issuers on one installation, their operators, cards, applications and services. */
export interface CardManagement {
  readonly issuers: Issuers;
  readonly operators: Operators;
  readonly settings: Settings;
  readonly linkage: ResidentLinkage;
  readonly kinds: Kinds;
  readonly profiles: Profiles;
  readonly services: Services;
  readonly cards: Cards;
  readonly operations: Operations;
  readonly transitions: CardTransitions;
  readonly audit: {
    /** The rows of the operator's own issuer behind a number. Error: `KZS-MANAGEMENT-ROLE`. */
    own(actor: Actor, after: number, limit: number): AuditRow[];
    /** Every row behind a number, for the registrar. */
    after(number: number, limit: number): AuditRow[];
    verify(known?: AuditHead): AuditVerdict;
  };
  /** For whoever writes cards in this process; no route tells them. Always those of the log-in's own issuer. */
  readonly keys: {
    /** In the format of the keys that the area has on that card. Default: AES-128. */
    domain(token: string, cardId: string, area: AreaName, format?: KeyFormat): DomainKeys;
    domainAid(token: string, area: AreaName): string;
    application(token: string, cardId: string, aid: string): Uint8Array;
  };
}

/** Error: `KZS-MANAGEMENT-VAULT` where the store belongs to another installation's key; nothing is changed then. */
export const openCardManagement = ({
  store,
  clock,
  installationKey,
  random = systemRandom(),
  passwordCost = 14,
}: CardManagementParts): CardManagement => {
  const vault = openKeyVault(installationKey, random);
  const rows = store.management;
  checkKey(store, vault.checkValue);
  const audit = openAuditLog(rows.audit, vault.auditKey);
  const context: ManagementContext = {store, rows, clock, random, vault, audit, passwordCost};
  const settings = openSettings(context);
  const operators = openOperators(context);
  const profiles = openProfiles(context);
  const linkage = openResidentLinkage(context, settings);

  return {
    issuers: openIssuers(context),
    operators,
    settings,
    linkage,
    kinds: openKinds(context),
    profiles,
    services: openServices(context, settings),
    cards: openCards(context),
    operations: openOperations({context, settings, profiles, linkage}),
    transitions: openCardTransitions(context),
    audit: {
      own: (actor, after, limit) =>
        performed(context, actor, 'audit/read', '', () => rows.audit.of(actor.issuer.name, after, limit)),
      after: (number, limit) =>
        performedByRegistrar(context, 'audit/read', '', () => audit.after(number, limit)),
      verify: (known) => performedByRegistrar(context, 'audit/verify', '', () => audit.verify(known)),
    },
    keys: {
      domain: (token, cardId, area, {bytes} = aes128) =>
        vault.domainKeys(operators.actor(token).issuer, cardId, area, bytes),
      domainAid: (token, area) => domainAid(area, operators.actor(token).issuer.number),
      application: (token, cardId, aid) => vault.applicationKey(operators.actor(token).issuer, cardId, aid),
    },
  };
};

/** What most cards have. */
const aes128: KeyFormat = {type: 'aes', bytes: 16};

/** The first key that a store is opened with is its key. */
const checkKey = (
  {management: {settings}, transaction}: CardManagementParts['store'],
  value: string,
): void => {
  const name = 'key-check';
  transaction(() => {
    const kept = settings.one({name});
    if (kept && kept.value !== value) {
      throw refusal('VAULT', 'the store');
    }
    if (!kept) {
      settings.add({name, value});
    }
  });
};
