import type {KeyObject} from 'node:crypto';
import {
  managementSignature,
  type Receipt,
  receipts,
  tokenInput,
  withToken,
} from '../../protocol/globalplatform/index.ts';
import {type CommandApdu, type ResponseApdu, sw, toHex} from '../../protocol/index.ts';
import {GlobalPlatformStatus, refusedByHost} from './errors.ts';
import type {SecureSession} from './secure-session.ts';

/** Delegated management: the issuer's key that signs tokens, and the one under which the card makes receipts. */
export interface Delegation {
  readonly tokenKey: KeyObject;
  readonly receiptKey?: Uint8Array;
}

/** A card behind a secure channel, with what a security domain without authorised management needs. */
export interface ManagedCard {
  readonly session: SecureSession;
  readonly delegation?: Delegation;
}

/** How an operation that may need a token ended. */
export interface Confirmed {
  readonly receipt?: Receipt;
}

/** Sends a command that must be answered 9000. @throws GlobalPlatformStatus (`KZS-GP-STATUS`). */
export const carryOut = async (
  {session}: ManagedCard,
  title: string,
  command: CommandApdu,
): Promise<ResponseApdu> => {
  const answer = await session.send(command);
  if (answer.sw !== sw.ok) {
    throw new GlobalPlatformStatus(title, command.ins, answer.sw);
  }
  return answer;
};

/** The same command with its token where management is delegated, else with an empty one. */
export const tokenised = ({delegation}: ManagedCard, command: CommandApdu): CommandApdu => {
  const token = delegation
    ? managementSignature(delegation.tokenKey, tokenInput(command, command.data))
    : new Uint8Array(0);
  return withToken(command, token);
};

/**
 * The receipt in an answer, checked where the key is known.
 * @throws KazasuError `KZS-GP-RECEIPT`: it is missing though a receipt key was given, or is not for this operation.
 */
export const confirmed = (
  {delegation}: ManagedCard,
  title: string,
  answer: ResponseApdu,
  context: Uint8Array,
): Confirmed => {
  const receipt = receipts.decode(answer.data);
  const key = delegation?.receiptKey;
  if (key && !(receipt && receipts.isRight(key, receipt, context))) {
    throw refusedByHost(
      'KZS-GP-RECEIPT',
      `${title} was expected to come with a receipt for this operation, but ${receipt ? 'it was made for another one or under another key' : `${toHex(answer.data) || 'nothing'} came`}`,
      `${title} にはこの操作の受領証が必要ですが、${receipt ? '別の操作か別の鍵のものでした' : `${toHex(answer.data) || '何も届きませんでした'}`}`,
    );
  }
  return receipt ? {receipt} : {};
};
