import {z} from 'zod';
import type {Challenge} from '../login.ts';

/** A challenge as a machine reads it. */
export const challengeSchema = z.strictObject({
  id: z.string(),
  challenge: z.base64().describe('32 bytes for the card to sign'),
  expiresAt: z.iso.datetime(),
});

export const challengeAccount = ({id, bytes, expiresAt}: Challenge): z.infer<typeof challengeSchema> => ({
  id,
  challenge: Buffer.from(bytes).toString('base64'),
  expiresAt: expiresAt.toISOString(),
});
