import {z} from 'zod';
import {recordEventSchema, recordHeaderSchema} from './event.ts';

/** One line of a record: the header, or an event. */
export const recordLineSchema = z.union([recordHeaderSchema, recordEventSchema]);

/** The JSON Schema (2020-12) of one line of a record. Members it does not name are allowed. */
export const recordJsonSchema = (): Record<string, unknown> =>
  z.toJSONSchema(recordLineSchema, {io: 'input'});
