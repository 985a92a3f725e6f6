import type {
  AnsweredRow,
  ApplicationRow,
  AuditRow,
  CardManagementStore,
  CardRow,
  IssuerRow,
  LoginRow,
  OperationRow,
  OperatorRow,
  OwnKindRow,
  ProfileRow,
  ResidentRow,
  ServiceRow,
  SettingRow,
  TransitionRow,
} from '../card-management/rows.ts';
import type {Database} from './database.ts';
import {type DatabaseRow, dateIn, numberIn, textIn} from './row-values.ts';
import {rowsInDatabase} from './rows-in-database.ts';

/** What the card management system keeps, in SQLite; issuers' keys are wrapped, passwords hashed. */
export const cardManagementInDatabase = (database: Database): CardManagementStore => ({
  issuers: rowsInDatabase<IssuerRow>(database, {
    name: 'management_issuers',
    columns: {
      name: 'text',
      number: 'number',
      type: 'text',
      municipalityCode: 'text',
      ordinance: 'text',
      permission: 'text',
      keyVersion: 'number',
      wrappedKey: 'bytes',
      registeredAt: 'date',
      endedAt: 'date',
    },
    key: ['name'],
  }),
  operators: rowsInDatabase<OperatorRow>(database, {
    name: 'management_operators',
    columns: {
      issuer: 'text',
      name: 'text',
      role: 'text',
      salt: 'bytes',
      passwordCost: 'number',
      passwordHash: 'bytes',
      wrongTries: 'number',
      endedAt: 'date',
    },
    key: ['issuer', 'name'],
  }),
  logins: rowsInDatabase<LoginRow>(database, {
    name: 'management_logins',
    columns: {tokenHash: 'text', issuer: 'text', operator: 'text', until: 'date'},
    key: ['tokenHash'],
  }),
  kinds: rowsInDatabase<OwnKindRow>(database, {
    name: 'management_kinds',
    columns: {
      issuer: 'text',
      name: 'text',
      number: 'number',
      area: 'text',
      loadFile: 'text',
      module: 'text',
      personalised: 'flag',
      mutualAuthentication: 'flag',
      cap: 'bytes',
    },
    key: ['issuer', 'name'],
  }),
  cards: rowsInDatabase<CardRow>(database, {
    name: 'management_cards',
    columns: {cardId: 'text', state: 'text', residence: 'text', movingOn: 'text', registeredAt: 'date'},
    key: ['cardId'],
  }),
  applications: rowsInDatabase<ApplicationRow>(database, {
    name: 'management_applications',
    columns: {
      cardId: 'text',
      area: 'text',
      issuer: 'text',
      kind: 'text',
      aid: 'text',
      userId: 'text',
      stopped: 'flag',
      since: 'date',
    },
    key: ['cardId', 'area', 'issuer', 'kind'],
  }),
  services: rowsInDatabase<ServiceRow>(database, {
    name: 'management_services',
    columns: {issuer: 'text', name: 'text', area: 'text', kind: 'text', stopped: 'flag'},
    key: ['issuer', 'name'],
  }),
  profiles: rowsInDatabase<ProfileRow>(database, {
    name: 'management_profiles',
    columns: {issuer: 'text', name: 'text', applications: 'json'},
    key: ['issuer', 'name'],
  }),
  residents: rowsInDatabase<ResidentRow>(database, {
    name: 'management_residents',
    columns: {register: 'text', cardId: 'text', userId: 'text'},
    key: ['register', 'cardId'],
  }),
  operations: rowsInDatabase<OperationRow>(database, {
    name: 'management_operations',
    columns: {
      issuer: 'text',
      requestId: 'text',
      operator: 'text',
      kind: 'text',
      cardId: 'text',
      steps: 'json',
      userId: 'text',
      readBack: 'json',
      towards: 'text',
      state: 'text',
      begunAt: 'date',
      endedAt: 'date',
    },
    key: ['issuer', 'requestId'],
  }),
  transitions: rowsInDatabase<TransitionRow>(database, {
    name: 'management_transitions',
    columns: {
      issuer: 'text',
      requestId: 'text',
      operator: 'text',
      cardId: 'text',
      transition: 'text',
      leaves: 'text',
      reaches: 'text',
      state: 'text',
      begunAt: 'date',
      endedAt: 'date',
    },
    key: ['issuer', 'requestId'],
  }),
  answered: rowsInDatabase<AnsweredRow>(database, {
    name: 'management_answered',
    columns: {issuer: 'text', requestId: 'text', requestHash: 'text', answer: 'text'},
    key: ['issuer', 'requestId'],
  }),
  settings: rowsInDatabase<SettingRow>(database, {
    name: 'management_settings',
    columns: {name: 'text', value: 'text'},
    key: ['name'],
  }),
  audit: auditInDatabase(database),
});

const auditInDatabase = (database: Database): CardManagementStore['audit'] => {
  const insert = database.statement(`
    INSERT INTO management_audit (number, at, issuer, operator, operation, subject, outcome, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const last = database.statement('SELECT * FROM management_audit ORDER BY number DESC LIMIT 1');
  const after = database.statement('SELECT * FROM management_audit WHERE number > ? ORDER BY number LIMIT ?');
  const of = database.statement(
    'SELECT * FROM management_audit WHERE issuer = ? AND number > ? ORDER BY number LIMIT ?',
  );
  return {
    add({number, at, issuer, operator, operation, subject, outcome, hash}) {
      insert.run(number, at.getTime(), issuer, operator, operation, subject, outcome, hash);
    },
    last() {
      const row = last.row();
      return row && auditRow(row);
    },
    after: (number, limit) => after.rows(number, limit).map(auditRow),
    of: (issuer, number, limit) => of.rows(issuer, number, limit).map(auditRow),
  };
};

const auditRow = (row: DatabaseRow): AuditRow => ({
  number: numberIn(row, 'number'),
  at: dateIn(row, 'at'),
  issuer: textIn(row, 'issuer'),
  operator: textIn(row, 'operator'),
  operation: textIn(row, 'operation'),
  subject: textIn(row, 'subject'),
  outcome: textIn(row, 'outcome'),
  hash: textIn(row, 'hash'),
});
