import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {KazasuError} from '../../protocol/index.ts';

const program = fileURLToPath(new URL('../../../bin/kazasu.js', import.meta.url));

/** A centre in a process of its own, so that it has a processor of its own. */
export interface OwnCentre {
  readonly url: string;
  readonly adminKeyFile: string;
  stop(): Promise<void>;
}

/**
 * Starts `kazasu centre serve` on loopback with this seed, its store in a file for as long as it runs.
 * @throws KazasuError `KZS-LOAD-CENTRE` when it does not come up.
 */
export const startOwnCentre = async (seed: string): Promise<OwnCentre> => {
  const folder = mkdtempSync(join(tmpdir(), 'kazasu-load-'));
  const adminKeyFile = join(folder, 'admin-key');
  const args = [program, 'centre', 'serve', '--json', '--seed', seed, '--admin-key-file', adminKeyFile];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C reaches the whole group of a terminal; this one is stopped by whoever started it.
    detached: true,
  });
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, {recursive: true, force: true});
  };
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  try {
    const url = await Promise.race([
      firstLine(child.stdout).then((line) => (JSON.parse(line) as {url: string}).url),
      ended.then(() => {
        throw new KazasuError('KZS-LOAD-CENTRE', {
          en: `a centre of the bench's own was to come up, but it ended: ${said.trim()}`,
          ja: `ベンチのセンターが起動しませんでした: ${said.trim()}`,
        });
      }),
    ]);
    return {url, adminKeyFile, stop};
  } catch (error) {
    await stop();
    throw error;
  }
};

const firstLine = async (stream: NodeJS.ReadableStream): Promise<string> => {
  let text = '';
  for await (const piece of stream) {
    text += String(piece);
    if (text.includes('\n')) {
      break;
    }
  }
  return text.slice(0, text.indexOf('\n'));
};
