import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Socket} from 'node:net';

const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when the answer is out or its connection is gone. A response alone does not tell: one that is
 * queued behind another on its connection is never closed when the client leaves.
 */
export const whenOver = (
  {socket}: Pick<IncomingMessage, 'socket'>,
  response: ServerResponse,
  over: () => void,
): void => {
  const open = waiting.get(socket) ?? watched(socket);
  const ended = (): void => {
    if (open.delete(ended)) {
      over();
    }
  };
  open.add(ended);
  response.once('close', ended);
};

/** One listener for each connection, however many requests are on it. */
const watched = (socket: Socket): Set<() => void> => {
  const open = new Set<() => void>();
  waiting.set(socket, open);
  socket.once('close', () => {
    for (const ended of [...open]) {
      ended();
    }
  });
  return open;
};
