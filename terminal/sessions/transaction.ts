import type {CardConnection, PcscCapabilities} from '../pcsc/port.ts';

/**
 * Does a whole card dialogue while no other program can speak to the card. A binding without transactions does the
 * work without; the caller knows from the capabilities.
 */
export const inTransaction = async <T>(
  connection: CardConnection,
  capabilities: PcscCapabilities,
  work: () => Promise<T>,
): Promise<T> => {
  if (!capabilities.transactions) {
    return work();
  }
  await connection.beginTransaction();
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // A card that went away ends its transaction too; the work's own error says more.
    await connection.endTransaction('leave').catch(() => undefined);
    throw error;
  }
  await connection.endTransaction('leave');
  return result;
};
