import type {PcscPort} from '../terminal/index.ts';
import {UsageError} from './usage-error.ts';

/** The reader whose name begins so. Where there is none, the port is closed and the names there are are told. */
export const readerBeginning = async (port: PcscPort, beginning: string): Promise<string> => {
  const readers = await port.readers();
  const found = readers.find(({name}) => name.startsWith(beginning));
  if (!found) {
    const names = readers.map(({name}) => `"${name}"`).join(', ') || 'none';
    await port.close();
    throw new UsageError({
      en: `a reader whose name begins with "${beginning}" was expected, but the readers are: ${names}`,
      ja: `「${beginning}」で始まる名前のリーダーが必要ですが、あるのは ${names} です`,
    });
  }
  return found.name;
};
