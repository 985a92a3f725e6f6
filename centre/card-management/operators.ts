import {createHash, scrypt, timingSafeEqual} from 'node:crypto';
import {type Actor, type ManagementContext, performed} from './context.ts';
import {refusal, shown} from './refusals.ts';
import type {Role} from './roles.ts';
import type {OperatorRow} from './rows.ts';
import {passwordLength, type Secret} from './secret.ts';

/** Wrong passwords in a row until an operator is locked, and how long a log-in lasts. Bench-defined, C113. */
export const loginRules = {wrongTries: 5, lastsMs: 8 * 3_600_000} as const;

/** By which a token is recognised in a log or a file, where it must not be. */
const tokenPrefix = 'kzop_';

export interface NewOperator {
  readonly name: string;
  readonly role: Role;
  readonly password: Secret;
}

/** What may be known of an operator. */
export interface OperatorAccount {
  readonly name: string;
  readonly role: Role;
  readonly locked: boolean;
  readonly ended: boolean;
}

export interface Login {
  /** For the header Authorization; only its hash is kept. */
  readonly token: string;
  readonly until: Date;
  readonly role: Role;
}

export interface Operators {
  /** Errors: `-LOGIN`, whatever of the three is wrong; `-LOGIN-LOCKED`. */
  logIn(issuer: string, operator: string, password: Secret): Promise<Login>;
  logOut(token: string): void;
  /** Whose log-in it is, while it lasts. Error: `-SESSION`. */
  actor(token: string): Actor;
  /** Errors: `-ROLE`, `-OPERATOR-TAKEN`, `-PASSWORD`. */
  add(actor: Actor, operator: NewOperator): Promise<OperatorAccount>;
  /** Unlocks, and ends the operator's log-ins. Errors: `-ROLE`, `-OPERATOR-UNKNOWN`, `-PASSWORD`. */
  setPassword(actor: Actor, name: string, password: Secret): Promise<OperatorAccount>;
  /** For good, its log-ins too. Errors: `-ROLE`, `-OPERATOR-UNKNOWN`. */
  end(actor: Actor, name: string): OperatorAccount;
  all(actor: Actor): OperatorAccount[];
}

