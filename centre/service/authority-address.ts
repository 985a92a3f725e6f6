import {z} from 'zod';
import {issuingGeneration} from '../authorities/generation.ts';
import type {AuthorityLabel} from '../status/status-service.ts';
import {httpError} from './http-errors.ts';
import {fields} from './read-request.ts';

/** The parts of an address that name an authority. */
export const authorityFields = {
  kind: fields.kind,
  generation: z.coerce.number().int().min(1).max(99).describe('generation of the authority, from 1'),
} as const;

/** The authority an address names, of those that have begun. Else `KZS-HTTP-NOT-FOUND`. */
export const authorityAt = ({kind, generation}: AuthorityLabel, at: Date): AuthorityLabel => {
  if (generation > (issuingGeneration(at)?.number ?? 0)) {
    throw httpError('KZS-HTTP-NOT-FOUND');
  }
  return {kind, generation};
};
