import type {ExecutionContext} from 'ava';
import {type CardPort, fromHex, toHex} from '../../protocol/index.ts';

/** `[command, expected]`; an expectation ending in … compares the beginning, one beginning with … the end. */
export type Exchange = readonly [command: string, expected: string];

/** One command and its answer, in hex. */
export const send = async (card: CardPort, hex: string): Promise<string> =>
  toHex(await card.transmit(fromHex(hex)));

const matches = (answer: string, expected: string): boolean => {
  if (expected.endsWith('…')) {
    return answer.startsWith(expected.slice(0, -1));
  }
  return expected.startsWith('…') ? answer.endsWith(expected.slice(1)) : answer === expected;
};

/** Sends the commands in order and compares each answer. */
export const converse = async (
  t: ExecutionContext,
  card: CardPort,
  exchanges: readonly Exchange[],
): Promise<void> => {
  for (const [command, expected] of exchanges) {
    const answer = await send(card, command);
    const wanted = expected.replaceAll(' ', '');
    t.true(matches(answer, wanted), `${command} answered ${answer}, expected ${wanted}`);
  }
};

/** SELECT without an answer, by AID or by EF identifier. */
export const select = {
  issuerSecurityDomain: '00A4040C07A0000001510000',
  jpki: '00A4040C0AD392F000260100000001',
  common: '00A4040C0AD3921000310001010100',
  residentRegister: '00A4040C0AD3921000310001010401',
  ef: (id: string): string => `00A4020C02${id}`,
} as const;
