import {type ManagementContext, performedByRegistrar} from './context.ts';
import type {IssuerType} from './issuer-types.ts';
import {makeOperator} from './operators.ts';
import {refusal, shown} from './refusals.ts';
import type {IssuerRow} from './rows.ts';
import type {Secret} from './secret.ts';

export interface IssuerRegistration {
  readonly name: string;
  readonly type: IssuerType;
  readonly municipalityCode?: string;
  /** The issuer's own master key of 32 bytes, which its terminals hold too; without it, one is made that nobody sees. */
  readonly masterKey?: Uint8Array;
  /** The first operator, who makes the others. */
  readonly administrator: {readonly name: string; readonly password: Secret};
}

/** What may be known of an issuer: everything but its key. */
export type IssuerAccount = Omit<IssuerRow, 'wrappedKey'>;

/** What the law asks for: an ordinance for the area for ordinances, a permission for the extended one. */
export interface Grounds {
  /** `null` takes it back. */
  readonly ordinance?: string | null;
  readonly permission?: string | null;
}

export interface Issuers {
  /** Errors: `-ISSUER-TAKEN`, `-ISSUER-TYPE`, `-PASSWORD`. */
  register(registration: IssuerRegistration): Promise<IssuerAccount>;
  /** Errors: `-ISSUER-UNKNOWN`, `-ISSUER-TYPE`. */
  setGrounds(name: string, grounds: Grounds): IssuerAccount;
  /** An administrator of the issuer, new or with another password: for one whose administrators are all locked out. */
  setAdministrator(name: string, administrator: IssuerRegistration['administrator']): Promise<IssuerAccount>;
  /** For good: its operators cannot log in, its applications stay until they are deleted. Error: `-ISSUER-UNKNOWN`. */
  end(name: string): IssuerAccount;
  all(): IssuerAccount[];
}

/** The issuers of an installation, in the registrar's hands. */
export const openIssuers = (context: ManagementContext): Issuers => {
  const {rows, clock, vault} = context;
  const known = (name: string): IssuerRow => {
    const row = rows.issuers.one({name});
    if (!row) {
      throw refusal('ISSUER-UNKNOWN', shown(name));
    }
    return row;
  };
  const change = (operation: string, name: string, changed: (row: IssuerRow) => IssuerRow): IssuerAccount =>
    performedByRegistrar(context, operation, name, () => {
      const row = changed(known(name));
      rows.issuers.put(row);
      return account(row);
    });

  return {
    async register({name, type, municipalityCode, masterKey, administrator}) {
      const operator = await makeOperator(context, {...administrator, issuer: name, role: 'administrator'});
      return performedByRegistrar(context, 'issuers/register', name, () => {
        const all = rows.issuers.find();
        const code = municipalityCode;
        if (all.some((row) => row.name === name || (code !== undefined && row.municipalityCode === code))) {
          throw refusal('ISSUER-TAKEN', shown(name));
        }
        if ((type === 'municipality') !== (code !== undefined)) {
          throw refusal('ISSUER-TYPE', shown(name));
        }
        const keyVersion = 1;
        const row: IssuerRow = {
          name,
          number: Math.max(0, ...all.map(({number}) => number)) + 1,
          type,
          ...(code === undefined ? {} : {municipalityCode: code}),
          keyVersion,
          wrappedKey: vault.wrap(name, keyVersion, masterKey),
          registeredAt: clock.wall(),
        };
        rows.issuers.add(row);
        rows.operators.add(operator);
        return account(row);
      });
    },
    setGrounds: (name, grounds) =>
      change('issuers/grounds', name, (row) => {
        if (row.type !== 'municipality' && typeof grounds.ordinance === 'string') {
          throw refusal('ISSUER-TYPE', shown(name));
        }
        const {ordinance: _, permission: __, ...rest} = row;
        const ordinance = changedGround(row.ordinance, grounds.ordinance);
        const permission = changedGround(row.permission, grounds.permission);
        return {
          ...rest,
          ...(ordinance === undefined ? {} : {ordinance}),
          ...(permission === undefined ? {} : {permission}),
        };
      }),
    async setAdministrator(name, administrator) {
      const operator = await makeOperator(context, {...administrator, issuer: name, role: 'administrator'});
      return performedByRegistrar(context, 'issuers/administrator', name, () => {
        const row = known(name);
        rows.operators.put(operator);
        rows.logins.remove({issuer: name, operator: operator.name});
        return account(row);
      });
    },
    end: (name) => change('issuers/end', name, (row) => ({...row, endedAt: row.endedAt ?? clock.wall()})),
    all: () => rows.issuers.find().map(account),
  };
};

const changedGround = (before: string | undefined, wanted: string | null | undefined): string | undefined =>
  wanted === undefined ? before : (wanted ?? undefined);

export const account = ({wrappedKey: _, ...row}: IssuerRow): IssuerAccount => row;