/** Operators (操作者) of the issuers, and their log-ins (オペレータ認証). */
export const openOperators = (context: ManagementContext): Operators => {
  const {rows, clock, random, store, audit} = context;
  const own = ({issuer}: Actor, name: string): OperatorRow => {
    const row = rows.operators.one({issuer: issuer.name, name});
    if (!row) {
      throw refusal('OPERATOR-UNKNOWN', shown(name));
    }
    return row;
  };
  const putWithoutLogins = (row: OperatorRow): OperatorAccount => {
    rows.operators.put(row);
    rows.logins.remove({issuer: row.issuer, operator: row.name});
    return account(row);
  };

  return {
    async logIn(issuer, operator, password) {
      const known = rows.operators.one({issuer, name: operator});
      // An unknown operator takes as long as a known one.
      const hash = await passwordHash(
        password,
        known ?? {salt: Buffer.alloc(saltBytes), passwordCost: context.passwordCost},
      );
      const answer = store.transaction(() => {
        const row = rows.operators.one({issuer, name: operator});
        const issuerRow = rows.issuers.one({name: issuer});
        const refused = loginRefusal(row, hash, issuerRow?.endedAt !== undefined);
        const said = {issuer: row ? issuer : '', operator: row ? operator : 'unknown'};
        audit.add({
          ...said,
          at: clock.wall(),
          operation: 'log-in',
          subject: '',
          outcome: refused?.id ?? 'done',
        });
        if (refused || !row) {
          if (row && row.wrongTries < loginRules.wrongTries) {
            rows.operators.put({...row, wrongTries: row.wrongTries + 1});
          }
          return refused ?? refusal('LOGIN');
        }
        rows.operators.put({...row, wrongTries: 0});
        forgetEnded(context, issuer, operator);
        const token = tokenPrefix + Buffer.from(random.bytes(32)).toString('base64url');
        const until = new Date(clock.wall().getTime() + loginRules.lastsMs);
        rows.logins.add({tokenHash: hashOfToken(token), issuer, operator, until});
        return {token, until, role: row.role};
      });
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
    logOut(token) {
      rows.logins.remove({tokenHash: hashOfToken(token)});
    },
    actor(token) {
      const login = rows.logins.one({tokenHash: hashOfToken(token)});
      const operator = login && rows.operators.one({issuer: login.issuer, name: login.operator});
      const issuer = login && rows.issuers.one({name: login.issuer});
      if (
        !login ||
        !operator ||
        !issuer ||
        login.until <= clock.wall() ||
        operator.endedAt ||
        issuer.endedAt
      ) {
        throw refusal('SESSION');
      }
      return {issuer, operator: operator.name, role: operator.role};
    },
    async add(actor, {name, role, password}) {
      const row = await makeOperator(context, {issuer: actor.issuer.name, name, role, password});
      return performed(context, actor, 'operators/change', name, () => {
        if (rows.operators.one({issuer: row.issuer, name})) {
          throw refusal('OPERATOR-TAKEN', shown(name));
        }
        rows.operators.add(row);
        return account(row);
      });
    },
    async setPassword(actor, name, password) {
      const {
        salt,
        passwordCost,
        passwordHash: hash,
      } = await makeOperator(context, {
        issuer: actor.issuer.name,
        name,
        role: 'auditor',
        password,
      });
      return performed(context, actor, 'operators/change', name, () =>
        putWithoutLogins({...own(actor, name), salt, passwordCost, passwordHash: hash, wrongTries: 0}),
      );
    },
    end: (actor, name) =>
      performed(context, actor, 'operators/change', name, () => {
        const row = own(actor, name);
        return putWithoutLogins({...row, endedAt: row.endedAt ?? clock.wall()});
      }),
    all: (actor) =>
      performed(context, actor, 'operators/read', '', () =>
        rows.operators.find({issuer: actor.issuer.name}).map(account),
      ),
  };
};

const forgetEnded = ({rows, clock}: ManagementContext, issuer: string, operator: string): void => {
  for (const {tokenHash, until} of rows.logins.find({issuer, operator})) {
    if (until <= clock.wall()) {
      rows.logins.remove({tokenHash});
    }
  }
};

/** A row for a new operator, its password hashed. Error: `-PASSWORD`. */
export const makeOperator = async (
  {random, passwordCost}: Pick<ManagementContext, 'random' | 'passwordCost'>,
  {issuer, name, role, password}: NewOperator & {readonly issuer: string},
): Promise<OperatorRow> => {
  if (password.length < passwordLength.min || password.length > passwordLength.max) {
    throw refusal('PASSWORD');
  }
  const how = {salt: random.bytes(saltBytes), passwordCost};
  return {issuer, name, role, ...how, passwordHash: await passwordHash(password, how), wrongTries: 0};
};

const saltBytes = 16;

/** scrypt, r = 8, p = 1; N by the cost that the row was made with. */
const passwordHash = (
  password: Secret,
  {salt, passwordCost}: Pick<OperatorRow, 'salt' | 'passwordCost'>,
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, 32, {N: 2 ** passwordCost}, (error, key) =>
      error ? reject(error) : resolve(Uint8Array.from(key)),
    );
  });

const loginRefusal = (row: OperatorRow | undefined, hash: Uint8Array, issuerEnded: boolean) => {
  if (!row || row.endedAt || issuerEnded) {
    return refusal('LOGIN');
  }
  if (row.wrongTries >= loginRules.wrongTries) {
    return refusal('LOGIN-LOCKED', shown(row.name));
  }
  return timingSafeEqual(row.passwordHash, hash) ? undefined : refusal('LOGIN');
};

const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

const account = ({name, role, wrongTries, endedAt}: OperatorRow): OperatorAccount => ({
  name,
  role,
  locked: wrongTries >= loginRules.wrongTries,
  ended: endedAt !== undefined,
});
